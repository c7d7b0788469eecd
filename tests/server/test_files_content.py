"""Only real photos and PDFs pass, whatever they call themselves."""

import io
import random
import struct
import zipfile
import zlib
from pathlib import Path

import pytest
from PIL import Image, ImageDraw

from server.files.content import NotAllowed, real_type
from server.files.metadata import without_metadata
from server.files.thumbnails import thumbnail


def photo(kind: str = "JPEG", size: tuple[int, int] = (1280, 960), **more: object) -> bytes:
    """Busy enough to be hard to compress."""
    dice = random.Random(7)
    picture = Image.new("RGB", size)
    draw = ImageDraw.Draw(picture)
    for _ in range(4000):
        x, y = dice.randrange(size[0]), dice.randrange(size[1])
        draw.ellipse((x, y, x + dice.randrange(60), y + dice.randrange(60)), fill=dice.randrange(1 << 24))
    out = io.BytesIO()
    picture.save(out, kind, **more)
    return out.getvalue()


def with_place(picture: bytes, kind: str) -> bytes:
    """As a phone writes it: turned by 90°, made by somebody, somewhere."""
    exif = Image.Exif()
    exif[0x0112], exif[0x010F] = 6, "SECRETPHONE"
    exif.get_ifd(0x8825)[2] = (30.0, 12.0, 59.0)
    out = io.BytesIO()
    Image.open(io.BytesIO(picture)).save(out, kind, exif=exif.tobytes())
    return out.getvalue()


def png_chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def written(folder: Path, data: bytes) -> Path:
    path = folder / "upload.part"
    path.write_bytes(data)
    return path


@pytest.mark.parametrize(("kind", "type"), [("JPEG", "image/jpeg"), ("PNG", "image/png"), ("WEBP", "image/webp")])
def test_photos_are_known_by_their_bytes(tmp_path: Path, kind: str, type: str) -> None:
    assert real_type(written(tmp_path, photo(kind, (320, 240)))) == type


def test_a_pdf_needs_a_beginning_and_an_end(tmp_path: Path) -> None:
    assert real_type(written(tmp_path, b"%PDF-1.7\n1 0 obj\nendobj\ntrailer\n%%EOF\n")) == "application/pdf"
    with pytest.raises(NotAllowed):
        real_type(written(tmp_path, b"%PDF-1.7\n1 0 obj\n"))


def zip_bomb() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.jpg", b"\0" * 20_000_000)
    return out.getvalue()


def png_bomb(width: int, height: int) -> bytes:
    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    body = zlib.compress(b"\0" * 1_000_000)
    return b"\x89PNG\r\n\x1a\n" + png_chunk(b"IHDR", header) + png_chunk(b"IDAT", body) + png_chunk(b"IEND", b"")


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(b"MZ\x90\0" + b"\0" * 500, id="windows program"),
        pytest.param(b"\x7fELF" + b"\0" * 500, id="linux program"),
        pytest.param(b"#!/bin/sh\nrm -rf /\n", id="script"),
        pytest.param(b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", id="svg"),
        pytest.param(b"<html><script>alert(1)</script>", id="html"),
        pytest.param(b"GIF89a" + b"\0" * 100, id="gif"),
        pytest.param(zip_bomb(), id="zip bomb"),
        pytest.param(png_bomb(60_000, 60_000), id="png bomb"),
        pytest.param(png_bomb(7_200, 7_200), id="png just over the limit"),
        pytest.param(b"\xff\xd8\xff\xe0\x00\x10JFIF", id="only a header"),
        pytest.param(photo("PNG", (200, 200))[:-4000], id="png cut short"),
        pytest.param(photo("JPEG", (200, 200))[:2000], id="jpeg cut short"),
        pytest.param(photo("WEBP", (200, 200))[:1000], id="webp cut short"),
        pytest.param(b"x", id="one byte"),
    ],
)
def test_anything_else_is_refused(tmp_path: Path, data: bytes) -> None:
    with pytest.raises(NotAllowed):
        real_type(written(tmp_path, data))


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_thumbnails_are_small_upright_and_tell_nothing(tmp_path: Path, kind: str) -> None:
    small = thumbnail(written(tmp_path, with_place(photo(kind), kind)))
    assert len(small) <= 8192
    with Image.open(io.BytesIO(small)) as picture:
        assert picture.format == "WEBP" and picture.height > picture.width >= 80
        assert not picture.getexif()
    assert b"SECRETPHONE" not in small


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize("progressive", [False, True])
def test_staff_see_the_picture_and_not_where_it_was_taken(kind: str, progressive: bool) -> None:
    original = with_place(photo(kind, (640, 480), **({"progressive": progressive} if kind == "JPEG" else {})), kind)
    if kind == "JPEG":
        original += b"\xff\xd8\xffSECRETPHONE preview"
    clean = without_metadata(original, {"JPEG": "image/jpeg", "PNG": "image/png", "WEBP": "image/webp"}[kind])
    assert b"SECRETPHONE" in original and b"SECRETPHONE" not in clean
    with Image.open(io.BytesIO(original)) as before, Image.open(io.BytesIO(clean)) as after:
        assert after.tobytes() == before.tobytes()
        assert not after.getexif().get_ifd(0x8825)
        if kind == "JPEG":
            assert after.getexif()[0x0112] == 6


def test_a_progressive_photo_keeps_all_its_scans() -> None:
    original = photo("JPEG", (400, 300), progressive=True, comment=b"SECRETPHONE")
    clean = without_metadata(original, "image/jpeg")
    assert b"SECRETPHONE" not in clean
    with Image.open(io.BytesIO(original)) as before, Image.open(io.BytesIO(clean)) as after:
        assert after.tobytes() == before.tobytes()
