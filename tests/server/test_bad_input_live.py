"""Nonsense on the live socket: an answer with a code or an orderly close, and everybody else goes on."""

import asyncio
import json
import secrets
from pathlib import Path

import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from server.sync.live import SOCKETS, TOO_MANY
from tests.server.process import Running, browser_of, running
from tests.server.test_live import PHONE, ask, live, request, sign_in
from tests.server.town import mutation

DEEP = "[" * 200_000
HELLOS: dict[str, str | bytes] = {
    "no JSON": "hello",
    "nothing": "",
    "a frame of bytes": b"\x00\xff",
    "a list": "[]",
    "a client id of the wrong length": '{"client": "short"}',
    "a client id with a line feed at its end": json.dumps({"client": "c" * 22 + "\n"}),
    "a token without end": json.dumps({"client": "c" * 22, "session": "x" * 100_000}),
    "nested without end": '{"client": ' + DEEP,
    "half a letter": '{"client": "\\ud800"}',
}
FRAMES: dict[str, tuple[str | bytes, str]] = {
    "no JSON": ("{", "bad_json"),
    "a frame of bytes": (b"\x00\xff", "bad_json"),
    "a list": ("[1]", "bad_request"),
    "another hello": (json.dumps({"client": "c" * 22}), "bad_request"),
    "nested without end": ('{"x":' + DEEP, "bad_json"),
    "half a letter": ('{"proto": 1, "client": "\\udfff"}', "bad_json"),
    "a number without end": ('{"proto": 1' + "0" * 5000 + ', "client": "' + "c" * 22 + '"}', "bad_request"),
}


async def close_code(socket: ClientConnection) -> int:
    with pytest.raises(ConnectionClosed) as closed:
        while True:
            await asyncio.wait_for(socket.recv(), 10)
    assert closed.value.rcvd is not None
    assert closed.value.rcvd.reason == ""
    return closed.value.rcvd.code


def log_of(folder: Path) -> str:
    return (folder / "log").read_text("utf-8")


async def test_a_hello_that_is_none_ends_the_socket_and_nothing_else(tmp_path: Path) -> None:
    async with running(tmp_path) as server:
        for name, hello in HELLOS.items():
            async with connect(f"ws://127.0.0.1:{server.port}/live", compression=None) as socket:
                await socket.send(hello)
                assert await close_code(socket) == 4400, name
        async with browser_of(server) as http:
            assert (await http.get("/ready")).status_code == 200
    assert "Traceback" not in log_of(tmp_path) and "exception" not in log_of(tmp_path)


async def test_frames_of_nonsense_are_answered_one_by_one_and_the_next_sync_works(tmp_path: Path) -> None:
    async with running(tmp_path) as server, browser_of(server) as http:
        client = secrets.token_urlsafe(16)
        session = await sign_in(http, tmp_path, PHONE, client)
        async with live(server, client, session) as phone:
            for name, (frame, code) in FRAMES.items():
                await phone.send(frame)
                answer = json.loads(await asyncio.wait_for(phone.recv(), 10))
                assert answer["error"] == code and set(answer) == {"at", "error"}, name
            profile = {"name": "陈桂芳", "id_number": "511602196503120025", "place": "510131104"}
            change = mutation("accounts.set_profile", "accounts", 1, **profile)
            answer = await ask(phone, request(client, session, mutations=[change]))
            assert answer["results"][0]["status"] == "accepted"


async def test_a_frame_larger_than_a_megabyte_closes_the_socket_before_it_is_read(tmp_path: Path) -> None:
    async with running(tmp_path) as server:
        async with live(server, secrets.token_urlsafe(16), None) as phone:
            with pytest.raises(ConnectionClosed) as closed:  # while it is still being sent, or after
                await phone.send("x" * 1_100_000)
                await asyncio.wait_for(phone.recv(), 10)
            assert closed.value.rcvd is not None and closed.value.rcvd.code == 1009
        async with live(server, secrets.token_urlsafe(16), None):
            pass


async def test_the_token_of_another_device_opens_nothing_on_a_socket(tmp_path: Path) -> None:
    async with running(tmp_path) as server, browser_of(server) as http:
        session = await sign_in(http, tmp_path, PHONE, secrets.token_urlsafe(16))
        thief = secrets.token_urlsafe(16)
        async with live(server, thief, session) as phone:
            answer = await ask(phone, request(thief, session))
            assert answer["error"] == "session_of_other_device" and "rows" not in answer


async def test_of_many_sockets_of_one_device_the_newest_stay(tmp_path: Path) -> None:
    async with running(tmp_path) as server:
        client = secrets.token_urlsafe(16)
        sockets = [await one_more(server, client) for _ in range(SOCKETS + 3)]
        for old in sockets[:3]:
            assert await close_code(old) == TOO_MANY
        for young in sockets[3:]:
            answer = await ask(young, {"proto": 1, "client": client})
            assert set(answer) == {"at"}
            await young.close()
        async with live(server, client, None) as phone:
            assert set(await ask(phone, {"proto": 1, "client": client})) == {"at"}


async def one_more(server: Running, client: str) -> ClientConnection:
    socket = await connect(f"ws://127.0.0.1:{server.port}/live", compression=None)
    await socket.send(json.dumps({"client": client}))
    assert set(await ask(socket, {"proto": 1, "client": client})) == {"at"}
    return socket
