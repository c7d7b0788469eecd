"""The real server core on a real database, with a clock of its own and a death that can be ordered at any commit."""

import asyncio
import gzip
import json
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from litestar.types import Message

from server import app as _domains  # noqa: F401  registers every mutation
from server.accounts import staff
from server.accounts.actor import RoleAt
from server.accounts.held import hold_owners
from server.accounts.profile import show_profile
from server.accounts.sessions import LIFE, actor_of, hash_of
from server.accounts.tables import Person, Session
from server.guide.tables import Centre, Department, Form, Item
from server.settings import Settings
from server.store import Store, Transaction, Values
from server.store.postgres import Postgres
from server.store.sqlite import SQLite
from server.store.trouble import Unavailable
from server.sync.core import Core
from server.sync.forget import forget_some
from server.sync.restored import restored
from server.sync.routes import sync_route
from server.sync.work import Work
from tests.sim.device import read_request
from tests.sim.engines import Engine

CENTRE, VILLAGE, DEPARTMENT = "510131104", "510131104206", "510131-ty"
DESK, DEPT, LEAD = f"desk:{CENTRE}", f"dept:{DEPARTMENT}", f"lead:{CENTRE}"
ITEM, FORM = "sim-item", "sim@1"
REQUIRED, FIELDS = "unit", ("unit", "bank", "note")
PEOPLE = {
    "ann": "13800000001",
    "bob": "13800000002",
    "clerk": "13900000001",
    "chief": "13900000003",
    "office": "13900000004",
}
DUTIES: dict[str, staff.StaffRow] = {
    "clerk": {"phone": PEOPLE["clerk"], "name": "周敏", "role": "clerk", "scope": DESK, "window": "2 号窗口"},
    "chief": {"phone": PEOPLE["chief"], "name": "李涛", "role": "supervisor", "scope": DESK, "window": "1 号窗口"},
    "office": {"phone": PEOPLE["office"], "name": "陈建国", "role": "reviewer", "scope": DEPT, "window": ""},
}
START = 1_790_000_000
LASTS = 0.01  # seconds


def guide(work: Work) -> None:
    names = {"code": CENTRE, "name": "西来镇便民服务中心", "place": CENTRE}
    work.put(Centre, {**names, "body": json.dumps(names)})
    work.put(Department, {"code": DEPARTMENT, "name": "退役军人事务局", "place": "510131", "body": "{}"})
    body = {"code": ITEM, "name": "生活补助", "org": CENTRE, "department": DEPARTMENT, "online": True, "form": "sim"}
    more = {"pinyin": "", "hash": "", "version": 1, "form": "sim", "body": json.dumps(body)}
    work.put(Item, {"id": f"{CENTRE}/{ITEM}", "layer": CENTRE, "code": ITEM, "org": CENTRE, "name": "生活补助", **more})
    questions = {name: {"title": name, "type": "string"} for name in FIELDS}
    schema = {"type": "object", "properties": questions, "required": [REQUIRED]}
    work.put(Form, {"id": FORM, "code": "sim", "version": 1, "schema": json.dumps(schema)})


def people(work: Work) -> None:
    for name, phone in PEOPLE.items():
        row: dict[str, Any] = {"id": f"person-{name}", "phone": phone, "name": name, "id_number": "510131194903150017"}
        row |= {"place": VILLAGE, "made_at": START}
        work.put(Person, row)
        held = DUTIES.get(name)
        show_profile(work, row, [RoleAt(held["role"], held["scope"], held["window"])] if held else [])


class Meeting:
    """Transactions that begin together end together, but for those that have to wait for another's rows."""

    def __init__(self, count: int) -> None:
        self.count = count
        self.all_here = asyncio.Event()

    async def wait(self) -> None:
        self.count -= 1
        if self.count <= 0:
            self.all_here.set()
        with suppress(TimeoutError):
            async with asyncio.timeout(LASTS):
                await self.all_here.wait()


class MortalStore:
    """The store of one worker. At its next commit what was ordered happens: the worker dies `before` or `after` it, it
    hangs and never goes on; or its connections break `cut before` or `cut after` it, and it has to live with that."""

    def __init__(self, engine: SQLite | Postgres, below: Engine) -> None:
        self.engine = engine
        self.below = below
        self.fate: str | None = None
        self.meeting: Meeting | None = None
        self.death = asyncio.Event()

    async def fetch(self, sql: str, args: Sequence[Any] = ()) -> list[Values]:
        return await self.engine.fetch(sql, args)

    async def fetch_by(self, sql: str, key: str) -> list[Values]:
        return await self.engine.fetch_by(sql, key)

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[Transaction]:
        async with self.engine.writing() as tx:
            yield tx
            if self.meeting is not None:
                await self.meeting.wait()
            fate, self.fate = self.fate, None
            if fate == "before":
                self.below.leave(tx)
                await self._die()
            if fate == "cut before":
                await self.below.cut()
        if fate == "after":
            await self._die()
        if fate == "cut after":
            await self.below.cut()
            raise Unavailable("the answer to COMMIT was lost")

    async def _die(self) -> None:
        self.death.set()
        await asyncio.Event().wait()


@dataclass
class Reply:
    status: int
    body: bytes
    packed: bool

    @property
    def plain(self) -> bytes:
        return gzip.decompress(self.body) if self.packed else self.body


class Worker:
    """A process of the server."""

    def __init__(self, engine: SQLite | Postgres, below: Engine, clock: Callable[[], int]) -> None:
        self.store = MortalStore(engine, below)
        settings = Settings(data_dir=below.folder)
        self.core = Core(self.store, settings, clock=lambda: datetime.fromtimestamp(clock(), UTC))
        self.held = hold_owners(self.core, engine.others_wrote) if isinstance(engine, SQLite) else None
        self.answer = sync_route(self.core, actor_of).fn

    async def one(self, body: bytes, whole: bool = True) -> Reply:
        """The request as the HTTP server hands it over; what was cut ends in a disconnect."""
        pieces: list[Any] = [
            {"type": "http.request", "body": body, "more_body": not whole},
            {"type": "http.disconnect"},
        ]
        sent: list[Any] = []

        async def receive() -> Any:
            return pieces.pop(0)

        async def send(message: Message) -> None:
            sent.append(message)

        scope: Any = {"type": "http", "method": "POST", "path": "/sync", "headers": [(b"accept-encoding", b"gzip")]}
        await self.answer(scope, receive, send)
        begin, end = sent
        return Reply(begin["status"], end["body"], (b"content-encoding", b"gzip") in begin["headers"])


class Server:
    """As many workers as the engine bears; who asks comes to each in turn."""

    def __init__(self, below: Engine, clock: Callable[[], int]) -> None:
        self.below = below
        self.clock = clock
        self.workers: list[Worker] = []
        self.turn = 0

    async def start(self) -> None:
        while len(self.workers) < self.below.workers:
            self.workers.append(Worker(await self.below.open(), self.below, self.clock))

    async def close(self) -> None:
        for worker in self.workers:
            await self.below.kill(worker.store.engine)
        await self.below.close()

    def next(self) -> Worker:
        self.turn += 1
        return self.workers[self.turn % len(self.workers)]

    @property
    def core(self) -> Core:
        return self.next().core

    async def crash(self, dead: Sequence[Worker] = ()) -> None:
        """As kill -9 leaves it: whatever was under way is gone."""
        await self._end(dead or self.workers)
        await self.start()

    async def _end(self, dead: Sequence[Worker]) -> None:
        self.below.stop()
        for task in asyncio.all_tasks() - {asyncio.current_task()}:
            task.cancel()
            with suppress(asyncio.CancelledError, Exception):
                await task
        for worker in dead:
            await self.below.kill(worker.store.engine)
        self.workers = [worker for worker in self.workers if worker not in dead]

    async def serve(self, bodies: list[bytes], fate: str | None = None) -> list[Reply | None]:
        """Requests that arrive together. None: it died before it answered. The fate is that of the first one's worker;
        another lives on, and ends what it does."""
        workers = [self.next() for _ in bodies]
        first = workers[0]
        first.store.fate = fate
        writers = {worker for worker, body in zip(workers, bodies, strict=True) if "mutations" in read_request(body)}
        self._meet(Meeting(len(writers)) if len(writers) > 1 else None)
        asked = [asyncio.create_task(worker.one(body)) for worker, body in zip(workers, bodies, strict=True)]
        dead = asyncio.create_task(first.store.death.wait())
        while others := asyncio.all_tasks() - {asyncio.current_task(), dead}:
            await asyncio.wait({dead, *others}, return_when=asyncio.FIRST_COMPLETED)
            if dead.done():
                break
        if dead.done():
            await asyncio.gather(*(task for worker, task in zip(workers, asked, strict=True) if worker is not first))
        replies = [task.result() if task.done() else None for task in asked]
        if dead.done():
            await self.crash([first])
        else:
            dead.cancel()
            first.store.fate = None
        self._meet(None)
        return replies

    def _meet(self, meeting: Meeting | None) -> None:
        for worker in self.workers:
            worker.store.meeting = meeting

    async def cut(self, body: bytes) -> Reply:
        return await self.next().one(body, whole=False)

    # What people and operators do to it

    async def open_session(self, person: str, client: str, token: str) -> None:
        now = self.clock()
        row = {"id": hash_of(token), "person": f"person-{person}", "client": client, "seen_at": now}
        await self.core.act(lambda work: work.put(Session, {**row, "expires_at": now + LIFE}))

    async def end_session(self, token: str) -> None:
        await self.core.act(lambda work: work.delete(Session, hash_of(token)))

    async def who(self, token: str | None, client: str) -> tuple[str | None, str | None]:
        actor, problem = await actor_of(self.core, token, client)
        return actor.person, problem

    async def on_duty(self, names: set[str]) -> None:
        await on_duty(self.core, names)

    async def show(self, scope: str, key: str, text: str | None) -> None:
        body = None if text is None else {"text": text, "later": {"field": 1}}
        await self.core.act(lambda work: work.show(scope, "note", key, body))

    async def forget_removals(self) -> None:
        await forget_some(self.core)

    async def restore(self) -> None:
        """The rows of the newest backup; then a command beside the server, which soon sees that others have written."""
        await self._end(self.workers)
        await self.below.restore()
        await self.start()
        await restored(self.workers[0].store)
        for worker in self.workers:
            if worker.held is not None:
                worker.held.forget_all()


async def on_duty(core: Core, names: set[str]) -> None:
    await staff.load(core, [DUTIES[name] for name in sorted(names)], "sim")


async def furnish(store: Store) -> None:
    """The town at the beginning of every schedule."""
    core = Core(store, Settings(), clock=lambda: datetime.fromtimestamp(START, UTC))
    await core.act(guide)
    await core.act(people)
    await on_duty(core, set(DUTIES))
