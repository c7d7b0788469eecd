"""The server dies without warning after it has committed and before the phone has the answer."""

import asyncio
import json
import secrets
from pathlib import Path

import pytest

from server.schema.tables import PROTOCOL
from tests.server.engines import peek
from tests.server.process import browser_of, running
from tests.server.test_live import NAME, PHONE, sign_in
from tests.server.town import mutation


async def committed(folder: Path, mutation_id: str) -> None:
    while not await peek(folder, "SELECT 1 FROM ledger WHERE id LIKE $1", f"%{mutation_id}"):
        await asyncio.sleep(0.0005)


@pytest.mark.usefixtures("both_engines")
async def test_W2_killed_between_commit_and_answer_the_replay_gives_the_first_result(tmp_path: Path) -> None:
    client = secrets.token_urlsafe(16)
    change = mutation("accounts.set_profile", "accounts", 1, **NAME)
    async with running(tmp_path) as server:
        async with browser_of(server) as http:
            session = await sign_in(http, tmp_path, PHONE, client)
        body = {"proto": PROTOCOL, "client": client, "session": session, "mutations": [change]}
        raw = json.dumps(body).encode()
        reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
        writer.write(b"POST /sync HTTP/1.1\r\nhost: x\r\ncontent-length: %d\r\n\r\n" % len(raw) + raw)
        await committed(tmp_path, change["id"])
        await server.kill()
        writer.transport.abort()
    async with running(tmp_path) as server, browser_of(server) as http:
        answer = (await http.post("/sync", json=body)).json()
        assert answer["results"] == [{"id": change["id"], "status": "accepted"}]
        assert [row["version"] for row in answer["rows"]["me"]] == [2]
        later = mutation("accounts.set_profile", "accounts", 2, **(NAME | {"name": "陈桂香"}))
        answer = (await http.post("/sync", json=body | {"mutations": [later]})).json()
        assert answer["results"][0]["status"] == "accepted"
        assert [row["version"] for row in answer["rows"]["me"]] == [3]


async def test_W2_killed_at_any_moment_nothing_is_lost_and_nothing_is_done_twice(tmp_path: Path) -> None:
    client = secrets.token_urlsafe(16)
    async with running(tmp_path) as server, browser_of(server) as http:
        session = await sign_in(http, tmp_path, PHONE, client)
    sent = [mutation("accounts.set_profile", "accounts", seq, **(NAME | {"name": f"陈{seq}号"})) for seq in range(1, 5)]
    body = {"proto": PROTOCOL, "client": client, "session": session}
    for step, after in zip(sent, (0.0, 0.002, 0.004, 0.008), strict=True):
        async with running(tmp_path) as server, browser_of(server) as http:
            if step["seq"] > 1:  # the phone sends again what it has no answer for
                answer = (await http.post("/sync", json=body | {"mutations": sent[: step["seq"] - 1]})).json()
                assert {result["status"] for result in answer["results"]} == {"accepted"}
            dying = asyncio.create_task(http.post("/sync", json=body | {"mutations": [step]}))
            await asyncio.sleep(after)
            await server.kill()
            await asyncio.gather(dying, return_exceptions=True)
    async with running(tmp_path) as server, browser_of(server) as http:
        answer = (await http.post("/sync", json=body | {"mutations": sent})).json()
        assert {result["status"] for result in answer["results"]} == {"accepted"}
        assert [(row["version"], row["body"]["name"]) for row in answer["rows"]["me"]] == [(5, "陈4号")]
