"""The real server core on a real SQLite file, with a clock of its own and a death that can be ordered at any commit."""

import asyncio
import atexit
import gzip
import json
import shutil
import tempfile
from collections.abc import AsyncIterator, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
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
from server.store import Transaction, Values
from server.store.migrate import migrate_alone
from server.store.sqlite import SQLite
from server.sync.core import Core
from server.sync.forget import forget_some
from server.sync.restored import restored
from server.sync.routes import sync_route
from server.sync.work import Work

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


class MortalStore:
    """The store, but the process dies at a commit when that was ordered: it hangs, and never goes on."""

    def __init__(self, engine: SQLite) -> None:
        self.engine = engine
        self.fate: tuple[int, str] | None = None  # (how many commits from now, before or after it)
        self.death = asyncio.Event()

    async def fetch(self, sql: str, args: Sequence[Any] = ()) -> list[Values]:
        return await self.engine.fetch(sql, args)

    async def fetch_by(self, sql: str, key: str) -> list[Values]:
        return await self.engine.fetch_by(sql, key)

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[Transaction]:
        left, moment = self.fate or (0, "")
        if self.fate is not None:
            self.fate = (left - 1, moment)
        async with self.engine.writing() as tx:
            yield tx
            if (left, moment) == (1, "before"):
                await self._die()
        if (left, moment) == (1, "after"):
            await self._die()

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


class Server:
    def __init__(self, folder: Path, clock: Callable[[], int]) -> None:
        self.folder = folder
        self.clock = clock
        self.deaths = 0
        self.start()

    def start(self) -> None:
        self.path = self.folder / f"{self.deaths}.sqlite"
        self.engine = SQLite(str(self.path))
        self.engine.open(str(self.path))
        self.store = MortalStore(self.engine)
        self.core = Core(
            self.store, Settings(data_dir=self.folder), clock=lambda: datetime.fromtimestamp(self.clock(), UTC)
        )
        self.held = hold_owners(self.core)
        self.answer = sync_route(self.core, actor_of).fn

    def close(self) -> None:
        self.engine.close()

    async def crash(self, keep: Path | None = None) -> None:
        """As kill -9 leaves it: the files as they are this moment, whatever was under way is gone."""
        self.deaths += 1
        take_files(keep or self.path, self.folder / f"{self.deaths}.sqlite")
        for task in asyncio.all_tasks() - {asyncio.current_task()}:
            task.cancel()
            with suppress(asyncio.CancelledError, Exception):
                await task
        self.engine.close()
        self.start()

    async def serve(self, bodies: list[bytes], fate: tuple[int, str] | None = None) -> list[Reply | None]:
        """Requests that arrive together. None: it died before it answered."""
        self.store.fate = fate
        asked = [asyncio.create_task(self._one(body)) for body in bodies]
        dead = asyncio.create_task(self.store.death.wait())
        while others := asyncio.all_tasks() - {asyncio.current_task(), dead}:
            await asyncio.wait({dead, *others}, return_when=asyncio.FIRST_COMPLETED)
            if dead.done():
                break
        replies = [task.result() if task.done() else None for task in asked]
        if dead.done():
            await self.crash()
        else:
            dead.cancel()
            self.store.fate = None
        return replies

    async def _one(self, body: bytes, whole: bool = True) -> Reply:
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

    async def cut(self, body: bytes) -> Reply:
        return await self._one(body, whole=False)

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
        await staff.load(self.core, [DUTIES[name] for name in sorted(names)], "sim")

    async def show(self, scope: str, key: str, text: str | None) -> None:
        body = None if text is None else {"text": text, "later": {"field": 1}}
        await self.core.act(lambda work: work.show(scope, "note", key, body))

    async def forget_removals(self) -> None:
        await forget_some(self.core)

    async def restored(self) -> None:
        """By a command beside the server, which soon sees that somebody else has written."""
        await restored(self.store)
        self.held.forget_all()

    async def rows(self, sql: str) -> list[Values]:
        return await self.engine.fetch(sql)


def take_files(old: Path, new: Path) -> None:
    for tail in ("", "-wal"):
        if Path(f"{old}{tail}").exists():
            shutil.copyfile(f"{old}{tail}", f"{new}{tail}")


@cache
def template() -> Path:
    """The town at the beginning of every schedule, made once a process."""
    folder = Path(tempfile.mkdtemp(prefix="sim-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    settings = Settings(data_dir=folder)

    async def furnish() -> None:
        await migrate_alone(settings)
        settings.database_path.rename(folder / "0.sqlite")
        server = Server(folder, lambda: START)
        await server.core.act(guide)
        await server.core.act(people)
        await server.on_duty(set(DUTIES))
        server.close()

    with ThreadPoolExecutor(1) as beside:  # a loop may be running here
        beside.submit(lambda: asyncio.run(furnish())).result()
    return folder / "0.sqlite"
