"""Several workers behind one address: news and the guide reach the sockets of all, one that dies is replaced, and all
end together."""

import asyncio
import json
import os
import secrets
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import psutil
import pytest

from server.workers import crew_for
from tests.server.engines import environment_of, on, peek
from tests.server.process import Running, browser_of, running
from tests.server.test_live import NAME, PHONE, ask, live, request, sign_in
from tests.server.town import mutation

XILAI = Path(__file__).parents[2] / "server/guide/demo/xilai"


@pytest.fixture(autouse=True)
def on_postgres() -> Iterator[None]:
    with on("postgres"):
        yield


def workers_of(server: Running) -> list[psutil.Process]:
    return [one for one in psutil.Process(server.pid).children() if one.status() != psutil.STATUS_ZOMBIE]


@asynccontextmanager
async def sockets_at_both(server: Running, client: str, session: str) -> AsyncIterator[list[Any]]:
    """Live sockets of one phone, opened until each of two workers holds some."""
    async with AsyncExitStack() as stack:
        sockets: list[Any] = []
        while True:
            socket = await stack.enter_async_context(live(server, client, session))
            await ask(socket, request(client, session))
            sockets.append(socket)
            held = [
                sum(one.status == "ESTABLISHED" for one in worker.net_connections("tcp"))
                for worker in workers_of(server)
            ]
            if len(sockets) >= 4 and min(held) > 0:
                yield sockets
                return
            assert len(sockets) < 16, held


async def command(folder: Path, *words: str) -> None:
    environment = {"PATH": os.environ["PATH"], "DATA_DIR": str(folder)} | environment_of(folder)
    done = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "server", *words, env=environment, stdout=asyncio.subprocess.PIPE
    )
    said, _ = await done.communicate()
    assert done.returncode == 0, said


async def poked(socket: Any) -> list[str]:
    async with asyncio.timeout(20):
        return list(json.loads(await socket.recv())["poke"])


async def test_news_and_the_guide_reach_the_sockets_of_every_worker(tmp_path: Path) -> None:
    async with running(tmp_path, WORKERS="2") as server, browser_of(server) as http:
        client, other = secrets.token_urlsafe(16), secrets.token_urlsafe(16)
        session = await sign_in(http, tmp_path, PHONE, client)
        async with sockets_at_both(server, client, session) as sockets:
            tablet = await sign_in_later(http, tmp_path, other)
            change = mutation("accounts.set_profile", "accounts", 1, **NAME)
            await http.post("/sync", json=request(other, tablet, mutations=[change]))
            for socket in sockets:
                assert await poked(socket) == ["me"]
            await command(tmp_path, "guide", "load", str(XILAI))
            for socket in sockets:
                assert await poked(socket) == ["guide"]
            for _ in range(8):  # connections are new, so both workers answer
                async with httpx.AsyncClient(base_url=server.url) as fresh:
                    assert (await fresh.get("/g/510131104/manifest")).status_code == 200


async def test_a_worker_that_dies_is_replaced_and_nothing_that_was_answered_is_lost(tmp_path: Path) -> None:
    async with running(tmp_path, WORKERS="2") as server, browser_of(server) as http:
        client = secrets.token_urlsafe(16)
        session = await sign_in(http, tmp_path, PHONE, client)
        before = workers_of(server)
        sent: list[dict[str, Any]] = []
        for seq in range(1, 7):
            if seq in (2, 4):
                (await both(server))[seq // 4].kill()
            change = mutation("accounts.set_profile", "accounts", seq, **(NAME | {"name": f"陈{seq}号"}))
            sent.append(change)
            answer = await keep_sending(server, request(client, session, mutations=[change]))
            assert answer["results"] == [{"id": change["id"], "status": "accepted"}]
        again = await keep_sending(server, request(client, session, mutations=sent))
        assert {result["status"] for result in again["results"]} == {"accepted"}
        assert again["rows"]["me"][-1]["body"]["name"] == "陈6号"
        assert len({one.pid for one in before} & {one.pid for one in await both(server)}) < 2


def test_there_are_as_many_workers_as_cores_at_most_but_two_so_that_one_serves_while_the_other_is_replaced() -> None:
    assert [crew_for(asked, cores=4) for asked in (1, 2, 4, 8)] == [1, 2, 4, 4]
    assert [crew_for(asked, cores=1) for asked in (1, 2, 3)] == [1, 2, 2]


async def test_all_end_with_the_first_process_in_order_or_killed(tmp_path: Path) -> None:
    async with running(tmp_path, WORKERS="3") as server:
        workers = workers_of(server)
        assert len(workers) == crew_for(3, len(os.sched_getaffinity(0)))
        assert await server.stop() == 0
        assert not any(one.is_running() for one in workers)
    async with running(tmp_path, WORKERS="2") as server:
        workers = workers_of(server)
        await server.kill()
        gone, alive = await asyncio.to_thread(psutil.wait_procs, workers, 20)
        assert len(gone) == 2 and not alive


async def test_what_keeps_the_first_worker_from_starting_ends_the_command_with_one_line(tmp_path: Path) -> None:
    nowhere = {"DATABASE_URL": "postgresql://town:hidden-word@127.0.0.1:1/town", "WORKERS": "2"}
    environment = {"PATH": os.environ["PATH"], "DATA_DIR": str(tmp_path), "PORT": "0"} | nowhere
    done = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "server", "serve", env=environment, stderr=asyncio.subprocess.PIPE
    )
    _, said = await done.communicate()
    assert done.returncode == 1
    assert said.decode().startswith("ganchang: cannot use the database: ") and said.count(b"\n") == 1
    assert b"hidden-word" not in said


async def sign_in_later(http: httpx.AsyncClient, folder: Path, client: str) -> str:

    await peek(folder, "UPDATE sign_in SET sent = '[]'")
    await peek(folder, "DELETE FROM local_message")
    return await sign_in(http, folder, PHONE, client)


async def keep_sending(server: Running, body: dict[str, Any]) -> Any:
    """As a phone does: until there is an answer."""
    async with asyncio.timeout(30):
        while True:
            try:
                async with httpx.AsyncClient(base_url=server.url) as http:
                    reply = await http.post("/sync", json=body)
                if reply.status_code == 200:
                    return reply.json()
            except httpx.HTTPError:
                pass
            await asyncio.sleep(0.05)


async def both(server: Running) -> list[psutil.Process]:
    async with asyncio.timeout(20):
        while len(found := workers_of(server)) < 2:
            await asyncio.sleep(0.05)
    return found
