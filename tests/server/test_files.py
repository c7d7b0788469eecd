"""Photos over HTTP: announced, sent in pieces, checked, seen by the right people only."""

import hashlib
import io
from pathlib import Path
from typing import Any

import httpx
import pytest
from PIL import Image

from server.applications.tables import Application
from server.files.tables import Blob
from server.notices.tables import Notice
from server.store.rows import shape
from tests.server.test_files_content import photo, png_bomb, with_place, zip_bomb
from tests.server.town import Device, Town, new_id, town

PHOTO = photo("JPEG", (640, 480))
PIECES = "application/offset+octet-stream"


async def announce(who: Device, data: bytes, application: str | None = None, **other: Any) -> httpx.Response:
    body = {"sha256": hashlib.sha256(data).hexdigest(), "size": len(data), "type": "image/jpeg"}
    body |= {"application": application or new_id(), **other}
    return await who.town.http.post("/blob", json=body, headers=who.headers)


async def send(who: Device, at: str, data: bytes, offset: int) -> httpx.Response:
    headers = {**who.headers, "content-type": PIECES, "upload-offset": str(offset)}
    return await who.town.http.patch(at, content=data, headers=headers)


async def upload(who: Device, data: bytes, application: str | None = None) -> str:
    begun = await announce(who, data, application)
    assert begun.status_code in (200, 201), begun.text
    sent = await send(who, begun.headers["location"], data, int(begun.headers["upload-offset"]))
    assert sent.status_code == 204, sent.text
    return str(begun.headers["location"])


async def offset(who: Device, at: str) -> int:
    return int((await who.town.http.head(at, headers=who.headers)).headers["upload-offset"])


async def submitted(xilai: Town, who: Device, data: bytes, **columns: Any) -> str:
    """An application of the kind that names this photo, put where the applications domain would put it."""
    id, sha = new_id(), hashlib.sha256(data).hexdigest()
    row = {
        "id": id, "person": who.person, "item": "tysb", "form": "tysb@1", "place": "511602100", "state": "submitted",
        "desk": "511602100", "materials": {"certificate": [{"blob": sha, "size": len(data)}]}, "awaiting": [sha],
        "answers": {}, "defects": [], "history": [], "applicant": {"name": "杨永福"}, **columns,
    }  # fmt: skip
    await xilai.core.act(lambda work: work.put(Application, row))
    return id


async def staff(xilai: Town, phone: str, role: str, scope: str) -> Device:
    from server.accounts.tables import StaffRole

    row = {"id": f"{phone}/{role}/{scope}", "source": "t", "phone": phone, "name": "王芳", "role": role, "scope": scope}
    await xilai.core.act(lambda work: work.put(StaffRole, row))
    return await xilai.sign_in(phone)


async def test_a_photo_arrives_in_pieces_and_comes_back_the_same(tmp_path: Path) -> None:
    async with town(tmp_path) as xilai:
        phone = await xilai.sign_in("13800000001")
        begun = await announce(phone, PHOTO)
        assert begun.status_code == 201 and begun.headers["upload-offset"] == "0"
        at = begun.headers["location"]
        assert begun.json() == {"id": at.split("/")[-1], "offset": 0, "complete": False}
        assert (await xilai.http.get(at, headers=phone.headers)).status_code == 404
        middle = len(PHOTO) // 2
        first = await send(phone, at, PHOTO[:middle], 0)
        assert (first.status_code, first.headers["upload-offset"]) == (204, str(middle))
        assert await offset(phone, at) == middle
        last = await send(phone, at, PHOTO[middle:], middle)
        assert (last.status_code, last.headers["upload-offset"]) == (204, str(len(PHOTO)))
        got = await xilai.http.get(at, headers=phone.headers)
        asked = await xilai.http.head(at, headers=phone.headers)
        assert asked.headers["content-length"] == got.headers["content-length"] and not asked.content
        assert got.content == PHOTO and got.headers["content-type"] == "image/jpeg"
        assert got.headers["x-content-type-options"] == "nosniff"
        assert "sandbox" in got.headers["content-security-policy"]
        small = await xilai.http.get(f"{at}/thumb", headers=phone.headers)
        assert small.headers["content-type"] == "image/webp" and len(small.content) <= 8192
        by_hash = await xilai.http.get(f"/blob/{hashlib.sha256(PHOTO).hexdigest()}", headers=phone.headers)
        assert by_hash.content == PHOTO
        assert not list((tmp_path / "uploads").iterdir())


async def test_a_wrong_offset_is_told_the_right_one(tmp_path: Path) -> None:
    async with town(tmp_path) as xilai:
        phone = await xilai.sign_in("13800000001")
        at = (await announce(phone, PHOTO)).headers["location"]
        await send(phone, at, PHOTO[:100], 0)
        again = await send(phone, at, PHOTO[:100], 0)
        assert (again.status_code, again.json()["code"], again.headers["upload-offset"]) == (409, "blob_offset", "100")
        assert (await send(phone, at, PHOTO[200:300], 200)).status_code == 409
        assert await offset(phone, at) == 100


async def test_P2_the_same_photo_twice_is_stored_once_for_a_person(tmp_path: Path) -> None:
    async with town(tmp_path) as xilai:
        phone = await xilai.sign_in("13800000001")
        at = await upload(phone, PHOTO)
        again = await announce(phone, PHOTO)
        assert again.status_code == 200 and again.headers["location"] == at
        assert again.json()["complete"] and again.headers["upload-offset"] == str(len(PHOTO))
        files = [path for path in (tmp_path / "blobs" / "files").rglob("*") if path.is_file()]
        assert len(files) == 1


async def test_P2_a_hash_does_not_tell_what_others_have(tmp_path: Path) -> None:
    async with town(tmp_path) as xilai:
        owner, other = await xilai.sign_in("13800000001"), await xilai.sign_in("13800000002")
        at = await upload(owner, PHOTO)
        fresh = await announce(other, PHOTO)
        assert fresh.status_code == 201 and fresh.headers["upload-offset"] == "0"
        assert fresh.headers["location"] != at
        unknown = await xilai.http.get("/blob/" + "0" * 64, headers=other.headers)
        taken = await xilai.http.get("/blob/" + hashlib.sha256(PHOTO).hexdigest(), headers=other.headers)
        assert (unknown.status_code, unknown.json()) == (taken.status_code, taken.json())


@pytest.mark.parametrize("suffix", ["", "/thumb"])
async def test_strangers_and_neighbours_do_not_see_a_photo(tmp_path: Path, suffix: str) -> None:
    async with town(tmp_path) as xilai:
        owner, neighbour = await xilai.sign_in("13800000001"), await xilai.sign_in("13800000002")
        at = await upload(owner, PHOTO)
        assert (await xilai.http.get(at + suffix)).status_code == 401
        assert (await xilai.http.get(at + suffix, headers=neighbour.headers)).status_code == 404
        assert (await xilai.http.head(at, headers=neighbour.headers)).status_code == 404
        assert (await send(neighbour, at, b"x", len(PHOTO))).status_code == 404


async def test_staff_of_the_desk_see_it_without_the_camera_s_notes(tmp_path: Path) -> None:
    picture = with_place(PHOTO, "JPEG")
    async with town(tmp_path) as xilai:
        owner = await xilai.sign_in("13800000001")
        await submitted(xilai, owner, picture)
        at = await upload(owner, picture)
        clerk = await staff(xilai, "13900000001", "clerk", "desk:511602100")
        for way in (at, f"/blob/{hashlib.sha256(picture).hexdigest()}"):
            got = await xilai.http.get(way, headers=clerk.headers)
            assert got.status_code == 200 and got.headers["cache-control"] == "no-store"
            assert b"SECRETPHONE" in picture and b"SECRETPHONE" not in got.content
            with Image.open(io.BytesIO(got.content)) as seen:
                assert seen.size == (640, 480)
        assert (await xilai.http.get(f"{at}/thumb", headers=clerk.headers)).status_code == 200


async def test_staff_elsewhere_and_drafts_are_closed(tmp_path: Path) -> None:
    async with town(tmp_path) as xilai:
        owner = await xilai.sign_in("13800000001")
        id = await submitted(xilai, owner, PHOTO, state="draft")
        at = await upload(owner, PHOTO)
        clerk = await staff(xilai, "13900000001", "clerk", "desk:511602100")
        elsewhere = await staff(xilai, "13900000002", "clerk", "desk:511602101")
        reviewer = await staff(xilai, "13900000003", "reviewer", "dept:veterans")

        async def seen_by() -> list[int]:
            devices = (clerk, elsewhere, reviewer)
            return [(await xilai.http.get(at, headers=one.headers)).status_code for one in devices]

        assert await seen_by() == [404, 404, 404]
        row = shape(Application)

        async def change(**columns: Any) -> None:
            [values] = await xilai.core.store.fetch(f"{row.select} WHERE id = ?", (id,))
            await xilai.core.act(lambda work: work.put(Application, {**row.unpack(values), **columns}))

        await change(state="submitted")
        assert await seen_by() == [200, 404, 404]
        await change(state="in_department", department="veterans")
        assert await seen_by() == [200, 404, 200]


async def test_the_last_byte_tells_the_application_and_pokes_its_readers(tmp_path: Path) -> None:
    async with town(tmp_path) as xilai:
        owner = await xilai.sign_in("13800000001")
        await submitted(xilai, owner, PHOTO)
        told: list[list[str]] = []
        leave = xilai.core.hub.join("tablet", ["desk:511602100", f"person:{owner.person}"], told.append)
        await upload(owner, PHOTO)
        leave()
        assert {scope for scopes in told for scope in scopes} == {"desk:511602100", f"person:{owner.person}"}
        shown = (await owner.sync())["rows"]["me"]
        [application] = [row["body"] for row in shown if row["entity"] == "application"]
        assert "awaiting" not in application


async def test_P2_a_photo_held_already_counts_for_a_second_application(tmp_path: Path) -> None:
    async with town(tmp_path) as xilai:
        owner = await xilai.sign_in("13800000001")
        await upload(owner, PHOTO)
        second = await submitted(xilai, owner, PHOTO)
        await announce(owner, PHOTO, second)
        of = shape(Application)
        [values] = await xilai.core.store.fetch(f"{of.select} WHERE id = ?", (second,))
        assert of.unpack(values)["awaiting"] == []


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(b"MZ\x90\0" + b"\0" * 500, id="program named .jpg"),
        pytest.param(zip_bomb(), id="zip bomb"),
        pytest.param(png_bomb(60_000, 60_000), id="png bomb"),
        pytest.param(b"<html><script>alert(1)</script>", id="page"),
    ],
)
async def test_what_is_no_photo_is_refused_and_leaves_nothing(tmp_path: Path, data: bytes) -> None:
    async with town(tmp_path) as xilai:
        phone = await xilai.sign_in("13800000001")
        at = (await announce(phone, data)).headers["location"]
        refused = await send(phone, at, data, 0)
        assert (refused.status_code, refused.json()["code"]) == (415, "blob_type")
        assert (await xilai.http.head(at, headers=phone.headers)).status_code == 404
        assert [
            path for path in tmp_path.rglob("*") if path.is_file() and path.parent.name in ("uploads", "files")
        ] == []


async def test_P2_a_photo_damaged_on_the_way_is_noticed_by_its_hash_and_may_be_sent_again(tmp_path: Path) -> None:
    async with town(tmp_path) as xilai:
        phone = await xilai.sign_in("13800000001")
        at = (await announce(phone, PHOTO)).headers["location"]
        refused = await send(phone, at, PHOTO[:-1] + b"?", 0)
        assert (refused.status_code, refused.json()["code"]) == (422, "blob_hash")
        assert await offset(phone, at) == 0
        assert (await send(phone, at, PHOTO, 0)).status_code == 204


async def test_more_than_was_announced_is_not_taken(tmp_path: Path) -> None:
    async with town(tmp_path) as xilai:
        phone = await xilai.sign_in("13800000001")
        at = (await announce(phone, PHOTO)).headers["location"]
        assert (await send(phone, at, PHOTO + b"!", 0)).json()["code"] == "too_large"

        async def unmeasured() -> Any:
            yield PHOTO[:10]
            yield PHOTO[10:] + b"!"

        headers = {**phone.headers, "content-type": PIECES, "upload-offset": "0"}
        assert (await xilai.http.patch(at, content=unmeasured(), headers=headers)).json()["code"] == "too_large"
        assert await offset(phone, at) == 10


@pytest.mark.parametrize(
    ("other", "code"),
    [
        ({"size": 20_000_001}, "bad_request"),
        ({"size": 0}, "bad_request"),
        ({"size": "much"}, "bad_request"),
        ({"sha256": "../../etc/passwd"}, "bad_request"),
        ({"sha256": "A" * 64}, "bad_request"),
        ({"type": "application/x-msdownload"}, "bad_request"),
        ({"application": "../../x"}, "bad_request"),
    ],
)
async def test_announcements_out_of_bounds_are_refused(tmp_path: Path, other: dict[str, Any], code: str) -> None:
    async with town(tmp_path) as xilai:
        phone = await xilai.sign_in("13800000001")
        refused = await announce(phone, PHOTO, **other)
        assert (refused.status_code, refused.json()["code"]) == (400, code)


@pytest.mark.parametrize("name", ["../codes.key", "..%2F..%2Fganchang.sqlite", "%2e%2e", "x\0y", "a/b", "." * 300])
async def test_a_path_in_a_name_leads_nowhere(tmp_path: Path, name: str) -> None:
    async with town(tmp_path) as xilai:
        phone = await xilai.sign_in("13800000001")
        url = f"http://town/blob/{name}".replace("\0", "%00")
        got = await xilai.http.get(httpx.URL(url), headers=phone.headers)
        assert got.status_code == 404 and b"SQLite" not in got.content


@pytest.mark.parametrize("headers", [{}, {"upload-offset": "-1"}, {"upload-offset": "1e3"}, {"upload-offset": "٣"}])
async def test_an_offset_must_be_a_number(tmp_path: Path, headers: dict[str, str]) -> None:
    async with town(tmp_path) as xilai:
        phone = await xilai.sign_in("13800000001")
        at = (await announce(phone, PHOTO)).headers["location"]
        sent = {"content-type": PIECES, **phone.headers, **{name: text.encode() for name, text in headers.items()}}
        answer = await xilai.http.patch(at, content=b"x", headers=sent)
        assert (answer.status_code, answer.json()["code"]) == (400, "bad_request")


async def test_limits_of_an_application_and_of_a_person(tmp_path: Path) -> None:
    async with town(tmp_path) as xilai:
        phone = await xilai.sign_in("13800000001")
        application = new_id()
        for number in range(30):
            assert (await announce(phone, b"%d" % number, application)).status_code == 201
        assert (await announce(phone, b"one more", application)).json()["code"] == "too_large"
        for number in range(9):
            begun = await announce(phone, b"large %d" % number, size=20_000_000)
            assert begun.status_code == 201
        assert (await announce(phone, b"large", size=20_000_000)).json()["code"] == "too_large"


async def test_an_upload_for_somebody_else_s_application_is_refused(tmp_path: Path) -> None:
    async with town(tmp_path) as xilai:
        owner, other = await xilai.sign_in("13800000001"), await xilai.sign_in("13800000002")
        id = await submitted(xilai, owner, PHOTO)
        assert (await announce(other, PHOTO, id)).status_code == 404


async def test_P2_an_abandoned_upload_expires_with_a_notice(tmp_path: Path) -> None:
    async with town(tmp_path) as xilai:
        phone = await xilai.sign_in("13800000001")
        at = (await announce(phone, PHOTO)).headers["location"]
        await send(phone, at, PHOTO[:1000], 0)
        xilai.pass_time(days=13)
        await xilai.worker.drain()
        assert await offset(phone, at) == 1000
        xilai.pass_time(days=2)
        await xilai.worker.drain()
        assert (await xilai.http.head(at, headers=phone.headers)).status_code == 404
        assert list((tmp_path / "uploads").iterdir()) == []
        [(title,)] = await xilai.core.store.fetch(f"SELECT title FROM {Notice._meta.tablename}")
        assert title == "有一张照片没传完"


async def test_a_finished_photo_does_not_expire(tmp_path: Path) -> None:
    async with town(tmp_path) as xilai:
        phone = await xilai.sign_in("13800000001")
        at = await upload(phone, PHOTO)
        xilai.pass_time(days=30)
        await xilai.worker.drain()
        assert (await xilai.http.get(at, headers=phone.headers)).status_code == 200
        assert await xilai.core.store.fetch(f"SELECT id FROM {Notice._meta.tablename}") == []


async def test_a_server_that_died_after_the_last_byte_finishes_when_asked(tmp_path: Path) -> None:
    async with town(tmp_path) as xilai:
        phone = await xilai.sign_in("13800000001")
        await submitted(xilai, phone, PHOTO)
        at = (await announce(phone, PHOTO)).headers["location"]
        # What kill -9 leaves between the last byte and the check: a whole file in uploads.
        (tmp_path / "uploads").mkdir(exist_ok=True)
        (tmp_path / "uploads" / f"{at.split('/')[-1]}.part").write_bytes(PHOTO)
        assert await offset(phone, at) == len(PHOTO)
        assert (await xilai.http.get(at, headers=phone.headers)).content == PHOTO
        assert await xilai.core.store.fetch(f"SELECT complete FROM {Blob._meta.tablename}") == [(True,)]


async def test_a_pdf_is_taken_and_handed_out_as_a_download(tmp_path: Path) -> None:
    paper = b"%PDF-1.7\n1 0 obj\nendobj\ntrailer\n%%EOF\n"
    async with town(tmp_path) as xilai:
        phone = await xilai.sign_in("13800000001")
        at = await upload(phone, paper)
        got = await xilai.http.get(at, headers=phone.headers)
        assert got.headers["content-type"] == "application/pdf" and got.content == paper
        assert got.headers["content-disposition"].startswith("attachment")
        assert (await xilai.http.get(f"{at}/thumb", headers=phone.headers)).status_code == 404
