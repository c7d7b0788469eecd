"""Staff get a photo only after a scanner found nothing in it: one that speaks clamd's INSTREAM, or a script."""

import asyncio
import stat
import struct
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from server.settings import SettingError, read
from tests.server.counter import CLERK, PROFILE, RESIDENT, Hand, draft, hand, open_counter
from tests.server.test_files import announce, offset, send, upload
from tests.server.test_files_arrival import page, sha
from tests.server.test_files_content import photo
from tests.server.town import Town, town

# The test string that every scanner knows (eicar.org), in two halves: this file is no virus either.
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR" + rb"-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
BAD = b"%PDF-1.7\n" + EICAR + b"\ntrailer\n%%EOF\n"
GOOD = photo("JPEG", (320, 240))


@dataclass
class Clamd:
    """Reads `zINSTREAM`, sized pieces and the empty last one, as clamd does, and answers in its words."""

    largest: int = 25_000_000
    looked_at: list[int] = field(default_factory=list)
    server: asyncio.Server | None = None
    port: int = 0

    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        assert await reader.readuntil(b"\0") == b"zINSTREAM\0"
        data = b""
        while size := struct.unpack(">I", await reader.readexactly(4))[0]:
            data += await reader.readexactly(size)
        self.looked_at.append(len(data))
        found = "Eicar-Test-Signature FOUND" if EICAR in data else "OK"
        verdict = "INSTREAM size limit exceeded. ERROR" if len(data) > self.largest else f"stream: {found}"
        writer.write(verdict.encode() + b"\0")
        await writer.drain()
        writer.close()
        await writer.wait_closed()

    async def start(self) -> None:
        self.server = await asyncio.start_server(self.answer, "127.0.0.1", self.port)
        self.port = self.server.sockets[0].getsockname()[1]

    async def stop(self) -> None:
        if self.server is not None:
            self.server.close()
            await self.server.wait_closed()
            self.server = None


@asynccontextmanager
async def scanned(folder: Path, **limits: int) -> AsyncIterator[tuple[Town, Clamd]]:
    clamd = Clamd(**limits)
    await clamd.start()
    try:
        async with town(folder, scan_clamd=f"127.0.0.1:{clamd.port}") as xilai:
            await open_counter(xilai)
            yield xilai, clamd
    finally:
        await clamd.stop()


async def sent_in(xilai: Town, data: bytes) -> tuple[Hand, Hand, str]:
    yang, zhou = await hand(xilai, RESIDENT, profile=PROFILE), await hand(xilai, CLERK)
    form = draft(materials={"sfz": [page(data)]})
    await yang.must("submit", **form)
    return yang, zhou, form["id"]


async def look(who: Hand, data: bytes) -> int:
    got = await who.device.town.http.get(f"/blob/{sha(data)}", headers=who.device.headers)
    return got.status_code


async def degraded(xilai: Town) -> list[str]:
    return [word for word in (await xilai.http.get("/ready")).json()["degraded"] if word.startswith("photo")]


def told(who: Hand) -> list[str]:
    return [body["title"] for (entity, _), body in who.seen.items() if entity == "notice"]


async def test_a_clean_photo_is_looked_at_and_given_to_staff(tmp_path: Path) -> None:
    async with scanned(tmp_path) as (xilai, clamd):
        yang, zhou, id = await sent_in(xilai, GOOD)
        await upload(yang.device, GOOD, id)
        assert clamd.looked_at == [len(GOOD)] and await look(zhou, GOOD) == 200


async def test_a_page_with_a_virus_is_refused_told_and_gone(tmp_path: Path) -> None:
    async with scanned(tmp_path) as (xilai, _):
        yang, zhou, id = await sent_in(xilai, BAD)
        at = (await announce(yang.device, BAD, id)).headers["location"]
        refused = await send(yang.device, at, BAD, 0)
        assert (refused.status_code, refused.json()["code"]) == (415, "blob_infected")
        assert list((tmp_path / "uploads").iterdir()) == [] and await look(zhou, BAD) == 404
        await yang.send()
        await zhou.send()
        assert "有一页要重新拍" in told(yang)
        [*_, event] = zhou.case(id)["history"]
        assert (event["what"], event["note"]) == ("blob_refused", "身份证第 1 页")
        again = await announce(yang.device, BAD, id)
        assert (again.status_code, again.json()["code"]) == (415, "blob_infected"), "not a byte is sent a second time"
        assert (await zhou.do("accept", id=id))["code"] == "material_missing"
        defects = [{"material": "sfz", "page": 1, "reason": "查出病毒，重新拍"}]
        await zhou.must("return", id=id, round=1, defects=defects)
        await yang.must("mend", id=id, round=1, answers={}, materials={"sfz": [page(GOOD)]})
        await upload(yang.device, GOOD, id)
        await zhou.must("accept", id=id)


async def test_P2_a_scanner_that_is_away_is_waited_for_and_staff_wait_with_it(tmp_path: Path) -> None:
    async with scanned(tmp_path) as (xilai, clamd):
        yang, zhou, id = await sent_in(xilai, GOOD)
        await clamd.stop()
        at = (await announce(yang.device, GOOD, id)).headers["location"]
        assert (await send(yang.device, at, GOOD, 0)).status_code == 204
        assert await degraded(xilai) == ["photo_scan_away"]
        xilai.pass_time(hours=1)
        await xilai.worker.drain()
        assert await look(zhou, GOOD) == 404 and await offset(yang.device, at) == len(GOOD)
        await clamd.start()
        xilai.pass_time(minutes=10)
        await xilai.worker.drain()
        assert await look(zhou, GOOD) == 200 and await degraded(xilai) == []


async def test_a_virus_found_when_the_scanner_is_back_is_told_by_a_notice(tmp_path: Path) -> None:
    async with scanned(tmp_path) as (xilai, clamd):
        yang, zhou, id = await sent_in(xilai, BAD)
        await clamd.stop()
        at = await upload(yang.device, BAD, id)
        await clamd.start()
        xilai.pass_time(minutes=10)
        await xilai.worker.drain()
        await yang.send()
        assert told(yang).count("有一页要重新拍") == 1 and await look(zhou, BAD) == 404
        assert (await xilai.http.head(at, headers=yang.device.headers)).status_code == 415
        assert list((tmp_path / "uploads").iterdir()) == [] and await degraded(xilai) == []


async def test_no_verdict_is_no_yes(tmp_path: Path) -> None:
    async with scanned(tmp_path, largest=100) as (xilai, clamd):
        yang, zhou, id = await sent_in(xilai, GOOD)
        await upload(yang.device, GOOD, id)
        assert clamd.looked_at == [len(GOOD)]
        assert await look(zhou, GOOD) == 404 and await degraded(xilai) == ["photo_scan_away"]


def program(folder: Path, status: str) -> str:
    """A scanner of one's own: ends with 1 for what it knows."""
    script = folder / "scan it"
    script.write_text(f'#!/bin/sh\n[ "$1" = --quiet ] || exit 9\ngrep -q EICAR "$2" && exit 1\nexit {status}\n')
    script.chmod(script.stat().st_mode | stat.S_IXUSR)
    return f"'{script}' --quiet"


@pytest.mark.parametrize(
    ("data", "status", "seen", "word"),
    [(GOOD, "0", 200, []), (GOOD, "2", 404, ["photo_scan_away"]), (BAD, "0", 404, [])],
)
async def test_a_program_may_look_instead(tmp_path: Path, data: bytes, status: str, seen: int, word: list[str]) -> None:
    async with town(tmp_path, scan_command=program(tmp_path, status)) as xilai:
        await open_counter(xilai)
        yang, zhou, id = await sent_in(xilai, data)
        at = (await announce(yang.device, data, id)).headers["location"]
        answer = await send(yang.device, at, data, 0)
        assert answer.status_code == (415 if data is BAD else 204)
        assert await look(zhou, data) == seen and await degraded(xilai) == word


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SCAN_CLAMD", "localhost"),
        ("SCAN_CLAMD", ":3310"),
        ("SCAN_CLAMD", "clamd:0"),
        ("SCAN_COMMAND", "no-such-scanner -x"),
        ("SCAN_COMMAND", "'"),
    ],
)
def test_a_scanner_that_cannot_be_meant_ends_the_start(name: str, value: str) -> None:
    with pytest.raises(SettingError, match=name):
        read({name: value})


def test_scanners_are_off_unless_set() -> None:
    settings: Any = read({})
    assert settings.scan_clamd is None and settings.scan_command is None
