"""What a few told stops mean for all stops of a run, as the GTFS-Realtime specification has it: a delay holds for the
stops after it until another one is told; a stop without data ends it; a skipped one does not. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from server.transit.realtime.message import Event, StopUpdate
from server.transit.timetable import Pattern


class Spread(NamedTuple):
    """Predicted moments at each stop (Unix seconds; None: nothing is known), and stops that are left out."""

    arrives: list[int | None]
    departs: list[int | None]
    skipped: frozenset[int]
    first: int | None  # the first stop that was told a time: a bus on its way has passed those before it


def spread(
    pattern: Pattern,
    zero: int,
    ids: Sequence[str],
    updates: Sequence[StopUpdate],
    delay: int | None,
    counted: Counter[str],
) -> Spread:
    """`zero` is when the run begins. A delay of the whole trip holds until the first stop that is told one."""
    told = placed(pattern, zero, ids, updates, counted)
    arrives: list[int | None] = []
    departs: list[int | None] = []
    skipped: set[int] = set()
    first: int | None = None
    for at in range(len(pattern.stops)):
        due, leaves = zero + pattern.arrives[at], zero + pattern.departs[at]
        one = told.get(at)
        if one is not None and one.relation == "no_data":
            delay = None
        if one is not None and one.relation == "skipped":
            skipped.add(at)
            arrives.append(None)
            departs.append(None)
            continue
        comes = moment(one.arrival if one else None, due)
        goes = moment(one.departure if one else None, leaves)
        if comes is not None:
            delay = comes - due
        elif delay is not None:
            comes = due + delay
        elif goes is not None:
            comes = min(due + goes - leaves, goes)
        if goes is not None:
            delay = goes - leaves
            comes = goes if comes is not None and comes > goes else comes
        elif delay is not None:
            goes = leaves + delay
        if first is None and one is not None and one.relation == "scheduled" and (one.arrival or one.departure):
            first = at
        arrives.append(comes)
        departs.append(goes)
    return Spread(arrives, departs, frozenset(skipped), first)


def moment(event: Event | None, scheduled: int) -> int | None:
    if event is None:
        return None
    return event.time if event.time is not None else scheduled + (event.delay or 0)


def placed(
    pattern: Pattern, zero: int, ids: Sequence[str], updates: Sequence[StopUpdate], counted: Counter[str]
) -> dict[int, StopUpdate]:
    """Updates by the place of their stop; where a line passes a stop twice, the time tells, or the order."""
    by_sequence = {number: at for at, number in enumerate(pattern.sequence)}
    found: dict[int, StopUpdate] = {}
    after = 0
    for one in updates:
        at = by_sequence.get(one.sequence) if one.sequence is not None else None
        if at is not None and one.stop and ids[pattern.stops[at]] != one.stop:
            at = None
        if at is None and one.stop:
            choices = [n for n in range(after, len(pattern.stops)) if ids[pattern.stops[n]] == one.stop]
            event = one.arrival or one.departure
            moment = event.time if event is not None else None
            off = [0 if moment is None else abs(moment - zero - pattern.arrives[n]) for n in choices]
            at = choices[off.index(min(off))] if choices else None
        if at is None:
            counted["stop_not_on_trip"] += 1
            continue
        found[at], after = one, at + 1
    return found
