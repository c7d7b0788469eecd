"""Fetches live sources from the addresses that the operator gave: every 15 seconds, more rarely while one fails.

Several workers share the work: whoever moves `next_at` on is the one who asks.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import NamedTuple

import aiohttp
import structlog
from litestar import Litestar

from server.jobs.beside import beside
from server.store.trouble import Unavailable
from server.sync.core import Core
from server.transit.held import SCOPE, buses_of
from server.transit.realtime.message import LARGEST, Unreadable, read_message
from server.transit.tables import binary

log = structlog.get_logger()

EVERY = 15_000  # milliseconds
LONGEST = 60_000  # between tries while it fails: when the other side is back, people see it within a minute
WITHIN = 10.0  # seconds for an answer
LOOK = 1.0  # seconds between looks at what is due


class Answer(NamedTuple):
    body: bytes | None  # None: as before
    etag: str = ""
    modified: str = ""


class Failed(Exception):
    """Its message is the reason, in plain words and without the address."""


async def fetch(session: aiohttp.ClientSession, url: str, etag: str, modified: str) -> Answer:
    known = {"If-None-Match": etag, "If-Modified-Since": modified}
    headers = {name: value for name, value in known.items() if value}
    try:
        # An address is the operator's word; where it sends us on to is not.
        async with session.get(url, headers=headers, allow_redirects=False) as answer:
            if answer.status == 304:
                return Answer(None, etag, modified)
            if answer.status != 200:
                raise Failed(f"answered {answer.status}")
            body = bytearray()
            async for piece in answer.content.iter_chunked(65_536):
                body += piece
                if len(body) > LARGEST:
                    raise Failed(f"is larger than {LARGEST // 2**20} MB")
            await asyncio.to_thread(read_message, bytes(body))
            return Answer(bytes(body), mark(answer, "etag"), mark(answer, "last-modified"))
    except Unreadable as error:
        raise Failed(str(error)) from None
    except TimeoutError:
        raise Failed("does not answer in time") from None
    except (aiohttp.ClientError, OSError, ValueError) as error:
        raise Failed(f"cannot be reached ({type(error).__name__})") from None


def mark(answer: aiohttp.ClientResponse, name: str) -> str:
    """Kept, and said again the next time; nothing strange of it."""
    text = answer.headers.get(name, "")
    return text if len(text) <= 200 and text.isascii() and text.isprintable() else ""


async def poll_due(core: Core, session: aiohttp.ClientSession) -> int:
    """Asks every source that is due; gives how many answered with something new."""
    now = int(core.clock().timestamp() * 1000)
    sql = "SELECT id, url, etag, modified, failures, next_at FROM \"transit_source\" WHERE url <> '' AND next_at <= ?"
    mine = []
    for id, url, etag, modified, failures, next_at in await core.store.fetch(sql, [now]):
        async with core.store.writing() as transaction:
            claim = 'UPDATE "transit_source" SET next_at = ?, asked_at = ? WHERE id = ? AND next_at = ? RETURNING id'
            if await transaction.fetch(claim, [now + EVERY, now, id, next_at]):
                mine.append(poll_one(core, session, id, url, etag, modified, failures))
    news = sum(await asyncio.gather(*mine))
    if news:
        await buses_of(core).refresh()
        core.hub.poke([SCOPE])
    return news


async def poll_one(
    core: Core, session: aiohttp.ClientSession, id: str, url: str, etag: str, modified: str, failures: int
) -> bool:
    try:
        answer = await fetch(session, url, etag, modified)
    except Failed as reason:
        wait = min(EVERY * 2 ** min(failures, 8), LONGEST)
        async with core.store.writing() as transaction:
            sql = 'UPDATE "transit_source" SET failures = ?, error = ?, next_at = asked_at + ? WHERE id = ? AND url = ?'
            await transaction.many(sql, [(failures + 1, str(reason), wait, id, url)])
        log.warning("live_source_failed", source=id, reason=str(reason), failures=failures + 1)
        return False
    async with core.store.writing() as transaction:
        good = "UPDATE \"transit_source\" SET failures = 0, error = '' WHERE id = ? AND url = ?"
        await transaction.many(good, [(id, url)])
        if answer.body is None:
            return False
        # The same again is no news, however often it is told: it grows old. Nor does it belong to another address.
        sql = (
            'UPDATE "transit_source" SET body = ?, received_at = ?, etag = ?, modified = ? '
            "WHERE id = ? AND url = ? AND body <> ? RETURNING id"
        )
        at, body = int(core.clock().timestamp() * 1000), binary(answer.body)
        return bool(await transaction.fetch(sql, [body, at, answer.etag, answer.modified, id, url, body]))


async def polling(core: Core) -> None:
    timeout = aiohttp.ClientTimeout(total=WITHIN)
    async with aiohttp.ClientSession(timeout=timeout, cookie_jar=aiohttp.DummyCookieJar()) as session:
        while True:
            try:
                if buses_of(core).feeds:
                    await poll_due(core, session)
            except Unavailable as error:
                log.warning("live_sources_wait_for_the_database", problem=str(error))
            except Exception:
                log.exception("live_sources_not_asked")
            await asyncio.sleep(LOOK)


@asynccontextmanager
async def fetching_live(app: Litestar, core: Core) -> AsyncIterator[None]:
    async with beside(polling(core)):
        yield
