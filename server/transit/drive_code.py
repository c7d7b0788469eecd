"""Positions as a driver's phone sends them, a few bytes each (PROTOCOL.md section 3). Pure; the other side is
pwa/src/transit/drive-code.ts, and vectors/drive.json holds both to it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

LARGEST = 4096  # bytes
POINTS = 512
OVER = 1  # flag: the trip is over
NUMBERS = 5  # bytes of one


class Unreadable(Exception):
    pass


class Point(NamedTuple):
    at: int  # Unix seconds
    lat: int  # hundred-thousandths of a degree
    lon: int


class Batch(NamedTuple):
    over: bool
    first: int  # number of the first point in its drive
    sent: int  # Unix seconds by the phone's clock
    points: list[Point]


def decode(body: bytes) -> Batch:
    numbers = read(body)
    try:
        flags, first, sent = next(numbers), next(numbers), next(numbers)
    except StopIteration:
        raise Unreadable from None
    rest = list(numbers)
    if flags & ~OVER or len(rest) % 3 or len(rest) > 3 * POINTS:
        raise Unreadable
    points: list[Point] = []
    for n in range(0, len(rest), 3):
        step, lat, lon = rest[n], signed(rest[n + 1]), signed(rest[n + 2])
        before = points[-1] if points else None
        point = Point(before.at + step, before.lat + lat, before.lon + lon) if before else Point(sent - step, lat, lon)
        if point.at < 0 or point.at > sent or not on_earth(point):
            raise Unreadable
        points.append(point)
    return Batch(bool(flags & OVER), first, sent, points)


def on_earth(point: Point) -> bool:
    return abs(point.lat) <= 9_000_000 and abs(point.lon) <= 18_000_000 and (point.lat, point.lon) != (0, 0)


def read(body: bytes) -> Iterator[int]:
    value = length = 0
    for byte in body:
        value |= (byte & 127) << 7 * length
        length += 1
        if byte < 128:
            yield value
            value = length = 0
        elif length == NUMBERS:
            raise Unreadable
    if length:
        raise Unreadable


def signed(number: int) -> int:
    return number >> 1 ^ -(number & 1)


def encode(batch: Batch) -> bytes:
    """`points` in the order of time, none later than `sent`."""
    numbers = [OVER if batch.over else 0, batch.first, batch.sent]
    before = None
    for point in batch.points:
        step = point.at - before.at if before else batch.sent - point.at
        lat, lon = (point.lat - before.lat, point.lon - before.lon) if before else (point.lat, point.lon)
        numbers += [step, unsigned(lat), unsigned(lon)]
        before = point
    return b"".join(map(written, numbers))


def unsigned(number: int) -> int:
    return number << 1 ^ number >> 63


def written(number: int) -> bytes:
    found = bytearray()
    while number > 127:
        found.append(number & 127 | 128)
        number >>= 7
    found.append(number)
    return bytes(found)
