"""What a camera wrote beside the picture (place, phone, time) is nobody else's business: it is left out, without
touching the picture, when staff look at a photo. The stored bytes stay, because their hash is their name."""

import struct
from io import BytesIO

from PIL import Image

ORIENTATION = 0x0112
PNG_KEPT = {b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"iCCP", b"sBIT", b"pHYs"}
WEBP_KEPT = {b"VP8 ", b"VP8L", b"VP8X", b"ALPH", b"ANIM", b"ANMF", b"ICCP"}
# Application segments that the picture needs: JFIF, colour profile, Adobe's colour transform.
JPEG_KEPT = {0xE0, 0xE2, 0xEE}
SCAN_MARKERS = {0x00, 0xFF, *range(0xD0, 0xD8)}


def without_metadata(data: bytes, kind: str) -> bytes:
    if kind == "image/jpeg":
        return jpeg(data)
    if kind == "image/png":
        return png(data)
    return webp(data) if kind == "image/webp" else data


def jpeg(data: bytes) -> bytes:
    """Which way up is kept: without it the clerk would read the certificate lying on its side. What follows the end
    of the picture (previews, films) goes too."""
    out, at = [data[:2], upright(data)], 2
    while at + 4 <= len(data) and data[at] == 0xFF and data[at + 1] != 0xD9:
        marker, length = data[at + 1], struct.unpack(">H", data[at + 2 : at + 4])[0]
        end = at + 2 + length
        if marker == 0xDA:
            end = end_of_scan(data, end)
        is_note = (0xE0 <= marker <= 0xEF and marker not in JPEG_KEPT) or marker == 0xFE
        is_index = marker == 0xE2 and data[at + 4 : at + 8] == b"MPF\0"
        if not is_note and not is_index:
            out.append(data[at:end])
        at = end
    return b"".join(out) + b"\xff\xd9"


def end_of_scan(data: bytes, at: int) -> int:
    """Inside the coded picture 0xFF is followed by 0 or by a restart marker; anything else begins the next segment."""
    while (at := data.find(b"\xff", at)) != -1 and at + 1 < len(data):
        if data[at + 1] not in SCAN_MARKERS:
            return at
        at += 1 if data[at + 1] == 0xFF else 2
    return len(data)


def upright(data: bytes) -> bytes:
    with Image.open(BytesIO(data), formats=["JPEG"]) as image:
        turn = image.getexif().get(ORIENTATION)
    if not isinstance(turn, int) or not 2 <= turn <= 8:
        return b""
    entry = struct.pack(">HHIHH", ORIENTATION, 3, 1, turn, 0)
    body = b"Exif\0\0MM\0*" + struct.pack(">IH", 8, 1) + entry + b"\0\0\0\0"
    return b"\xff\xe1" + struct.pack(">H", len(body) + 2) + body


def png(data: bytes) -> bytes:
    out, at = [data[:8]], 8
    while at + 12 <= len(data):
        length, name = struct.unpack(">I4s", data[at : at + 8])
        if name in PNG_KEPT:
            out.append(data[at : at + 12 + length])
        at += 12 + length
        if name == b"IEND":
            break
    return b"".join(out)


def webp(data: bytes) -> bytes:
    out, at = [], 12
    end = min(len(data), 8 + struct.unpack("<I", data[4:8])[0])
    while at + 8 <= end:
        name, length = struct.unpack("<4sI", data[at : at + 8])
        chunk = data[at : at + 8 + length + length % 2]
        if name == b"VP8X":
            # Bits 2 and 3 promise XMP and Exif chunks, which are left out.
            chunk = chunk[:8] + bytes([chunk[8] & ~0x0C]) + chunk[9:]
        if name in WEBP_KEPT:
            out.append(chunk)
        at += len(chunk)
    body = b"WEBP" + b"".join(out)
    return b"RIFF" + struct.pack("<I", len(body)) + body
