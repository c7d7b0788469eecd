"""What a feed has told its readers: a changed event keeps its UID and gets the next SEQUENCE, one that is withdrawn is
told as cancelled until its day is over. Pure."""

from __future__ import annotations

from datetime import date

import msgspec

from server.hours.clock import SHANGHAI
from server.hours.feeds.ical import Event, Told

Book = dict[str, Told]  # by UID


def told_now(before: Book, events: dict[str, Event], at: int, first: date) -> Book:
    """The book after telling `events`; what lies before the day `first` is forgotten."""
    after = {uid: told(before.get(uid), event, at) for uid, event in events.items()}
    for uid, old in before.items():
        if uid not in after and old.event.start.astimezone(SHANGHAI).date() >= first:
            after[uid] = told(old, msgspec.structs.replace(old.event, status="CANCELLED"), at)
    return dict(sorted(after.items()))


def told(old: Told | None, event: Event, at: int) -> Told:
    if old is None:
        return Told(event, 0, at)
    return old if old.event == event else Told(event, old.sequence + 1, at)
