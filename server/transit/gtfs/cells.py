"""How a cell of a GTFS file becomes a value; BadCell says why not."""

from __future__ import annotations

import re
from datetime import date
from math import isfinite
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from server.guide.load.columns import BadCell, Cell, text, whole

__all__ = ["BadCell", "Cell", "text", "whole"]

TIME = re.compile(r"(\d{1,3}):([0-5]\d):([0-5]\d)")
LONGEST = 168  # hours: nobody rides a bus for longer than a week


def name_of(cell: str) -> str:
    """An id: it stands in addresses and as a key, where a line break or NUL would end it."""
    if not cell.isprintable():
        raise BadCell(f"{cell!r} is no id: it has a sign that cannot be seen")
    return cell


def seconds(cell: str) -> int:
    """25:10:00 is ten past one in the night after the service day."""
    match = TIME.fullmatch(cell)
    if not match:
        raise BadCell(f"{cell!r} is no time; write 06:05:00, or 25:10:00 for after midnight")
    hours, minutes, rest = (int(part) for part in match.groups())
    if hours > LONGEST:
        raise BadCell(f"{cell!r} is more than {LONGEST} hours after midnight")
    return hours * 3600 + minutes * 60 + rest


def day(cell: str) -> int:
    """A date as its number in the calendar (`date.toordinal`)."""
    if not re.fullmatch(r"\d{8}", cell):
        raise BadCell(f"{cell!r} is no date; write 20261122")
    try:
        return date(int(cell[:4]), int(cell[4:6]), int(cell[6:])).toordinal()
    except ValueError:
        raise BadCell(f"{cell!r} is a day that no calendar has") from None


def number(cell: str) -> float:
    """No NaN, no infinity, and no 1_000, which Python would take."""
    try:
        value = float(cell)
    except ValueError:
        raise BadCell(f"{cell!r} is not a number") from None
    if not isfinite(value) or "_" in cell:
        raise BadCell(f"{cell!r} is not a number")
    return value


def distance(cell: str) -> float:
    value = number(cell)
    if value < 0:
        raise BadCell(f"{cell!r} is less than nothing")
    return value


def latitude(cell: str) -> float:
    value = number(cell)
    if not -90 <= value <= 90:
        raise BadCell(f"{cell!r} is no latitude (-90 to 90)")
    return value


def longitude(cell: str) -> float:
    value = number(cell)
    if not -180 <= value <= 180:
        raise BadCell(f"{cell!r} is no longitude (-180 to 180)")
    return value


def zone(cell: str) -> str:
    try:
        return ZoneInfo(cell).key
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise BadCell(f"{cell!r} is no time zone, such as Asia/Shanghai") from None


def color(cell: str) -> str:
    if not re.fullmatch(r"#?[0-9A-Fa-f]{6}", cell):
        raise BadCell(f"{cell!r} is no colour of six hexadecimal digits")
    return cell.removeprefix("#").upper()


def within(least: int, most: int) -> Cell:
    def read(cell: str) -> int:
        value = whole(cell)
        if not least <= value <= most:
            raise BadCell(f"{cell!r} is not from {least} to {most}")
        return value

    return read


def place(cell: str) -> str:
    if not re.fullmatch(r"\d{4}(\d{2}(\d{3}(\d{3})?)?)?", cell):
        raise BadCell(f"{cell!r} is no code of a place (4, 6, 9 or 12 digits)")
    return cell
