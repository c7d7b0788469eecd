"""Whose session it is, kept from the last time that somebody asked: most who come have come before, and to look through
four tables for it was a third of a quiet sync.

Only on SQLite, where one server alone writes. What it writes it forgets here before it says so; when an operator's
command has written beside it, it forgets all before it answers again (`LOOK` later at most, see `others_wrote`). Of the
data that people wait for nothing is kept but how far it has come: who stands elsewhere is always read for anew.
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import structlog
from litestar import Litestar

from server.accounts.owners import OWNER, Owner, of_rows
from server.accounts.tables import Person, Session, StaffRole
from server.jobs.beside import beside
from server.store import Values
from server.store.sqlite import SQLite
from server.sync.core import Core
from server.sync.work import Writes

log = structlog.get_logger()

LOOK = 1.0  # seconds
MOST = 100_000  # sessions, some half a kilobyte each
PIECE = 200  # sessions read at once, which takes some milliseconds
OWN = "person:"  # what the store calls a person's own scope begins so


class Held:
    def __init__(self, others_wrote: Callable[[], bool]) -> None:
        self._others_wrote = others_wrote
        self.changes = 0  # what was read before the latest is not kept after it
        self._owners: dict[str, Owner] = {}
        self._versions: dict[str, int] = {}
        self.version = self._versions.get  # of a person's own scope: it says that nothing is new, never what is

    def owner(self, session: str) -> Owner | None:
        """By the session's id."""
        if self._others_wrote():
            self.forget_all()
        return self._owners.get(session)

    def keep(self, session: str, owner: Owner, version: int | None, read_at: int) -> None:
        """`read_at`: `changes` before they were read."""
        if read_at != self.changes:
            return
        if len(self._owners) >= MOST:
            self.forget_all()
        self._owners[session] = owner
        if version is not None:
            self._versions[owner.person] = version

    def forget_all(self) -> None:
        self.changes += 1
        self._owners.clear()
        self._versions.clear()

    def forget(self, writes: Writes) -> None:
        """After a transaction wrote this, or may have."""
        self.changes += 1
        for scope, _, _ in writes.shown:
            if scope.startswith(OWN):
                self._versions.pop(scope[len(OWN) :], None)
        rows = writes.rows.tables
        if StaffRole in rows:  # by phone numbers, which are not kept here; a county's files change seldom
            self._owners.clear()
        for session in rows.get(Session, ()):
            self._owners.pop(session, None)
        if people := rows.get(Person):
            for session in [session for session, owner in self._owners.items() if owner.person in people]:
                del self._owners[session]


def hold_owners(core: Core, others_wrote: Callable[[], bool]) -> Held:
    held = core.parts[Held] = Held(others_wrote)
    core.wrote.append(held.forget)
    return held


@asynccontextmanager
async def holding_owners(app: Litestar, core: Core) -> AsyncIterator[None]:
    store = core.store
    if not isinstance(store, SQLite):
        yield
        return
    held = hold_owners(core, store.others_wrote)
    seen = await of_others(store)

    async def look() -> None:
        nonlocal seen
        try:
            await learn(core, held)
        except Exception:  # they are learnt as they come
            log.exception("sessions_not_learnt")
        while True:
            await asyncio.sleep(LOOK)
            before, seen = seen, await of_others(store)
            if before != seen or seen is None:
                held.forget_all()

    async with beside(look()):
        yield
    core.wrote.remove(held.forget)
    del core.parts[Held]


async def learn(core: Core, held: Held) -> None:
    """Those who have a session, before they ask: the first to come after a start cost no more than the others."""
    some = OWNER.format("SELECT id FROM session WHERE id > ? AND expires_at > ? ORDER BY id LIMIT ?")
    last, known = "", 0
    while known < MOST:
        read_at, now = held.changes, int(core.clock().timestamp())
        rows = await core.store.fetch(some, (last, now, PIECE))
        if not rows:
            return
        by_session: dict[str, list[Values]] = {}
        for row in rows:
            by_session.setdefault(row[-1], []).append(row)
        for session, found in by_session.items():
            held.keep(session, *of_rows(found), read_at)
        known += len(by_session)
        last = max(by_session)
        await asyncio.sleep(0)


async def of_others(store: SQLite) -> int | None:
    """None where the disk is sick: the store says so itself; here it is only not known who wrote."""
    try:
        return await store.written_beside()
    except Exception:
        return None
