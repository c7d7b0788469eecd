"""A whole server in the test's own process, on a database of its own, used through HTTP."""

import asyncio
import atexit
import secrets
import shutil
import tempfile
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import httpx
import msgspec
from litestar import Litestar

from server.app import create_app
from server.jobs.worker import Worker
from server.schema.tables import PROTOCOL
from server.settings import Settings
from server.store.migrate import migrate_alone
from server.sync.core import Core
from tests.server.engines import settings_of


def new_id() -> str:
    """A UUIDv7."""
    stamp = f"{int(datetime.now(UTC).timestamp() * 1000):012x}"
    tail = secrets.token_hex(10)
    return f"{stamp[:8]}-{stamp[8:]}-7{tail[:3]}-8{tail[3:6]}-{tail[6:18]}"


def mutation(name: str, lane: str, seq: int, /, **args: Any) -> dict[str, Any]:
    return {"id": new_id(), "lane": lane, "seq": seq, "name": name, "args": args}


def code_in(payloads: list[str], phone: str) -> str:
    """The code of the newest message to a number, read from the durable queue as the SMS worker would."""
    texts = [msgspec.json.decode(payload) for payload in payloads]
    newest = next(one["text"] for one in texts if one["phone"] == phone)
    return str(newest).split("验证码 ")[1][:6]


@dataclass
class Device:
    """A phone or tablet: its client id, its session, and its cursors."""

    town: "Town"
    client: str = field(default_factory=lambda: secrets.token_urlsafe(16))
    session: str | None = None
    person: str | None = None
    cursors: dict[str, int] = field(default_factory=dict)

    @property
    def headers(self) -> dict[str, str]:
        return {"authorization": f"Bearer {self.session}"} if self.session else {}

    async def post_sync(self, *mutations: dict[str, Any], **more: Any) -> httpx.Response:
        body: dict[str, Any] = {"proto": PROTOCOL, "client": self.client, "cursors": self.cursors}
        if self.session:
            body["session"] = self.session
        if mutations:
            body["mutations"] = list(mutations)
        return await self.town.http.post("/sync", json=body | more)

    async def sync(self, *mutations: dict[str, Any], **more: Any) -> dict[str, Any]:
        """Sends, follows `more` to the end, and gives one answer with all rows; the cursors move."""
        answer: dict[str, Any] = {}
        while True:
            reply = await self.post_sync(*mutations, **more)
            assert reply.status_code == 200, reply.text
            page = reply.json()
            self.cursors |= page.get("cursors", {})
            for scope in page.get("purge", []):
                if scope not in page.get("cursors", {}):
                    self.cursors.pop(scope, None)
            rows = answer.get("rows", {})
            for scope, changes in page.get("rows", {}).items():
                rows.setdefault(scope, []).extend(changes)
            answer = {**page, **({"results": answer["results"]} if "results" in answer else {}), "rows": rows}
            if not page.get("more"):
                return answer
            mutations = ()


@dataclass
class Town:
    app: Litestar
    http: httpx.AsyncClient
    settings: Settings
    ahead: timedelta = timedelta()

    @property
    def core(self) -> Core:
        return self.app.state.core  # type: ignore[no-any-return]

    @property
    def worker(self) -> Worker:
        return self.app.state.worker  # type: ignore[no-any-return]

    def pass_time(self, **span: float) -> None:
        """Moves the server's clock on."""
        self.ahead += timedelta(**span)
        self.core.clock = lambda: datetime.now(UTC) + self.ahead

    def set_clock(self, when: datetime) -> None:
        """The server's time stands at `when` until it is set again."""
        self.core.clock = lambda: when

    def device(self) -> Device:
        return Device(self)

    async def code_for(self, phone: str) -> str:
        rows = await self.core.store.fetch(
            "SELECT payload FROM job WHERE queue = 'sms' AND state = 'waiting' ORDER BY id DESC"
        )
        return code_in([payload for (payload,) in rows], phone)

    async def sign_in(self, phone: str, device: Device | None = None) -> Device:
        device = device or self.device()
        asked = await self.http.post("/auth/code", json={"phone": phone})
        assert asked.status_code == 202, asked.text
        code = await self.code_for(phone)
        opened = await self.http.post("/auth/session", json={"phone": phone, "code": code, "client": device.client})
        assert opened.status_code == 201, opened.text
        device.session, device.person = opened.json()["session"], opened.json()["person"]
        return device


@cache
def fresh() -> Path:
    """The folder of a town nobody has used yet: database and keys, made once and copied for every test."""
    folder = Path(tempfile.mkdtemp(prefix="town-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    settings = Settings(data_dir=folder)
    with ThreadPoolExecutor(1) as beside:  # a test's own loop is running
        beside.submit(lambda: asyncio.run(migrate_alone(settings))).result()
    create_app(settings, work_jobs=False)  # its first page names the keys
    return folder


def settle(folder: Path) -> None:
    if not (folder / "keys").exists():
        shutil.copytree(fresh(), folder, dirs_exist_ok=True)


@asynccontextmanager
async def town(folder: Path, work_jobs: bool = False, **settings: Any) -> AsyncIterator[Town]:
    """`async with town(tmp_path) as xilai:`; jobs are done when a test calls `worker.drain()`, unless `work_jobs`."""
    used = Settings(data_dir=folder, **settings_of(folder), **settings)
    settle(folder)
    app = create_app(used, work_jobs)
    async with app.lifespan():
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url="http://town") as http:
            yield Town(app, http, used)
