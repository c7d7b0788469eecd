"""Files that are none, bombs, offsets of nonsense and paths in names: refused, and nothing is left behind."""

import hashlib
import io
import zipfile
import zlib
from itertools import product
from pathlib import Path
from typing import Any

import httpx
from PIL import Image

from server.files.tables import Blob
from server.sync.work import Work
from tests.server.counter import RELATIVE, RESIDENT
from tests.server.test_bad_input import BLOB, chunked, everything, is_problem
from tests.server.town import Device, Town, new_id, town


def png_bomb() -> bytes:
    """A picture of 30,000 × 30,000 points in a few hundred bytes."""

    def chunk(name: bytes, body: bytes) -> bytes:
        return len(body).to_bytes(4, "big") + name + body + zlib.crc32(name + body).to_bytes(4, "big")

    size = (30_000).to_bytes(4, "big")
    head = chunk(b"IHDR", size + size + bytes([8, 2, 0, 0, 0]))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(b"\0" * 100_000)) + chunk(b"IEND", b"")


def png_with_text_bomb() -> bytes:
    plain = io.BytesIO()
    Image.new("RGB", (4, 4)).save(plain, "PNG")
    text = b"Comment\0\0" + zlib.compress(b"x" * 100_000_000, 9)
    chunk = len(text).to_bytes(4, "big") + b"zTXt" + text + zlib.crc32(b"zTXt" + text).to_bytes(4, "big")
    return plain.getvalue()[:33] + chunk + plain.getvalue()[33:]


def zip_bomb() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("photo.jpg", b"\0" * 10_000_000)
    return out.getvalue()


def image(kind: str, cut: int = 0) -> bytes:
    out = io.BytesIO()
    Image.effect_noise((64, 64), 90).save(out, kind)
    return out.getvalue()[: -cut or None]


NO_PICTURES: dict[str, tuple[str, bytes]] = {
    "a text": ("image/jpeg", b"dear clerk, this is my certificate"),
    "a page": ("image/png", b"<!doctype html><script>alert(1)</script>"),
    "a drawing with a script": ("image/png", b'<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>'),
    "a zip bomb": ("image/jpeg", zip_bomb()),
    "a PNG bomb": ("image/png", png_bomb()),
    "a PNG with a bomb of text": ("image/png", png_with_text_bomb()),
    "a GIF": ("image/png", image("GIF")),
    "a JPEG cut off": ("image/jpeg", image("JPEG", 300)),
    "only the head of a WebP": ("image/webp", image("WEBP")[:40]),
    "a PDF without an end": ("application/pdf", b"%PDF-1.7\n" + b"x" * 5000),
}


async def test_a_file_that_is_no_picture_leaves_nothing_behind(tmp_path: Path) -> None:
    async with town(tmp_path) as xilai:
        yang = await xilai.sign_in(RESIDENT)
        for what, (kind, data) in NO_PICTURES.items():
            await is_refused(xilai, yang, what, kind, data)
        left = [path for folder in ("uploads", "blobs") for path in (tmp_path / folder).rglob("*") if path.is_file()]
        assert left == []


async def is_refused(xilai: Town, yang: Device, what: str, kind: str, data: bytes) -> None:
    sha = hashlib.sha256(data).hexdigest()
    said = {"sha256": sha, "size": len(data), "type": kind, "application": new_id()}
    before = await everything(xilai)
    announced = await xilai.http.post("/blob", json=said, headers=yang.headers)
    assert announced.status_code == 201
    piece = {"content-type": "application/offset+octet-stream", "upload-offset": "0", "accept-language": "en"}
    where = announced.headers["location"]
    is_problem(await xilai.http.patch(where, content=data, headers=yang.headers | piece), "blob_type", name=what)
    is_problem(await xilai.http.get(f"/blob/{sha}", headers=yang.headers | {"accept-language": "en"}), "blob_unknown")
    after = await everything(xilai)
    assert {name for name in after if after[name] != before[name]} <= {"job", "sqlite_sequence"}, what


OFFSETS = ["", "-1", "x", "1.5", "99999999999", "0x0", "１", " ", "1e3", "0,0", "+0"]


async def test_an_upload_offset_of_nonsense_appends_nothing(tmp_path: Path) -> None:
    async with town(tmp_path) as xilai:
        yang = await xilai.sign_in(RESIDENT)
        said = await xilai.http.post("/blob", json=BLOB | {"size": 100}, headers=yang.headers)
        where = said.headers["location"]
        plain = {**yang.headers, "accept-language": "en", "content-type": "application/offset+octet-stream"}
        for offset in OFFSETS:
            headers = {name.encode(): value.encode() for name, value in {**plain, "upload-offset": offset}.items()}
            reply = await xilai.http.patch(where, content=b"abc", headers=headers)  # type: ignore[arg-type]
            is_problem(reply, "bad_request", name=offset)
            assert (await xilai.http.head(where, headers=yang.headers)).headers["upload-offset"] == "0"


async def test_more_than_was_announced_or_somewhere_else_is_refused(tmp_path: Path) -> None:
    async with town(tmp_path) as xilai:
        yang, other = await xilai.sign_in(RESIDENT), await xilai.sign_in(RELATIVE)
        where = (await xilai.http.post("/blob", json=BLOB, headers=yang.headers)).headers["location"]
        piece = {"content-type": "application/offset+octet-stream", "accept-language": "en"}

        async def send(who: dict[str, str], offset: int, data: Any) -> httpx.Response:
            headers = {**who, **piece, "upload-offset": str(offset)}
            return await xilai.http.patch(where, content=data, headers=headers)

        is_problem(await send(yang.headers, 0, b"x" * 11), "too_large")
        is_problem(await send(yang.headers, 0, chunked(30_000_000)), "too_large")
        is_problem(await send(yang.headers, 5, b"xx"), "blob_offset")
        is_problem(await send(other.headers, 0, b"x"), "blob_unknown")
        is_problem(await send({}, 0, b"x"), "session_missing")
        assert (await xilai.http.head(where, headers=other.headers)).status_code == 404


NAMES = ["..%2f..%2fkeys%2fcodes.key", "%2e%2e", "%00", "a" * 5000, "%ff", "files", ".part", "con", "'--", "*"]


async def test_a_path_in_the_name_of_a_file_leads_nowhere(tmp_path: Path) -> None:
    async with town(tmp_path) as xilai:
        yang = await xilai.sign_in(RESIDENT)
        headers = yang.headers | {"accept-language": "en"}
        for name, path in product(NAMES, ("/blob/%", "/blob/%/thumb", "/g/p/%", "/g/item/510131104/%")):
            reply = await xilai.http.get(path.replace("%", name), headers=headers)
            is_problem(reply, "not_found blob_unknown", name=path + name)


async def test_announcing_what_cannot_be_is_refused(tmp_path: Path) -> None:
    async with town(tmp_path) as xilai:
        yang = await xilai.sign_in(RESIDENT)
        before = await everything(xilai)
        for more in (
            {"size": 0}, {"size": -1}, {"size": 20_000_001}, {"size": 2**70}, {"sha256": "AB" * 32},
            {"sha256": "ab" * 32 + "\n"}, {"sha256": "../" * 22}, {"type": "image/svg+xml"}, {"type": "text/html"},
            {"application": "../../etc/passwd"}, {"application": ""}, {"application": "x" * 36}, {"application": 7},
        ):  # fmt: skip
            headers = yang.headers | {"accept-language": "en"}
            is_problem(await xilai.http.post("/blob", json=BLOB | more, headers=headers), "bad_request")
        assert await everything(xilai) == before


async def test_nobody_fills_the_disk_with_photos(tmp_path: Path) -> None:
    async with town(tmp_path) as xilai:
        yang = await xilai.sign_in(RESIDENT)

        def held(work: Work) -> None:
            for number in range(50):
                row = {"id": f"kept{number}", "person": yang.person, "sha256": f"{number:064x}", "size": 19_999_999}
                more = {"type": "image/jpeg", "application": new_id(), "complete": True, "created_at": 1}
                work.put(Blob, {**row, **more})

        await xilai.core.act(held)
        headers = yang.headers | {"accept-language": "en"}
        is_problem(await xilai.http.post("/blob", json=BLOB | {"size": 60}, headers=headers), "too_large")
        assert (await xilai.http.post("/blob", json=BLOB, headers=headers)).status_code == 201
