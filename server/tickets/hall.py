"""What the hall's screen and every phone may see of a line: numbers only. And what changed since they last saw it."""

from bisect import bisect_left
from typing import Any

import msgspec

from server.guide.tables import Centre
from server.store import Store
from server.store.rows import shape
from server.tickets.line import Line, read_line
from server.tickets.rules import Waiter
from server.tickets.step import groups

SEEN_LATELY = 45 * 60  # seconds without a call after which a window counts as closed
Hall = dict[str, Any]
encode = msgspec.json.Encoder().encode


async def read(store: Store, centre: str, on: str, now: int) -> Hall | None:
    """None where there is no such centre."""
    of = shape(Centre)
    found = await store.fetch(of.by_keys(1), (centre,))
    if not found:
        return None
    row = of.unpack(found[0])
    line = await read_line(store, f"{centre}/{on}")
    windows = groups(msgspec.json.decode(row["body"]).get("windows") or [])
    return view(line, centre, str(row["name"]), on, windows, now)


def view(line: Line, centre: str, name: str, on: str, windows: dict[str, str], now: int) -> Hall:
    return {
        "centre": centre,
        "name": name,
        "on": on,
        "v": line.v,
        "at": now,
        "calls": [msgspec.structs.asdict(call) for call in line.calls],
        "windows": [at_window(line, window, group) for window, group in {**windows, **known(line), **windows}.items()],
        "waiting": [waits(one) for one in ordered(line, now)],
        "minutes": round(line.pace / 60, 1),
        "open": sum(bool(seat.id) or seat.at > now - SEEN_LATELY for seat in line.seats.values()),
    }


def known(line: Line) -> dict[str, str]:
    return {window: seat.group for window, seat in line.seats.items()}


def at_window(line: Line, window: str, group: str) -> dict[str, Any]:
    seat = line.seats.get(window)
    busy = {"number": seat.number, "kind": seat.kind} if seat is not None and seat.id else {}
    return {"window": window, **({"group": group} if group else {}), **busy}


def ordered(line: Line, now: int) -> list[Waiter]:
    """Group after group: who waits for another group's windows is not before anybody of this one."""
    names = sorted({one.group for one in line.waiting})
    return [one for name in names for one in line.order_of(name, now)]


def waits(one: Waiter) -> dict[str, Any]:
    more = {name: value for name, value in (("group", one.group), ("window", one.window)) if value}
    return {"number": one.number, "kind": one.kind, **more}


def news(old: Hall, new: Hall) -> dict[str, Any] | None:
    """The way from one to the other, None where it would be longer than the new one whole."""
    if (old["centre"], old["on"]) != (new["centre"], new["on"]):
        return None
    told: dict[str, Any] = {"v": new["v"], "was": old["v"], "at": new["at"]}
    for name in ("calls", "minutes", "open"):
        if old[name] != new[name]:
            told[name] = new[name]
    before = {one["window"]: one for one in old["windows"]}
    if changed := [one for one in new["windows"] if before.get(one["window"]) != one]:
        told["windows"] = changed
    steps = edits(old["waiting"], new["waiting"], len(new["waiting"]) // 4 + 8)
    if steps is None:
        return None
    out, into = steps
    return told | ({"out": out} if out else {}) | ({"in": into} if into else {})


def edits(old: list[Any], new: list[Any], most: int) -> tuple[list[int], list[dict[str, Any]]] | None:
    """Numbers to take away, then ones to put in, from the front. Whoever changed or moved is taken away and put in."""
    stay = kept_in_order(old, new)
    out = [one["number"] for one in old if one["number"] not in stay]
    into = [{"before": at, "one": one} for at, one in enumerate(new) if one["number"] not in stay]
    return (out, into) if len(out) + len(into) <= most else None


def kept_in_order(old: list[Any], new: list[Any]) -> set[int]:
    """Numbers that stand in both, alike and in the same order: as many as can be."""
    known = {one["number"]: (at, one) for at, one in enumerate(old)}
    ends: list[int] = []  # for each length of a rising run the smallest place at which one can end
    runs: list[tuple[int, int]] = []  # (length, number) of everybody who stands in both
    for one in new:
        at, was = known.get(one["number"], (-1, None))
        if was != one:
            continue
        length = bisect_left(ends, at)
        ends[length : length + 1] = [at]
        runs.append((length, one["number"]))
    stay: set[int] = set()
    wanted, below = len(ends) - 1, len(old)
    for length, number in reversed(runs):
        if length == wanted and known[number][0] < below:
            stay.add(number)
            wanted, below = wanted - 1, known[number][0]
    return stay


def applied(hall: Hall, told: dict[str, Any]) -> Hall:
    """As clients do it; the tests hold both to it."""
    waiting = [one for one in hall["waiting"] if one["number"] not in told.get("out", ())]
    for step in told.get("in", ()):
        waiting.insert(step["before"], step["one"])
    changed = {one["window"]: one for one in told.get("windows", ())}
    windows = [changed.pop(one["window"], one) for one in hall["windows"]] + list(changed.values())
    more = {name: told[name] for name in ("v", "at", "calls", "minutes", "open") if name in told}
    return hall | more | {"waiting": waiting, "windows": windows}
