"""Bad days of the disk under SQLite: what was acknowledged stays, the rest is sent again, and all goes on by itself."""

import asyncio
import resource
import secrets
import sqlite3
from pathlib import Path
from typing import Any

import httpx
import pytest

from server.piccolo_conf import DB
from server.schema.tables import PROTOCOL
from tests.server.process import browser_of, running
from tests.server.test_live import NAME, PHONE, sign_in
from tests.server.town import Town, mutation, town


def renamed(seq: int) -> dict[str, Any]:
    return mutation("accounts.set_profile", "accounts", seq, **(NAME | {"name": f"陈{seq}号"}))


async def ready(http: httpx.AsyncClient) -> list[str]:
    return list((await http.get("/ready")).json()["degraded"])


async def refused_then_taken(xilai: Town, word: str, break_it: str, mend_it: str) -> None:
    """A phone pushes while the writer's disk is so, is told to come again, and comes again."""
    phone = await xilai.sign_in(PHONE)
    before = await phone.sync(renamed(1))
    assert before["results"][0]["status"] == "accepted"
    DB.writer._connection.execute(break_it)
    change = renamed(2)
    for _ in range(3):
        reply = await phone.post_sync(change)
        assert (reply.status_code, reply.json()["code"]) == (503, "overloaded")
        assert int(reply.headers["retry-after"]) >= 1
    assert word in await ready(xilai.http)
    assert (await phone.post_sync()).status_code == 200  # reading goes on
    DB.writer._connection.execute(mend_it)
    assert (await ready(xilai.http)).count(word) == 0
    answer = await phone.sync(renamed(1) | {"id": before["results"][0]["id"]}, change)
    assert [result["status"] for result in answer["results"]] == ["accepted", "accepted"]
    assert answer["rows"]["me"][-1]["body"]["name"] == "陈2号"


async def test_a_full_disk_sends_work_back_and_takes_it_when_there_is_room(tmp_path: Path) -> None:
    async with town(tmp_path) as xilai:
        [(pages,)] = DB.writer._connection.execute("PRAGMA page_count").fetchall()
        phone = await xilai.sign_in("13800000009")
        big = [mutation("accounts.set_profile", "accounts", 1, **NAME)]
        assert (await phone.sync(*big))["results"][0]["status"] == "accepted"
        DB.writer._connection.execute(f"PRAGMA max_page_count = {pages}")
        replies = [await phone.post_sync(renamed(seq)) for seq in range(2, 60)]
        full = [reply for reply in replies if reply.status_code == 503]
        assert full and all(reply.json()["code"] == "overloaded" for reply in full)
        DB.writer._connection.execute("PRAGMA max_page_count = 1000000")
        assert "disk_full" not in await ready(xilai.http)
        taken = sum(reply.status_code == 200 and "results" in reply.json() for reply in replies)
        lanes = await xilai.core.store.fetch("SELECT count(*) FROM ledger")
        assert lanes[0][0] <= 1 + taken  # nothing of what was refused


async def test_a_disk_that_cannot_be_written_is_told_and_mends_by_itself(tmp_path: Path) -> None:
    async with town(tmp_path) as xilai:
        await refused_then_taken(xilai, "disk_read_only", "PRAGMA query_only = 1", "PRAGMA query_only = 0")


async def test_a_disk_that_fills_up_under_a_real_server_loses_nothing_acknowledged(tmp_path: Path) -> None:
    """The kernel refuses to let files grow, as a full disk does; then there is room again."""
    client = secrets.token_urlsafe(16)
    async with running(tmp_path) as server, browser_of(server) as http:
        session = await sign_in(http, tmp_path, PHONE, client)
        body = {"proto": PROTOCOL, "client": client, "session": session}

        async def push(seq: int) -> httpx.Response:
            return await http.post("/sync", json=body | {"mutations": [sent[seq]]})

        sent = {seq: renamed(seq) for seq in range(1, 5)}
        assert (await push(1)).json()["results"][0]["status"] == "accepted"
        _, most = resource.prlimit(server.pid, resource.RLIMIT_FSIZE)
        log = (tmp_path / "ganchang.sqlite-wal").stat().st_size
        resource.prlimit(server.pid, resource.RLIMIT_FSIZE, (log, most))
        refused = await push(2)
        assert refused.status_code == 503
        assert "disk_failing" in await ready(http)
        resource.prlimit(server.pid, resource.RLIMIT_FSIZE, (most, most))
        assert "disk_failing" not in await ready(http)
        for seq in (1, 2, 3, 4):
            assert (await push(seq)).json()["results"][0]["status"] == "accepted"
    with sqlite3.connect(tmp_path / "ganchang.sqlite") as store:
        assert store.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert store.execute("SELECT count(*) FROM ledger").fetchall() == [(4,)]
    store.close()


async def test_a_damaged_page_is_told_and_what_lies_elsewhere_goes_on(tmp_path: Path) -> None:
    client = secrets.token_urlsafe(16)
    async with running(tmp_path) as server, browser_of(server) as http:
        session = await sign_in(http, tmp_path, PHONE, client)
    with sqlite3.connect(tmp_path / "ganchang.sqlite", isolation_level=None) as store:
        for number in range(1000):
            store.execute(
                "INSERT INTO scope_row (id, scope, entity, key, version, body, at) VALUES (?,'desk:1','x',?,?,?,1)",
                (f"desk:1/x/{number}", str(number), number + 1, '{"t":"' + "水" * 400 + '"}'),
            )
        store.execute("INSERT INTO scope VALUES ('desk:1', 1000, '0000000000000000', 0)")
        store.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        [(page_size,)] = store.execute("PRAGMA page_size").fetchall()
    store.close()
    whole = (tmp_path / "ganchang.sqlite").read_bytes()
    at = whole.index("水水水水".encode(), len(whole) * 7 // 8) // page_size * page_size
    (tmp_path / "ganchang.sqlite").write_bytes(whole[:at] + b"\xff" * page_size + whole[at + page_size :])
    async with running(tmp_path) as server, browser_of(server) as http:
        body = {"proto": PROTOCOL, "client": client, "session": session, "mutations": [renamed(1)]}
        assert (await http.post("/sync", json=body)).json()["results"][0]["status"] == "accepted"
        with sqlite3.connect(tmp_path / "ganchang.sqlite") as store:
            store.execute("INSERT INTO staff_role VALUES ('r','t',?,'周敏','clerk','desk:1','')", (PHONE,))
        store.close()
        statuses = set()
        cursors: dict[str, int] = {}
        for _ in range(80):
            reply = await http.post("/sync", json={**body, "mutations": [], "cursors": cursors})
            statuses.add(reply.status_code)
            if reply.status_code != 200:
                break
            cursors |= reply.json().get("cursors", {})
        assert statuses == {200, 503}
        assert "database_damaged" in await ready(http)
        other = secrets.token_urlsafe(16)
        assert (await http.post("/sync", json={"proto": PROTOCOL, "client": other})).status_code == 200
    (tmp_path / "ganchang.sqlite").write_bytes(whole)  # the backup
    for ending in ("-wal", "-shm"):
        (tmp_path / f"ganchang.sqlite{ending}").unlink(missing_ok=True)
    async with running(tmp_path) as server, browser_of(server) as http:
        assert "database_damaged" not in await ready(http)


async def test_a_second_server_on_the_same_file_does_not_start(tmp_path: Path) -> None:
    async with running(tmp_path) as server, browser_of(server) as http:
        with pytest.raises(AssertionError) as refused:
            async with running(tmp_path):
                pass
        assert "already serves" in str(refused.value) and str(server.pid) in str(refused.value)
        assert (await http.get("/ready")).status_code == 200
        await server.kill()
    async with running(tmp_path) as server, browser_of(server) as http:  # a killed one leaves no lock behind
        assert (await http.get("/ready")).status_code == 200


async def test_many_writers_at_a_failing_disk_all_hear_of_it_and_none_hangs(tmp_path: Path) -> None:
    async with town(tmp_path) as xilai:
        phones = [await xilai.sign_in(f"1380000000{n}") for n in range(4)]
        DB.writer._connection.execute("PRAGMA query_only = 1")
        async with asyncio.timeout(20):
            replies = await asyncio.gather(*(phone.post_sync(renamed(1)) for phone in phones for _ in range(5)))
        assert {reply.status_code for reply in replies} == {503}
        DB.writer._connection.execute("PRAGMA query_only = 0")
        for phone in phones:
            assert (await phone.sync(renamed(1)))["results"][0]["status"] == "accepted"
