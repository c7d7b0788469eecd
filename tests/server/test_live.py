"""The live socket of a real server: pokes after commits, syncs as frames, an orderly end."""

import asyncio
import json
import secrets
import zlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from server.schema.tables import PROTOCOL
from tests.server.engines import peek
from tests.server.process import Running, browser_of, running
from tests.server.town import mutation

PHONE = "13800000001"
# On its way, or sent: a job that is over no longer knows what it said.
MESSAGES = """SELECT said FROM (
    SELECT payload AS said, made_at / 1000 AS at FROM job WHERE queue = 'sms' AND state = 'waiting'
    UNION ALL SELECT json_object('phone', phone, 'text', text), at FROM local_message
) ORDER BY at DESC"""
NAME = {"name": "陈桂芳", "id_number": "511602196503120025", "place": "510131104"}


async def sign_in(http: httpx.AsyncClient, folder: Path, phone: str, client: str) -> str:
    assert (await http.post("/auth/code", json={"phone": phone})).status_code == 202
    async with asyncio.timeout(20):
        while not (
            found := await peek(folder, "SELECT text FROM local_message WHERE phone = $1 ORDER BY at DESC", phone)
        ):
            await asyncio.sleep(0.02)
    code = str(found[0][0]).split("验证码 ")[1][:6]
    opened = await http.post("/auth/session", json={"phone": phone, "code": code, "client": client})
    return str(opened.json()["session"])


@asynccontextmanager
async def live(server: Running, client: str, session: str | None) -> AsyncIterator[ClientConnection]:
    async with connect(f"ws://127.0.0.1:{server.port}/live", compression=None) as socket:
        await socket.send(json.dumps({"client": client} | ({"session": session} if session else {})))
        yield socket


def request(client: str, session: str, **more: Any) -> dict[str, Any]:
    return {"proto": PROTOCOL, "client": client, "session": session, "cursors": {}} | more


async def ask(socket: ClientConnection, message: Any) -> Any:
    """Sends a frame and gives the next one that is no poke."""
    await socket.send(json.dumps(message))
    while True:
        answer = json.loads(await asyncio.wait_for(socket.recv(), 10))
        if "poke" not in answer:
            return answer


@pytest.mark.usefixtures("both_engines")
async def test_news_reach_the_other_phone_at_once_and_not_the_one_that_made_them(tmp_path: Path) -> None:
    async with running(tmp_path) as server, browser_of(server) as http:
        first, second = secrets.token_urlsafe(16), secrets.token_urlsafe(16)
        one = await sign_in(http, tmp_path, PHONE, first)
        await peek(tmp_path, "UPDATE sign_in SET sent = '[]'")  # a minute later
        await peek(tmp_path, "DELETE FROM local_message")
        two = await sign_in(http, tmp_path, PHONE, second)
        async with live(server, first, one) as phone, live(server, second, two) as tablet:
            await ask(tablet, request(second, two))  # answered: it is listening
            await ask(phone, request(first, one))
            change = mutation("accounts.set_profile", "accounts", 1, **NAME)
            answer = await ask(phone, request(first, one, mutations=[change]))
            assert answer["results"][0]["status"] == "accepted"
            poke = json.loads(await asyncio.wait_for(tablet.recv(), 1))
            assert poke == {"poke": ["me"]}
            news = await ask(tablet, request(second, two))
            assert news["rows"]["me"][-1]["body"]["name"] == "陈桂芳"
            with pytest.raises(TimeoutError):
                await asyncio.wait_for(phone.recv(), 0.3)
            # Who signs out is told no more, but once that there is something to ask for: then it hears why.
            assert (await http.delete("/auth/session", headers={"authorization": f"Bearer {two}"})).status_code == 204
            for seq, told in ((2, True), (3, False)):
                change = mutation("accounts.set_profile", "accounts", seq, **NAME | {"name": f"陈桂{seq}"})
                await ask(phone, request(first, one, mutations=[change]))
                if told:
                    assert json.loads(await asyncio.wait_for(tablet.recv(), 1)) == {"poke": ["guide"]}
            with pytest.raises(TimeoutError):
                await asyncio.wait_for(tablet.recv(), 0.2)


async def test_a_quiet_sync_on_the_socket_is_small(tmp_path: Path) -> None:
    async with running(tmp_path) as server, browser_of(server) as http:
        client = secrets.token_urlsafe(16)
        session = await sign_in(http, tmp_path, PHONE, client)
        async with live(server, client, session) as phone:
            cursors = (await ask(phone, request(client, session)))["cursors"]
            asked = json.dumps(request(client, session, cursors=cursors), separators=(",", ":"))
            await phone.send(asked)
            answer = await phone.recv()
            assert json.loads(answer).keys() == {"at"}
            assert len(asked) + len(answer) < 200


async def test_a_long_answer_comes_packed_to_a_phone_that_can_unpack_it(tmp_path: Path) -> None:
    async with running(tmp_path) as server, browser_of(server) as http:
        client = secrets.token_urlsafe(16)
        session = await sign_in(http, tmp_path, PHONE, client)
        many = [mutation("nobody.knows_this", f"lane-{number}", 1) for number in range(20)]
        async with live(server, client, session) as plain:
            asked = await ask(plain, request(client, session, mutations=many))
        async with connect(f"ws://127.0.0.1:{server.port}/live", compression=None) as socket:
            await socket.send(json.dumps({"client": client, "session": session, "packed": True}))
            await socket.send(json.dumps(request(client, session, mutations=many)))
            frame = await asyncio.wait_for(socket.recv(), 10)
        assert isinstance(frame, bytes)
        assert len(frame) < len(json.dumps(asked)) / 2
        assert json.loads(zlib.decompress(frame))["results"] == asked["results"]


async def test_bad_frames_are_answered_with_a_code_and_the_socket_stays(tmp_path: Path) -> None:
    async with running(tmp_path) as server, browser_of(server) as http:
        client = secrets.token_urlsafe(16)
        session = await sign_in(http, tmp_path, PHONE, client)
        async with live(server, client, session) as phone:
            assert (await ask(phone, [1]))["error"] == "bad_request"
            await phone.send("{")
            assert json.loads(await phone.recv())["error"] == "bad_json"
            assert "rows" in await ask(phone, request(client, session))


async def test_a_socket_that_does_not_say_who_it_is_is_closed(tmp_path: Path) -> None:
    async with running(tmp_path) as server, connect(f"ws://127.0.0.1:{server.port}/live") as socket:
        await socket.send('{"client": "short"}')
        with pytest.raises(ConnectionClosed) as closed:
            await asyncio.wait_for(socket.recv(), 5)
        assert closed.value.rcvd is not None and closed.value.rcvd.code == 4400


async def test_stopping_tells_the_sockets_to_come_back_and_ends_cleanly(tmp_path: Path) -> None:
    async with running(tmp_path) as server, browser_of(server) as http:
        client = secrets.token_urlsafe(16)
        session = await sign_in(http, tmp_path, PHONE, client)
        async with live(server, client, session) as phone:
            await ask(phone, request(client, session))
            ended = asyncio.create_task(server.stop())
            with pytest.raises(ConnectionClosed) as closed:
                await asyncio.wait_for(phone.recv(), 10)
            assert closed.value.rcvd is not None and closed.value.rcvd.code == 1012
            assert await ended == 0


async def test_log_lines_hold_no_number_no_code_and_no_token(tmp_path: Path) -> None:
    async with running(tmp_path) as server, browser_of(server) as http:
        client = secrets.token_urlsafe(16)
        session = await sign_in(http, tmp_path, PHONE, client)
        change = mutation("accounts.set_profile", "accounts", 1, **NAME)
        await http.post("/sync", json=request(client, session, mutations=[change]))
        await server.stop()
        log = (tmp_path / "log").read_text("utf-8")
        lines = [json.loads(line) for line in log.splitlines()]
        asked = [(line["route"], line["status"]) for line in lines if line["event"] == "request"]
        assert asked == [("/auth/code", 202), ("/auth/session", 201), ("/sync", 200)]
        assert lines[-1]["client"] == client[:6]
        for secret in (PHONE, session, client, "陈桂芳", NAME["id_number"]):
            assert secret not in log
