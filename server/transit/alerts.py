"""Service alerts as phones are told of them: of which lines and stops, in what language, from when to when. Pure."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from server.schema.types import AlertAbout, BusAlert
from server.transit.held import Held
from server.transit.lines import code_of
from server.transit.realtime.message import Alert

SOON = 3 * 86_400  # seconds before it begins
FORGOTTEN = 86_400  # seconds after which a source that fell silent speaks for nothing any more
MOST_ABOUT = 60  # lines and stops of one alert that are worth a phone's time
EFFECTS = {1: "no_service", 2: "reduced", 3: "delays", 4: "detour", 5: "extra", 6: "changed", 9: "stop_moved"}
SAME = {"zh-hant": "zh-tw", "zh-hk": "zh-tw", "zh-hans": "zh-cn", "zh-sg": "zh-cn"}

About = tuple[str, str]  # codes of a line and of a stop; "" where it is not said


@dataclass(frozen=True, slots=True)
class Known:
    """An alert that somebody may be told of now."""

    key: str
    words: str  # what it says, in all languages, hashed
    alert: Alert
    about: frozenset[About]
    begins: int  # 0: it is so already
    ends: int  # 0: open
    as_of: int

    def concerns(self, line: str, stop: str, lines: Collection[str]) -> bool:
        """Whoever takes `line` at `stop`; without a line, any of `lines`, those of the stop."""
        taken = [line] if line else lines
        return any((not of or of in taken) and at in ("", stop) for of, at in self.about)


def known_alerts(held: Held, now: int) -> list[Known]:
    """The newest message of each source counts, as long as it is of today."""
    found = {}
    for source, message in held.messages.items():
        as_of = held.sources[source].at
        if now - as_of > FORGOTTEN:
            continue
        for one in message.alerts:
            span = span_of(one, now)
            about = frozenset(codes(held, one))
            if span is not None and about:
                key = hashed(held.id, source, one.id)
                found[key] = Known(key, hashed(*said(one)), one, about, *span, as_of)
    return list(found.values())


def span_of(one: Alert, now: int) -> tuple[int, int] | None:
    """(from, until) of the first of its periods that is not over, unless that is far off."""
    if not one.periods:
        return 0, 0
    left = [(begin, end) for begin, end in one.periods if (not end or end >= now) and begin <= now + SOON]
    if not left:
        return None
    begin, end = min(left)
    return (begin if begin > now else 0), end


def codes(held: Held, one: Alert) -> Iterable[About]:
    """An agency means its lines, a trip its line. What this timetable does not know concerns nobody here."""
    table = held.timetable
    for agency, route, trip, stop in one.about:
        if stop and stop not in table.stop_at:
            continue
        at = f"{held.id}:{stop}" if stop else ""
        if trip in table.trip_at:
            route = table.routes[table.patterns[table.trips[table.trip_at[trip]].pattern].route].id
        if route:
            if route in table.route_at:
                yield code_of(table, route), at
        elif trip:
            continue
        elif agency and not stop:
            yield from ((code_of(table, own.id), "") for own in table.routes if own.agency == agency)
        elif at:
            yield "", at


def said(one: Alert) -> list[str]:
    texts = (one.header, one.text)
    return [f"{lang} {words[lang]}" for words in texts for lang in sorted(words)] + [str(one.effect)]


def hashed(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:24]


def of_town(one: Known, lines: Collection[str], stops: Collection[str], lang: str) -> BusAlert | None:
    """As the phones of a town read it; None when it concerns none of theirs."""
    about = [(line, stop) for line, stop in sorted(one.about) if line in lines or (not line and stop in stops)]
    if not about:
        return None
    (title, of_title), (text, of_text) = in_language(one.alert.header, lang), in_language(one.alert.text, lang)
    told = BusAlert(key=one.key, title=title, text=text, as_of=one.as_of, about=[])
    told.about = [
        AlertAbout(**{name: code for name, code in (("line", line), ("stop", stop)) if code})
        for line, stop in about[:MOST_ABOUT]
    ]
    if one.alert.effect in EFFECTS:
        told.effect = EFFECTS[one.alert.effect]  # type: ignore[assignment]
    if one.begins:
        told.from_ = one.begins
    if one.ends:
        told.until = one.ends
    other = (of_title if title else of_text) or ""
    if other and plain(other).split("-")[0] != lang.lower().split("-")[0]:
        told.lang = other
    return told


def in_language(texts: dict[str, str], lang: str) -> tuple[str, str]:
    """(words, their language): as it is written, else in the other script, else without a language, English, any."""
    wanted = lang.lower()
    order = [
        *(name for name in texts if plain(name) == wanted),
        *(name for name in texts if plain(name) == wanted.split("-")[0]),
        *(name for name in texts if plain(name).split("-")[0] == wanted.split("-")[0]),
        *(name for name in texts if not name),
        *(name for name in texts if plain(name).split("-")[0] == "en"),
        *texts,
    ]
    return (texts[order[0]], order[0]) if order else ("", "")


def plain(name: str) -> str:
    low = name.lower().replace("_", "-")
    return SAME.get(low, low)
