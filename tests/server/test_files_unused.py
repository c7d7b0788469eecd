"""Photos that nobody needs any more go: by their owner's hand, or after 30 days by themselves. All others stay."""

from pathlib import Path

import httpx
import pytest

from server.applications.tables import Application
from server.files.states import REMOVE
from server.files.tables import Blob
from server.files.tidy import TIDY
from server.store.rows import Row, shape
from tests.server.test_files import PHOTO, announce, offset, send, submitted, upload
from tests.server.town import Device, Town, town

pytestmark = pytest.mark.usefixtures("both_engines")


async def give_up(who: Device, at: str) -> httpx.Response:
    return await who.town.http.delete(at, headers=who.headers)


def files(folder: Path) -> list[Path]:
    kept = [*(folder / "blobs").rglob("*"), *(folder / "uploads").rglob("*")]
    return [path for path in kept if path.is_file()]


async def blobs(xilai: Town) -> list[Row]:
    of = shape(Blob)
    return [of.unpack(values) for values in await xilai.core.store.fetch(of.select)]


async def days_pass(xilai: Town, days: int) -> None:
    """With the cleaning that each night brings."""
    xilai.pass_time(days=days)
    await xilai.core.act(lambda work: work.enqueue(TIDY, {}, run_at=work.now))
    await xilai.worker.drain()


async def change(xilai: Town, id: str, **columns: object) -> None:
    of = shape(Application)
    [values] = await xilai.core.store.fetch(f"{of.select} WHERE id = ?", (id,))
    await xilai.core.act(lambda work: work.put(Application, {**of.unpack(values), **columns}))


async def test_an_unfinished_upload_goes_at_once_when_its_owner_gives_it_up(tmp_path: Path) -> None:
    async with town(tmp_path) as xilai:
        phone, neighbour = await xilai.sign_in("13800000001"), await xilai.sign_in("13800000002")
        at = (await announce(phone, PHOTO)).headers["location"]
        await send(phone, at, PHOTO[:1000], 0)
        assert (await give_up(neighbour, at)).status_code == 404
        assert (await xilai.http.delete(at)).status_code == 401
        assert await offset(phone, at) == 1000
        assert (await give_up(phone, at)).status_code == 204
        assert (await xilai.http.head(at, headers=phone.headers)).status_code == 404
        assert await blobs(xilai) == [] and files(tmp_path) == []
        assert (await give_up(phone, at)).status_code == 404


async def test_a_photo_that_an_application_names_cannot_be_given_up(tmp_path: Path) -> None:
    async with town(tmp_path) as xilai:
        phone = await xilai.sign_in("13800000001")
        id = await submitted(xilai, phone, PHOTO)
        at = await upload(phone, PHOTO, id)
        kept = await give_up(phone, at)
        assert (kept.status_code, kept.json()["code"]) == (409, "blob_in_use")
        await change(xilai, id, materials={})
        await change(xilai, id, defects=[{"reason": f"对照 {(await blobs(xilai))[0]['sha256']}"}])
        assert (await give_up(phone, at)).status_code == 409, "named anywhere in the case is named"
        await change(xilai, id, defects=[])
        assert (await give_up(phone, at)).status_code == 204
        assert (await xilai.http.get(at, headers=phone.headers)).status_code == 404
        await xilai.worker.drain()
        assert await blobs(xilai) == [] and files(tmp_path) == []


async def test_while_its_bytes_are_being_removed_the_same_photo_waits_and_then_comes_anew(tmp_path: Path) -> None:
    async with town(tmp_path) as xilai:
        phone = await xilai.sign_in("13800000001")
        at = await upload(phone, PHOTO)
        await give_up(phone, at)
        soon = await announce(phone, PHOTO)
        assert (soon.status_code, soon.json()["code"]) == (503, "overloaded")
        await xilai.worker.drain()
        assert (await xilai.http.get(await upload(phone, PHOTO), headers=phone.headers)).content == PHOTO
        assert await xilai.core.store.fetch("SELECT state FROM job WHERE queue = ?", (REMOVE,)) == [("done",)]


async def test_what_no_application_names_goes_after_thirty_days_and_what_one_names_stays(tmp_path: Path) -> None:
    async with town(tmp_path) as xilai:
        phone = await xilai.sign_in("13800000001")
        needed, unused = PHOTO, PHOTO + b"\0"
        await submitted(xilai, phone, needed, state="issued")
        at, other = await upload(phone, needed), await upload(phone, unused)
        await days_pass(xilai, 31)
        await days_pass(xilai, 29)
        assert len(await blobs(xilai)) == 2, "unused since it was first seen to be, not since it came"
        await days_pass(xilai, 2)
        assert (await xilai.http.get(at, headers=phone.headers)).content == needed
        assert (await xilai.http.get(other, headers=phone.headers)).status_code == 404
        await days_pass(xilai, 1000)
        assert [row["sha256"] for row in await blobs(xilai)] and len(files(tmp_path)) == 2


async def test_a_photo_that_comes_into_use_again_stays(tmp_path: Path) -> None:
    async with town(tmp_path) as xilai:
        phone = await xilai.sign_in("13800000001")
        id = await submitted(xilai, phone, PHOTO, state="discarded", updated_at=0)
        await upload(phone, PHOTO)
        await days_pass(xilai, 31)
        assert (await blobs(xilai))[0]["unused_at"] is not None
        await change(xilai, id, state="draft")
        await days_pass(xilai, 31)
        assert [row["unused_at"] for row in await blobs(xilai)] == [None]


async def test_the_nightly_cleaning_plans_the_next_one(tmp_path: Path) -> None:
    async with town(tmp_path) as xilai:
        await days_pass(xilai, 1)
        waiting = await xilai.core.store.fetch("SELECT 1 FROM job WHERE queue = ? AND state = 'waiting'", (TIDY,))
        assert len(waiting) == 1
