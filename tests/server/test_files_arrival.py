"""The form first, then small pictures of every page, then the photos, in whatever order they come."""

import asyncio
import base64
import hashlib
import io
from pathlib import Path
from typing import Any

import httpx
import pytest
from PIL import Image

from server.files.finish import Finishing, finish
from server.files.tables import Blob
from tests.server.counter import CLERK, PROFILE, RESIDENT, Hand, draft, hand, open_counter
from tests.server.test_files import announce, send, upload
from tests.server.test_files_content import photo, png_bomb, with_place
from tests.server.town import Device, Town, new_id, town

PAGES = [photo("JPEG", (320, 200 + 8 * number)) for number in range(3)]


def sha(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def small(data: bytes, side: int = 160) -> str:
    with Image.open(io.BytesIO(data)) as picture:
        picture.thumbnail((side, side))
        out = io.BytesIO()
        picture.save(out, "JPEG", quality=40)
    return base64.b64encode(out.getvalue()).decode()


def page(data: bytes) -> dict[str, Any]:
    return {"blob": sha(data), "size": len(data), "type": "image/jpeg"}


async def handed_in(xilai: Town) -> tuple[Hand, str]:
    """Two materials; the first page is in both."""
    await open_counter(xilai)
    yang = await hand(xilai, RESIDENT, profile=PROFILE)
    form = draft(materials={"sfz": [page(PAGES[0]), page(PAGES[1])], "twz": [page(PAGES[0]), page(PAGES[2])]})
    sent = await yang.must("submit", **form)
    assert sent["receipt"] and sent["awaiting"] == [sha(PAGES[0]), sha(PAGES[1]), sha(PAGES[2])]
    return yang, form["id"]


@pytest.mark.usefixtures("both_engines")
async def test_P2_the_receipt_comes_before_the_photos_which_arrive_in_any_order(tmp_path: Path) -> None:
    async with town(tmp_path) as xilai:
        yang, id = await handed_in(xilai)
        left = {sha(data) for data in PAGES}
        for data in reversed(PAGES):
            await upload(yang.device, data, id)
            left -= {sha(data)}
            await yang.send()
            assert set(yang.case(id).get("awaiting", [])) == left
        assert [event["what"] for event in yang.case(id)["history"]] == ["applications.submit", "blobs_arrived"]


async def test_P2_a_photo_in_two_fields_is_sent_once_and_counts_for_both(tmp_path: Path) -> None:
    async with town(tmp_path) as xilai:
        yang, id = await handed_in(xilai)
        await upload(yang.device, PAGES[0], id)
        again = await announce(yang.device, PAGES[0], id)
        assert again.json()["complete"]
        await yang.send()
        assert yang.case(id)["awaiting"] == [sha(PAGES[1]), sha(PAGES[2])]
        assert await xilai.core.store.fetch(f"SELECT count(*) FROM {Blob._meta.tablename}") == [(1,)]


async def look(who: Device, data: bytes, suffix: str = "/thumb") -> httpx.Response:
    return await who.town.http.get(f"/blob/{sha(data)}{suffix}", headers=who.headers)


@pytest.mark.usefixtures("both_engines")
async def test_P1_the_desk_sees_every_page_small_before_the_first_photo_is_here(tmp_path: Path) -> None:
    async with town(tmp_path) as xilai:
        yang, id = await handed_in(xilai)
        zhou = await hand(xilai, CLERK)
        await yang.send()
        before = dict(yang.device.cursors)
        for data in PAGES:
            assert (await announce(yang.device, data, id, thumb=small(data))).status_code == 201
        await zhou.send()
        assert zhou.case(id)["small"] == zhou.case(id)["awaiting"] == [sha(data) for data in PAGES]
        for data in PAGES:
            seen = await look(zhou.device, data)
            assert seen.headers["content-type"] == "image/webp" and len(seen.content) <= 8192
            assert seen.headers["cache-control"] == "no-store"
            assert (await look(zhou.device, data, "")).status_code == 404
        await yang.send()
        assert yang.device.cursors == before, "the applicant's own line does not carry the case again"

        early = (await look(zhou.device, PAGES[0])).content
        await upload(yang.device, PAGES[0], id)
        await zhou.send()
        assert zhou.case(id)["small"] == [sha(PAGES[1]), sha(PAGES[2])]
        assert (await look(zhou.device, PAGES[0])).content != early, "the photo's own picture replaces the phone's"
        assert len(list((tmp_path / "uploads").glob("*.thumb"))) == 2


async def test_P1_small_pictures_that_come_before_the_form_are_seen_with_it(tmp_path: Path) -> None:
    async with town(tmp_path) as xilai:
        await open_counter(xilai)
        yang, zhou = await hand(xilai, RESIDENT, profile=PROFILE), await hand(xilai, CLERK)
        form = draft(materials={"sfz": [page(PAGES[0])], "twz": [page(PAGES[1])]})
        await announce(yang.device, PAGES[0], form["id"], thumb=small(PAGES[0]))
        await yang.must("submit", **form)
        await zhou.send()
        assert zhou.case(form["id"])["small"] == [sha(PAGES[0])]


async def test_P1_a_small_picture_is_drawn_anew_and_nobody_else_sees_it(tmp_path: Path) -> None:
    async with town(tmp_path) as xilai:
        yang, id = await handed_in(xilai)
        zhou, stranger = await hand(xilai, CLERK), await xilai.sign_in("13800000077")
        tiny = photo("JPEG", (120, 90), quality=30)
        noted = base64.b64encode(with_place(tiny, "JPEG")).decode()
        assert b"SECRETPHONE" in base64.b64decode(noted)
        await announce(yang.device, PAGES[0], id, thumb=noted)
        seen = await look(zhou.device, PAGES[0])
        assert seen.status_code == 200 and b"SECRETPHONE" not in seen.content
        assert (await look(yang.device, PAGES[0])).status_code == 200
        assert (await look(stranger, PAGES[0])).status_code == 404


@pytest.mark.parametrize(
    "thumb",
    [
        pytest.param("%%%", id="no base64"),
        pytest.param(base64.b64encode(b"<svg onload='x'/>").decode(), id="no picture"),
        pytest.param(base64.b64encode(png_bomb(2_000, 2_000)[:6000]).decode(), id="large when drawn"),
        pytest.param(base64.b64encode(b"\xff\xd8\xff" + b"x" * 8190).decode(), id="large as it is"),
        pytest.param(base64.b64encode(PAGES[0][:4000]).decode(), id="cut short"),
    ],
)
async def test_what_is_no_small_picture_is_refused_and_changes_nothing(tmp_path: Path, thumb: str) -> None:
    async with town(tmp_path) as xilai:
        yang = await xilai.sign_in("13800000001")
        refused = await announce(yang, PAGES[0], new_id(), thumb=thumb)
        assert (refused.status_code, refused.json()["code"]) == (400, "bad_request")
        assert await xilai.core.store.fetch(f"SELECT id FROM {Blob._meta.tablename}") == []
        assert not list(tmp_path.glob("uploads/*"))


async def test_P2_an_upload_of_a_page_that_was_taken_out_expires_without_a_word(tmp_path: Path) -> None:
    async with town(tmp_path) as xilai:
        yang, id = await handed_in(xilai)
        extra = photo("JPEG", (100, 100))
        at = (await announce(yang.device, extra, id, thumb=small(extra))).headers["location"]
        await send(yang.device, at, extra[:500], 0)
        xilai.pass_time(days=15)
        await xilai.worker.drain()
        await yang.send()
        told = [body["title"] for (entity, _), body in yang.seen.items() if entity == "notice"]
        assert "有一张照片没传完" not in told
        assert not list((tmp_path / "uploads").iterdir())


async def test_two_workers_that_finish_the_same_upload_end_with_one_photo(tmp_path: Path) -> None:
    async with town(tmp_path) as xilai:
        yang, id = await handed_in(xilai)
        at = (await announce(yang.device, PAGES[0], id)).headers["location"]
        blob = at.split("/")[-1]
        for _ in range(5):
            (tmp_path / "uploads").mkdir(exist_ok=True)
            (tmp_path / "uploads" / f"{blob}.part").write_bytes(PAGES[0])
            await xilai.core.act(lambda work: work.put(Blob, {**(work.get(Blob, blob) or {}), "complete": False}))
            workers = []
            for _ in range(3):
                workers.append(asyncio.create_task(finish(xilai.core, blob)))
                await asyncio.sleep(0)
                del xilai.core.parts[Finishing]  # each worker process has locks of its own
            await asyncio.gather(*workers)
            assert (await xilai.http.get(at, headers=yang.device.headers)).content == PAGES[0]
            assert list((tmp_path / "uploads").iterdir()) == []
        await yang.send()
        assert yang.case(id)["awaiting"] == [sha(PAGES[1]), sha(PAGES[2])]
