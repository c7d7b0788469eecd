"""Bad days of the line and of those at its other end: slow, lying, poisoned or with a wrong clock."""

import asyncio
import dataclasses
import json
import secrets
from pathlib import Path
from typing import Any

import psutil
import pytest
import uvicorn

from server.guide.shelf import Shelf
from server.schema.tables import PROTOCOL
from server.sync.registry import KNOWN
from server.sync.tables import Counter
from server.sync.work import Work
from server.web import patience
from server.web.bodies import KeptBodies
from tests.server.process import browser_of, running
from tests.server.test_live import NAME
from tests.server.town import Device, mutation, town

HALF = b"POST /sync HTTP/1.1\r\nhost: x\r\ncontent-le"
BODY = b"POST /sync HTTP/1.1\r\nhost: x\r\ncontent-length: 900000\r\n\r\n" + b"{" + b" " * 16_000


def profile(seq: int, **more: Any) -> dict[str, Any]:
    return mutation("accounts.set_profile", "accounts", seq, **(NAME | more))


def read(seq: int) -> dict[str, Any]:
    return mutation("notices.read", "notices", seq, ids=[])


async def test_two_thousand_slow_clients_hold_little_and_nobody_waits_for_them(tmp_path: Path) -> None:
    async with running(tmp_path) as server, browser_of(server) as http:
        before = psutil.Process(server.pid).memory_info().rss
        slow = []
        for number in range(2000):
            _, writer = await asyncio.open_connection("127.0.0.1", server.port)
            writer.write(BODY if number % 2 else HALF)
            slow.append(writer)
        for _ in range(5):
            for writer in slow[:200]:
                writer.write(b" ")
            answer = await http.post("/sync", json={"proto": PROTOCOL, "client": secrets.token_urlsafe(16)}, timeout=20)
            assert answer.status_code == 200
        after = psutil.Process(server.pid).memory_info().rss
        assert after - before < 150_000_000
        assert (await http.get("/ready", timeout=20)).status_code == 200
        for writer in slow:
            writer.transport.abort()


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patience, "HEADERS_WITHIN", 0.2)
    monkeypatch.setattr(patience, "SILENCE", 0.2)


async def echo(scope: Any, receive: Any, send: Any) -> None:
    while (message := await receive()).get("more_body"):
        pass
    if message["type"] == "http.disconnect":
        return
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"2")]})
    await send({"type": "http.response.body", "body": b"ok"})


@pytest.mark.usefixtures("impatient")
async def test_who_never_ends_headers_or_body_is_cut_and_who_is_slow_between_requests_is_not() -> None:
    server = uvicorn.Server(uvicorn.Config(echo, port=0, http=KeptBodies, lifespan="off", log_config=None))
    running_server = asyncio.create_task(server.serve())
    while not server.started:
        await asyncio.sleep(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    for unfinished in (b"", HALF, BODY):
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(unfinished)
        with pytest.raises((ConnectionResetError, asyncio.IncompleteReadError)):
            await asyncio.wait_for(reader.readexactly(1), 10)
        writer.close()
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    for _ in range(2):
        writer.write(b"GET / HTTP/1.1\r\nhost: x\r\n\r\n")
        assert (await asyncio.wait_for(reader.readuntil(b"ok"), 10)).startswith(b"HTTP/1.1 200")
        await asyncio.sleep(0.5)
    writer.write(b"GET / HTTP/1.1\r\n" + b"x: " + b"y" * 100_000)
    assert b" 400 " in await asyncio.wait_for(reader.readline(), 10)
    writer.close()
    server.should_exit = True
    await running_server


async def test_a_poisoned_mutation_waits_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def explodes(work: Work, actor: Any, args: Any) -> None:
        raise ZeroDivisionError

    monkeypatch.setitem(KNOWN, "notices.read", dataclasses.replace(KNOWN["notices.read"], decide=explodes))
    async with town(tmp_path) as xilai:
        phone, other = await xilai.sign_in("13800000001"), await xilai.sign_in("13800000002")
        poison = read(1)
        replies = await asyncio.gather(phone.sync(profile(1), poison, read(2), profile(2)), other.sync(profile(1)))
        said = [(result["status"], result.get("code")) for result in replies[0]["results"]]
        assert said == [
            ("accepted", None),
            ("waiting", "server_error"),
            ("waiting", "need_seq"),
            ("accepted", None),
        ]
        assert replies[1]["results"][0]["status"] == "accepted"
        monkeypatch.undo()  # the mended version is deployed
        assert (await phone.sync(poison))["results"][0]["status"] == "accepted"


async def test_a_mutation_that_cannot_be_written_waits_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def beyond_any_column(work: Work, actor: Any, args: Any) -> None:
        work.put(Counter, {"id": "huge", "value": 2**70})

    monkeypatch.setitem(KNOWN, "notices.read", dataclasses.replace(KNOWN["notices.read"], decide=beyond_any_column))
    async with town(tmp_path) as xilai:
        phone, other = await xilai.sign_in("13800000001"), await xilai.sign_in("13800000002")
        replies = await asyncio.gather(phone.sync(profile(1), read(1), profile(2)), other.sync(profile(1)))
        assert [result["status"] for result in replies[0]["results"]] == ["accepted", "waiting", "accepted"]
        assert replies[0]["results"][1]["code"] == "server_error"
        assert replies[1]["results"][0]["status"] == "accepted"


async def test_two_hundred_different_rows_in_one_lane_are_loaded_in_a_few_rounds(tmp_path: Path) -> None:
    async with town(tmp_path) as xilai:
        phone = await xilai.sign_in("13800000001")
        reads = [mutation("notices.read", "notices", seq, ids=[f"n-{seq}"]) for seq in range(1, 201)]
        answer = await phone.sync(*reads)
        assert {result["status"] for result in answer["results"]} == {"accepted"}


async def test_a_client_that_lies_about_its_cursor_or_digest_starts_the_scope_again(tmp_path: Path) -> None:
    async with town(tmp_path) as xilai:
        phone = await xilai.sign_in("13800000001")
        true = await phone.sync(profile(1))
        for lie in (
            {"cursors": {"me": 10**15}},
            {"digests": {"me": "f" * 16}},
            {"cursors": {"me": 10**15, "desk:1": 7}},
        ):
            page = (await phone.post_sync(**lie)).json()
            assert "me" in page["purge"]
            assert page["cursors"] == {"me": true["cursors"]["me"]}
            assert {row["key"] for row in page["rows"]["me"]} >= {row["key"] for row in true["rows"]["me"]}


async def test_a_client_that_lies_about_its_sequence_or_its_past_changes_nothing(tmp_path: Path) -> None:
    async with town(tmp_path) as xilai:
        phone = await xilai.sign_in("13800000001")
        first = profile(1)
        await phone.sync(first)
        far, other_lane = profile(10**15), {**profile(1), "id": first["id"], "lane": "elsewhere"}
        answer = await phone.sync(far, {**first, "args": NAME | {"name": "别人"}}, other_lane, {**first, "seq": 2})
        said = [(result["status"], result["code"]) for result in answer["results"]]
        assert said == [("waiting", "need_seq"), *[("rejected", "replay_differs")] * 3]
        assert (await phone.sync(profile(2)))["results"][0]["status"] == "accepted"


async def test_strangers_whose_work_is_refused_leave_no_line_behind(tmp_path: Path) -> None:
    async with town(tmp_path) as xilai:
        for _ in range(20):
            stranger: Device = xilai.device()
            nonsense = mutation("guide.report_error", "guide", 1, id=secrets.token_hex(8), item="none", text="不对")
            assert (await stranger.sync(nonsense))["results"][0]["status"] == "rejected"
        for table in ("ledger", "lane"):
            assert await xilai.core.store.fetch(f"SELECT count(*) FROM {table}") == [(0,)]


async def test_a_server_clock_that_is_set_back_loses_no_order_and_no_session(tmp_path: Path) -> None:
    async with town(tmp_path) as xilai:
        phone = await xilai.sign_in("13800000001")
        before = await phone.sync(profile(1))
        xilai.pass_time(days=-800)
        after = await phone.sync(profile(2, name="陈桂香"))
        assert after["results"][0]["status"] == "accepted" and "error" not in after
        assert after["cursors"]["me"] > before["cursors"]["me"]
        assert after["at"] < before["at"]
        xilai.pass_time(days=800)
        assert (await phone.sync(profile(3)))["results"][0]["status"] == "accepted"


async def test_a_crowd_beyond_what_can_be_written_is_told_when_to_come_and_is_taken_then(tmp_path: Path) -> None:
    async with town(tmp_path) as xilai:
        phone = await xilai.sign_in("13800000001")
        xilai.core.gate.queued = 1_000_000
        refused = await phone.post_sync(profile(1))
        assert (refused.status_code, refused.json()["code"]) == (503, "overloaded")
        assert int(refused.headers["retry-after"]) > 0
        assert (await phone.post_sync()).status_code == 200  # who only reads waits for no writer
        xilai.core.gate.queued = 0
        assert (await phone.sync(profile(1)))["results"][0]["status"] == "accepted"
        assert xilai.core.gate.queued == 0


def test_a_half_written_pack_is_mended_from_its_other_packing_or_is_gone(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    data = json.dumps([f"事项{number}" for number in range(2000)], ensure_ascii=False).encode()
    sha = shelf.keep(data).sha
    whole = {ending: (tmp_path / "p" / f"{sha}.{ending}").read_bytes() for ending in ("br", "zst")}
    for ending, encoding in (("br", "br"), ("zst", "zstd"), ("br", "identity")):
        (tmp_path / "p" / f"{sha}.{ending}").write_bytes(whole[ending][:-100])
        found = Shelf(tmp_path).find(sha, encoding)
        assert found is not None and (encoding != "identity" or found == data)
        assert Shelf(tmp_path).get(sha) == data
    for ending in whole:
        (tmp_path / "p" / f"{sha}.{ending}").write_bytes(whole[ending][:-100])
    assert Shelf(tmp_path).find(sha, "br") is None
    assert Shelf(tmp_path).keep(data).sha == sha
    assert Shelf(tmp_path).get(sha) == data
