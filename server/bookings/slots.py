"""The slots of a day: when they begin, who serves them, which windows are free. Pure; times are Unix seconds."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from server.hours.clock import SHANGHAI, instant

MINUTE = 60


@dataclass(frozen=True)
class Span:
    """Some hours of a day in which the windows serve. `serves`: the item asked for is among what they do then."""

    from_minute: int
    until_minute: int
    windows: tuple[str, ...] = ()  # in general; the roster says who is there on the day
    most: int | None = None  # windows at a time
    closes_at: int | None = None  # online booking ends
    serves: bool = True


@dataclass(frozen=True)
class Duty:
    window: str
    from_minute: int = 0
    until_minute: int = 1440


@dataclass(frozen=True)
class Taken:
    window: str
    start: int
    end: int
    until: int = 0  # only held: free again from then on


@dataclass(frozen=True)
class Slot:
    start: int
    end: int
    on_duty: tuple[str, ...]
    free: tuple[str, ...]
    closes_at: int | None = None
    serves: bool = True


def midnight(on: date) -> int:
    return int(instant(on, 0).timestamp())


def day_at(at: int) -> date:
    return datetime.fromtimestamp(at, SHANGHAI).date()


def slots(
    on: date, minutes: int, spans: Iterable[Span], duty: Sequence[Duty] | None, taken: Iterable[Taken], now: int
) -> list[Slot]:
    """In order of time. `duty` None: no roster is kept, and every window of the span serves. A slot must end before its
    span does; where two spans overlap, the earlier one's slots stand."""
    whole = grid(on, minutes, tuple(spans), None if duty is None else tuple(duty))
    held = by_window(taken, now)
    return [slot_with(slot, held) for slot in whole] if held else list(whole)


@lru_cache(maxsize=2048)
def grid(on: date, minutes: int, spans: tuple[Span, ...], duty: tuple[Duty, ...] | None) -> tuple[Slot, ...]:
    """As nobody had booked anything."""
    begin = midnight(on)
    found: list[Slot] = []
    for span in sorted(spans, key=lambda one: (one.from_minute, one.until_minute)):
        for minute in range(span.from_minute, span.until_minute - minutes + 1, minutes):
            start, end = begin + minute * MINUTE, begin + (minute + minutes) * MINUTE
            if not found or found[-1].end <= start:
                there = serving(span, duty, minute, minute + minutes)
                found.append(Slot(start, end, there, there, span.closes_at, span.serves))
    return tuple(found)


def slot_at(
    start: int, end: int, spans: Iterable[Span], duty: Sequence[Duty] | None, taken: Iterable[Taken], now: int
) -> Slot | None:
    """A time that was booked, within the hours as they are now: slots need no longer begin then, or be as long."""
    begin = midnight(day_at(start))
    first, last = (start - begin) // MINUTE, (end - begin) // MINUTE
    around = [span for span in spans if span.from_minute <= first and last <= span.until_minute]
    if not around:
        return None
    span = next((one for one in around if one.serves), around[0])
    there = serving(span, duty, first, last)
    return slot_with(Slot(start, end, there, there, span.closes_at, span.serves), by_window(taken, now))


def slot_with(slot: Slot, held: Mapping[str, Sequence[tuple[int, int]]]) -> Slot:
    free = tuple(
        name for name in slot.on_duty if not any(a < slot.end and slot.start < b for a, b in held.get(name, ()))
    )
    return slot if len(free) == len(slot.on_duty) else replace(slot, free=free)


def serving(span: Span, duty: Sequence[Duty] | None, from_minute: int, until_minute: int) -> tuple[str, ...]:
    if duty is None:
        return span.windows[: span.most]
    there = [one.window for one in duty if one.from_minute <= from_minute and until_minute <= one.until_minute]
    return tuple(dict.fromkeys(there))[: span.most]


def by_window(taken: Iterable[Taken], now: int) -> dict[str, list[tuple[int, int]]]:
    held: dict[str, list[tuple[int, int]]] = {}
    for one in taken:
        if not one.until or now < one.until:
            held.setdefault(one.window, []).append((one.start, one.end))
    return held


def problem(wish: Mapping[str, Any], day: Sequence[Slot], now: int, online: bool) -> tuple[str, Slot | None]:
    """("", the first slot that fulfils the wish), or the code that says best why none does."""
    there = [slot for slot in day if within(wish, slot)]
    if not there:
        return ("slot_past" if last_moment(wish) <= now else "slot_closed"), None
    if not (there := [slot for slot in there if slot.start > now]):
        return "slot_past", None
    if not (there := [slot for slot in there if slot.on_duty]):
        return "slot_closed", None
    if not (there := [slot for slot in there if slot.serves]):
        return "slot_item", None
    if online and not (there := [slot for slot in there if slot.closes_at is None or now < slot.closes_at]):
        return "booking_closed", None
    for slot in there:
        if wish.get("window", slot.free and slot.free[0]) in slot.free:
            return "", slot
    return "slot_taken", None


def within(wish: Mapping[str, Any], slot: Slot) -> bool:
    if "until" not in wish:
        return bool(slot.start == wish["from"])
    return bool(wish["from"] <= slot.start < wish["until"])


def last_moment(wish: Mapping[str, Any]) -> int:
    return int(wish.get("until", wish["from"]))


def open_to(day: Iterable[Slot], now: int, online: bool) -> list[Slot]:
    """What can still be booked."""
    return [
        slot
        for slot in day
        if slot.free and slot.serves and slot.start > now and not (online and slot.closes_at and slot.closes_at <= now)
    ]
