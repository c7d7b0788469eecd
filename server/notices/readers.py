"""Who is to be told next in a part of a round, and in which words: everybody gets one message a day, whatever number
of places they follow, and each of few texts is made once."""

import hashlib
from base64 import urlsafe_b64encode
from dataclasses import dataclass, field
from typing import Any

from server.alerts.bulk import Letter
from server.alerts.push import PushMessage
from server.notices.payload import LONGEST_TTL, push_message, topic_of
from server.notices.tables import HoursNews
from server.notices.words import CHINESE, together
from server.store import Store
from server.store.rows import Row, marks, padded, shape

AT_ONCE = 200  # readers


@dataclass
class Texts:
    """The messages of a round: one for each set of places and language."""

    day: str
    urgency: str
    origin: str
    known: dict[tuple[tuple[tuple[str, int], ...], str], PushMessage] = field(default_factory=dict)

    def message(self, told: list[Row], lang: str, now: int) -> PushMessage:
        key = tuple((row["centre"], row["revision"]) for row in told), lang
        if key not in self.known:
            self.known[key] = self._made(told, lang, now)
        return self.known[key]

    def _made(self, told: list[Row], lang: str, now: int) -> PushMessage:
        title, body = together([row["told"] for row in told], lang)
        until = max(row["until"] for row in told)
        notice = {"id": id_of(told), "at": max(row["told_at"] for row in told), "kind": "hours", "until": until}
        notice |= {"title": title, "body": body} | ({"place": told[0]["centre"]} if len(told) == 1 else {})
        # One a day: what comes later about the same day takes its place, at the push service and on the phone.
        name = f"hours:{self.day}"
        plain = push_message(notice, origin=self.origin, tag=name, lang="" if lang == CHINESE else lang)
        return PushMessage(plain, max(0, min(until - now, LONGEST_TTL)), self.urgency, topic_of(name))


def id_of(told: list[Row]) -> str:
    """The same as in the inbox; of several places at once, one of its own."""
    if len(told) == 1:
        return str(told[0]["notice"])
    names = "/".join(row["notice"] for row in told)
    return urlsafe_b64encode(hashlib.sha256(names.encode()).digest()[:16]).decode().rstrip("=")


async def next_people(store: Store, part: Row) -> list[str]:
    found = await store.fetch(
        "SELECT person FROM follow WHERE centre = ? AND person > ? AND person <= ? ORDER BY person LIMIT ?",
        (part["centre"], part["after"], part["upto"], AT_ONCE),
    )
    return [person for (person,) in found]


async def letters_to(
    store: Store, people: list[str], round: Row, centre: str, texts: Texts, now: int
) -> list[Letter] | None:
    """To those of a part of this centre; None when the round is over: something newer is told, or it is too late."""
    asked = padded(people)
    follows = await store.fetch(
        f"SELECT person, centre, topics, lang FROM follow WHERE person IN ({marks(len(asked))}) ORDER BY centre", asked
    )
    news = await news_of_day(store, round["day"], sorted({centre, *(place for _, place, *_ in follows)}))
    own = news.get(centre)
    if own is None or own["revision"] != round["centres"][centre] or own["until"] <= now:
        return None
    told: dict[str, list[Row]] = {}
    langs: dict[str, str] = {}
    for person, place, topics, lang in follows:
        row = news.get(place)
        if row is not None and row["topics"] & topics and row["until"] > now:
            told.setdefault(person, []).append(row)
            langs[person] = lang
    letters = []
    for person, id, endpoint, p256dh, auth in await phones(store, people, now):
        rows = told.get(person, [])
        due = [row["centre"] for row in rows if round["centres"].get(row["centre"]) == row["revision"]]
        # Who follows several of the round's places is in a part of each: the first of them tells all.
        if due and due[0] == centre:
            letters.append(Letter(id, person, endpoint, p256dh, auth, texts.message(rows, langs[person], now)))
    return letters


async def news_of_day(store: Store, day: str, centres: list[str]) -> dict[str, Row]:
    """What was told of it at these places, and not silently."""
    of = shape(HoursNews)
    asked = padded([f"{centre}/{day}" for centre in centres])
    rows = [of.unpack(values) for values in await store.fetch(of.by_keys(len(asked)), asked)]
    return {row["centre"]: row for row in rows if row["told"] is not None and not row["silent"]}


async def phones(store: Store, people: list[str], now: int) -> list[Any]:
    """Of devices on which the person is still signed in: a phone that was signed out tells nothing about them."""
    asked = padded(people)
    return await store.fetch(
        "SELECT s.person, s.id, s.endpoint, s.p256dh, s.auth FROM push_subscription s "
        f"WHERE s.person IN ({marks(len(asked))}) AND EXISTS (SELECT 1 FROM session t "
        "WHERE t.person = s.person AND t.client = s.client AND t.expires_at > ? AND t.lost_at = 0) "
        "ORDER BY s.person, s.id",
        (*asked, now),
    )
