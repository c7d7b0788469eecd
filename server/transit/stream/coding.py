"""What is told of one line or stop: once as a whole (JSON), then only what changed, a few bytes a bus. Pure.

A bus is a row of whole numbers under a small number of its own; news name the columns that changed and by how much.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import msgspec

LIVE = ("none", "dead", "on")
GONE = 0x80  # instead of a mask of columns
Way = tuple[Any, ...]  # what a bus goes by, in words: (back, stops) on a line, (line, to) at a stop


class Bus(NamedTuple):
    key: Hashable  # the same as long as it is the same bus
    way: Way
    values: tuple[int, ...]


@dataclass(frozen=True)
class Told:
    """What whoever heard everything knows."""

    at: int
    live: str
    as_of: int | None = None
    ways: tuple[Way, ...] = ()
    rows: dict[int, tuple[int, ...]] = field(default_factory=dict)
    numbers: dict[Hashable, int] = field(default_factory=dict)


def told_now(before: Told, at: int, live: str, as_of: int | None, buses: Iterable[Bus]) -> Told:
    """Buses keep their numbers; ways keep their places, as long as no other is needed."""
    found = {bus.key: bus for bus in buses}
    used = {bus.way for bus in found.values()}
    ways = before.ways if used <= set(before.ways) else tuple(sorted(used))
    place = {way: n for n, way in enumerate(ways)}
    numbers = {key: before.numbers[key] for key in found if key in before.numbers}
    taken, free = {*before.numbers.values()}, 0
    for key in found:
        if key not in numbers:
            while free in taken:
                free += 1
            numbers[key] = free
            taken.add(free)
    rows = {numbers[key]: (place[bus.way], *bus.values) for key, bus in found.items()}
    return Told(at, live, as_of, ways, rows, numbers)


def whole(kind: str, code: str, channel: int, turn: int, told: Told) -> bytes:
    names = ("back", "stops") if kind == "line" else ("line", "to")
    said: dict[str, Any] = {kind: code, "n": channel, "turn": turn, "at": told.at, "live": told.live}
    if told.as_of is not None:
        said["as_of"] = told.as_of
    said["ways"] = [dict(zip(names, way, strict=True)) for way in told.ways]
    said["buses"] = [[number, *values] for number, values in told.rows.items()]
    return msgspec.json.encode(said)


def fits(before: Told, told: Told) -> bool:
    """Whether news can say it; else the whole must be told again."""
    return before.ways == told.ways and (before.as_of is None) == (told.as_of is None)


def news(channel: int, turn: int, before: Told, told: Told) -> bytes:
    """To whoever knows `before`."""
    said = bytearray([LIVE.index(told.live)])
    put(said, channel)
    said.append(turn)
    put_signed(said, told.at - before.at)
    if told.as_of is not None:
        put_signed(said, told.at - told.as_of)
    for number in sorted({*before.rows, *told.rows}):
        put_row(said, number, before.rows.get(number), told.rows.get(number))
    return bytes(said)


def put_row(said: bytearray, number: int, old: tuple[int, ...] | None, new: tuple[int, ...] | None) -> None:
    if old == new:
        return
    put(said, number)
    if new is None:
        said.append(GONE)
        return
    steps = [value - last for value, last in zip(new, old or (0,) * len(new), strict=True)]
    said.append(sum(1 << column for column, step in enumerate(steps) if step))
    for step in steps:
        if step:
            put_signed(said, step)


def put(said: bytearray, value: int) -> None:
    """Seven bits at a time, the lowest first."""
    while value > 127:
        said.append(value & 127 | 128)
        value >>= 7
    said.append(value)


def put_signed(said: bytearray, value: int) -> None:
    put(said, 2 * value if value >= 0 else -2 * value - 1)
