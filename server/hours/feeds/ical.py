"""iCalendar (RFC 5545) as text: one calendar of events, escaped, folded, all times in UTC."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Literal

import msgspec

from server.hours.clock import SHANGHAI

LINE = 75  # octets; longer lines go on in the next one after a blank
Status = Literal["CONFIRMED", "TENTATIVE", "CANCELLED"]


class Event(msgspec.Struct, frozen=True, omit_defaults=True):
    """What a calendar shows; of whole days the end is the midnight after them."""

    start: datetime
    end: datetime
    summary: str
    description: str = ""
    location: str = ""
    tags: tuple[str, ...] = ()
    status: Status = "CONFIRMED"
    busy: bool = False
    whole_days: bool = False


class Told(msgspec.Struct, frozen=True):
    """An event as it was last told, how often it was told otherwise before, and since when it stands."""

    event: Event
    sequence: int
    at: int


def calendar(name: str, events: Iterable[tuple[str, Told]], url: str, every_hours: int) -> str:
    head = [
        ("VERSION", "2.0"),
        ("PRODID", "-//Ganchang//ganchang//ZH"),
        ("CALSCALE", "GREGORIAN"),
        ("METHOD", "PUBLISH"),
        ("NAME", escaped(name)),
        ("URL", url),
        ("X-WR-CALNAME", escaped(name)),
        ("X-WR-TIMEZONE", "Asia/Shanghai"),
        ("REFRESH-INTERVAL;VALUE=DURATION", f"PT{every_hours}H"),
        ("X-PUBLISHED-TTL", f"PT{every_hours}H"),
    ]
    lines = [*within("VCALENDAR", [*head, *(line for uid, told in events for line in lines_of(uid, told))])]
    return "".join(folded(f"{key}:{value}") for key, value in lines)


Line = tuple[str, str]


def within(name: str, lines: Iterable[Line]) -> Iterator[Line]:
    yield "BEGIN", name
    yield from lines
    yield "END", name


def lines_of(uid: str, told: Told) -> Iterator[Line]:
    event, stamp = told.event, instant(datetime.fromtimestamp(told.at, UTC))
    lines = [
        ("UID", escaped(uid)),
        ("DTSTAMP", stamp),
        ("LAST-MODIFIED", stamp),
        ("SEQUENCE", str(told.sequence)),
        when("DTSTART", event.start, event.whole_days),
        when("DTEND", event.end, event.whole_days),
        ("SUMMARY", escaped(event.summary)),
        ("STATUS", event.status),
        ("TRANSP", "OPAQUE" if event.busy else "TRANSPARENT"),
    ]
    texts = [("DESCRIPTION", event.description), ("LOCATION", event.location)]
    lines += [(key, escaped(text)) for key, text in texts if text]
    if event.tags:
        lines.append(("CATEGORIES", ",".join(map(escaped, event.tags))))
    return within("VEVENT", lines)


def when(key: str, at: datetime, whole_days: bool) -> Line:
    if whole_days:
        return f"{key};VALUE=DATE", f"{at.astimezone(SHANGHAI):%Y%m%d}"
    return key, instant(at)


def instant(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def escaped(text: str) -> str:
    for char in "\\;,":
        text = text.replace(char, f"\\{char}")
    return text.replace("\r\n", "\n").replace("\n", "\\n")


def folded(line: str) -> str:
    """Cut between characters, never within one."""
    parts, part, room = [], "", LINE
    for char in line:
        size = len(char.encode())
        if size > room:
            parts.append(part)
            part, room = "", LINE - 1
        part, room = part + char, room - size
    return "\r\n ".join([*parts, part]) + "\r\n"
