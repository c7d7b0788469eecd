"""A centre's calendar with its memory: what was told is kept, so that a change is told as one, not as something new."""

from __future__ import annotations

import msgspec

from server.hours.dated import span_of
from server.hours.feeds.centre_events import events_of
from server.hours.feeds.ledger import Book, told_now
from server.hours.feeds.outlook import Outlook
from server.hours.feeds.say import Speech
from server.hours.feeds.tables import FeedBook
from server.sync.core import Core
from server.sync.work import Work


async def book_of(core: Core, of: Outlook, t: Speech) -> Book:
    """Written only when there is something new to tell: once a month, and after a change of hours."""
    code = of.centre["code"]
    first, last = of.today.replace(day=1), span_of(of.today)[1]
    events = events_of(of, first, last, t)

    def after(text: str | None, at: int) -> tuple[Book, Book]:
        before = msgspec.json.decode(text or "{}", type=Book)
        return before, told_now(before, events, at, first)

    def tell(work: Work) -> Book:
        row = work.get(FeedBook, code)
        before, book = after(row["book"] if row else None, int(work.now.timestamp()))
        if book != before:
            work.put(FeedBook, {"centre": code, "book": msgspec.json.encode(book).decode()})
        return book

    found = await core.store.fetch('SELECT book FROM "feed_book" WHERE centre = ?', (code,))
    before, book = after(found[0][0] if found else None, int(core.clock().timestamp()))
    return book if book == before else await core.act(tell)
