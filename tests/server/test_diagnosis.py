"""O1: what went wrong on one phone can be found out without knowing whose it is."""

import asyncio
import base64
import json
import zlib
from pathlib import Path
from typing import Any

import pytest
from structlog.testing import capture_logs

from server.diagnosis import report
from server.diagnosis.clients import find_clients
from server.diagnosis.device import device_of
from server.diagnosis.fate import fate_of
from server.diagnosis.trace import Tracer
from server.diagnosis.words import told
from tests.server.counter import ANSWERS, CLERK, MATERIALS, PROFILE, RESIDENT, draft, hand, open_counter
from tests.server.process import run
from tests.server.town import Town, new_id, town

both = pytest.mark.usefixtures("both_engines")
PRIVATE = [RESIDENT, PROFILE["name"], PROFILE["id_number"], ANSWERS["unit"]]


async def trace(xilai: Town, prefix: str, minutes: int) -> Tracer:
    until = int(xilai.core.clock().timestamp()) + minutes * 60
    async with xilai.core.store.writing() as tx:
        await tx.many("INSERT INTO trace (prefix, until) VALUES (?, ?)", [(prefix, until)])
    tracer = xilai.core.parts[Tracer]
    assert isinstance(tracer, Tracer)
    await tracer.look()
    return tracer


@both
async def test_O1_one_clients_exchanges_are_logged_without_what_was_typed(tmp_path: Path) -> None:
    async with town(tmp_path) as xilai:
        await open_counter(xilai)
        chen = await hand(xilai, RESIDENT, profile=PROFILE)
        other = await hand(xilai, "13800000002")
        await trace(xilai, chen.device.client[:6], minutes=5)
        with capture_logs() as lines:
            await chen.send(chen.make("applications.save", **draft()), chen.make("applications.submit", **draft("x")))
            await other.send()
        [line] = [one for one in lines if one["event"] == "trace"]
        assert line["client"] == chen.device.client[:6]
        assert [(one["name"], one["status"]) for one in line["mutations"]] == [
            ("applications.save", "accepted"),
            ("applications.submit", "rejected"),
        ]
        assert line["mutations"][1]["code"] and line["up"] > 500 and line["down"] > 100
        assert line["moved"]["me"] > line["cursors"]["me"] and line["rows"]["me"] == 1
        said = json.dumps(line, ensure_ascii=False)
        assert not [word for word in [*PRIVATE, str(chen.device.session)] if word in said]


async def test_O1_a_trace_ends_by_itself_and_then_costs_nothing(tmp_path: Path) -> None:
    async with town(tmp_path) as xilai:
        chen = await hand(xilai, RESIDENT)
        tracer = await trace(xilai, chen.device.client[:6], minutes=5)
        assert xilai.core.watch is not None
        xilai.pass_time(minutes=6)
        with capture_logs() as lines:
            await tracer.look()
            await chen.send()
        assert xilai.core.watch is None
        assert [one["event"] for one in lines if one["event"].startswith("trace")] == ["trace_ends"]


async def test_O1_an_operator_switches_a_trace_on_while_the_server_runs(tmp_path: Path) -> None:
    async with town(tmp_path) as xilai:
        chen = await hand(xilai, RESIDENT)
        tracer = xilai.core.parts[Tracer]
        assert isinstance(tracer, Tracer)
        prefix = chen.device.client[:8]
        begun = await asyncio.to_thread(run, tmp_path, "trace", "on", "--minutes", "2", "--", prefix)
        assert (begun.returncode, begun.stdout.startswith(f"{prefix} until ")) == (0, True), begun.stderr
        await tracer.look()
        with capture_logs() as lines:
            await chen.send()
        assert [one["event"] for one in lines if one["event"] == "trace"] == ["trace"]
        ended = await asyncio.to_thread(run, tmp_path, "trace", "off", "--", prefix)
        assert (ended.returncode, ended.stdout) == (0, "No device is traced.\n")
        await tracer.look()
        assert xilai.core.watch is None


@pytest.mark.parametrize(
    "words", [["trace", "on", "abc"], ["trace", "on", "abc%ef"], ["trace", "on", "abcdef", "--minutes", "1441"]]
)
def test_O1_a_trace_names_a_device_and_ends_within_a_day(tmp_path: Path, words: list[str]) -> None:
    ended = run(tmp_path, *words)
    assert ended.returncode == 1 and ended.stderr.startswith("ganchang: ") and not list(tmp_path.iterdir())


@both
async def test_O1_the_fate_of_a_mutation_is_told_from_result_to_notice(tmp_path: Path) -> None:
    async with town(tmp_path) as xilai:
        await open_counter(xilai)
        chen, zhou = await hand(xilai, RESIDENT, profile=PROFILE), await hand(xilai, CLERK)
        id = new_id()
        submit = chen.make("applications.submit", **draft(id, materials=MATERIALS))
        await chen.send(submit)
        xilai.pass_time(seconds=2)
        await zhou.send()
        claim = zhou.make("applications.claim", id=id, base=zhou.case(id)["version"])
        again = zhou.make("applications.claim", id=new_id(), base=1)
        await zhou.send(claim, again)
        await xilai.worker.drain()
        xilai.pass_time(seconds=2)

        handed_in = "\n".join(await fate_of(xilai.core.store, submit["id"]))
        assert f"device {chen.device.client[:6]}" in handed_in and ": accepted" in handed_in
        assert f"application …{id[-8:]}: applications.submit; now " in handed_in and "later step" in handed_in
        assert "notice " in handed_in and "job " in handed_in and "deliver: done, 1 tries" in handed_in
        claimed = "\n".join(await fate_of(xilai.core.store, claim["id"]))
        assert f"application …{id[-8:]}: claim; now " in claimed
        refused = "\n".join(await fate_of(xilai.core.store, again["id"]))
        assert "rejected not_found (Not found)" in refused
        for said in (handed_in, claimed, refused):
            assert not [word for word in PRIVATE if word in said]


@both
async def test_O1_a_mutation_that_never_came_is_said_to_be_unknown(tmp_path: Path) -> None:
    async with town(tmp_path) as xilai:
        chen = await hand(xilai, RESIDENT)
        early = chen.make("accounts.set_profile", **PROFILE) | {"seq": 5}
        assert (await chen.send(early))[0]["code"] == "need_seq"
        said = "\n".join(await fate_of(xilai.core.store, early["id"]))
        assert "has no result of it" in said and "need_seq" in said and "made on the device about 20" in said


@both
async def test_O1_a_device_is_told_by_its_first_letters(tmp_path: Path) -> None:
    async with town(tmp_path) as xilai:
        await open_counter(xilai)
        chen = await hand(xilai, RESIDENT, profile=PROFILE)
        await chen.send(chen.make("applications.save", **draft()))
        [client] = await find_clients(xilai.core.store, chen.device.client[:6])
        assert client == chen.device.client
        said = "\n".join(await device_of(xilai.core.store, client))
        assert "signed in; last contact 20" in said and "accounts 1" in said and said.count("  accepted") == 2
        assert client not in said and not [word for word in PRIVATE if word in said]
        assert await find_clients(xilai.core.store, "______") == []


def test_O1_explain_answers_at_the_command_line(tmp_path: Path) -> None:
    told = run(tmp_path, "explain", new_id())
    assert told.returncode == 0 and "has no result of it" in told.stdout
    assert run(tmp_path, "explain", "abcdefgh").returncode == 1
    assert run(tmp_path, "explain", "no").stderr.startswith("ganchang: name a mutation by its whole id")


REPORT: dict[str, Any] = {
    "report": 1, "client": "3fA_x2", "at": 1_795_324_800, "protocol": 9, "schema": "eb640669c363", "app": "1a2b3c",
    "browser": "Chrome 64", "worker": "activated", "line": "slow", "synced_at": 1_795_324_000, "clock_offset": -7,
    "signed": "yes", "storage": {"usage": 81_000_000, "quota": 100_000_000, "persisted": True},
    "kept": {"drafts": 2, "photos": 3}, "scopes": {"me": {"cursor": 12, "rows": 4, "digest": "00ff00ff00ff00ff"}},
    "guide": {"place": "510131104", "head": "abc", "layers": [{"layer": "510131", "gen": 1, "seq": 3, "right": False}]},
    "outbox": [
        {"id": "0199a000-0000-7000-8000-000000000001", "name": "applications.submit", "lane": "…1a2b3c4d", "seq": 2,
         "state": "waiting", "code": "need_seq", "tries": 3, "next_at": 1_795_324_900},
    ],
    "tries": [
        [1_795_323_000, 60000, 900, 2, 1, "no-line", "zzzzzz"], [1_795_324_000, 5210, 900, 400, 1, "answer", "3fA_x2"],
    ],
}  # fmt: skip


def codes(text: str, count: int) -> list[str]:
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    data = base64.urlsafe_b64encode(packer.compress(text.encode()) + packer.flush()).decode().rstrip("=")
    size = -(-len(data) // count)
    return [f"GCR1z/{n + 1}/{count}/{data[n * size : (n + 1) * size]}" for n in range(count)]


def test_O1_a_report_is_said_for_people(tmp_path: Path) -> None:
    (tmp_path / "report.json").write_text(json.dumps(REPORT))
    ended = run(tmp_path / "data", "diagnose", "report", str(tmp_path / "report.json"))
    assert ended.returncode == 0, ended.stderr
    for words in (
        "Report of device 3fA_x2", "81.0 of 100 MB (81 %), lasting", "scope      me: cursor 12, 4 rows",
        "layer 510131 at 1.3, DIGEST WRONG", "applications.submit in …1a2b3c4d, number 2: waiting need_seq, 3 tries",
        "5.2 s", "as zzzzzz: another person here",
    ):  # fmt: skip
        assert words in ended.stdout, words


def test_O1_the_texts_of_its_qr_codes_say_the_same_in_any_order() -> None:
    parts = codes(json.dumps(REPORT), 3)
    assert told(report.read("\n".join(reversed(parts)))) == told(report.read(json.dumps(REPORT)))
    with pytest.raises(report.Unreadable, match="QR code 2 of 3 is missing"):
        report.read("\n".join([parts[0], parts[2]]))


@pytest.mark.parametrize(
    "text",
    ["", "hello", "[]", json.dumps(REPORT | {"report": 2}), json.dumps(REPORT | {"tries": [[1]]}), "GCR1z/1/1/AAAA",
     "[" * 100_000, codes("9" * 3_000_000, 1)[0]],
)  # fmt: skip
def test_O1_what_is_no_report_is_refused_in_one_line(text: str) -> None:
    with pytest.raises(report.Unreadable) as refused:
        report.read(text)
    assert "\n" not in str(refused.value)


def test_O1_a_report_cannot_steer_the_terminal() -> None:
    lines = told(report.read(json.dumps(REPORT | {"browser": "\x1b[2Jx\ny", "worker": "\u202e"})))
    assert all(line.isprintable() for line in lines)
