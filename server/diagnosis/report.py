"""Reads the report that a phone made (pwa/src/diagnosis): the file, or the texts of its QR codes."""

import base64
import binascii
import re
import zlib

import msgspec
from msgspec import Struct

LARGEST = 1_000_000  # bytes unpacked
PART = re.compile(r"GCR1([zp])/(\d{1,2})/(\d{1,2})/([A-Za-z0-9_-]+)")


class Unreadable(Exception):
    """In one line for the person who gave the file."""


class Storage(Struct):
    usage: int | None = None
    quota: int | None = None
    persisted: bool | None = None


class Scope(Struct):
    cursor: int = 0
    rows: int = 0
    digest: str = ""


class Layer(Struct):
    layer: str
    gen: int
    seq: int
    right: bool | None = None


class Guide(Struct):
    place: str = ""
    head: str = ""
    layers: list[Layer] = []


class Waiting(Struct):
    id: str
    name: str
    lane: str
    state: str
    seq: int | None = None
    code: str = ""
    tries: int = 0
    next_at: int = 0


# Unix seconds, milliseconds, size up, size down, mutations, what came of it, first letters of the client
Try = tuple[int, int, int, int, int, str, str]


class Report(Struct):
    report: int
    client: str
    at: int
    protocol: int = 0
    schema: str = ""
    app: str = ""
    browser: str = ""
    worker: str = ""
    line: str = ""
    synced_at: int = 0
    clock_offset: int = 0
    signed: str = ""
    storage: Storage = msgspec.field(default_factory=Storage)
    kept: dict[str, int] = {}
    scopes: dict[str, Scope] = {}
    guide: Guide = msgspec.field(default_factory=Guide)
    outbox: list[Waiting] = []
    tries: list[Try] = []
    faults: list[str] = []


def read(text: str) -> Report:
    """A JSON file, or lines `GCR1z/<part>/<parts>/<base64url>` in any order, as scanned from the QR codes."""
    parts = PART.findall(text)
    data = unpacked(parts) if parts else text.encode()
    try:
        report = msgspec.json.decode(data, type=Report)
    except (msgspec.DecodeError, RecursionError):
        raise Unreadable("this is neither a report's file nor the text of its QR codes") from None
    if report.report != 1:
        raise Unreadable("this report is of a newer version than this server")
    return report


def unpacked(parts: list[tuple[str, str, str, str]]) -> bytes:
    by_number = {int(number): text for _, number, _, text in parts}
    total = int(parts[0][2])
    missing = [str(number) for number in range(1, total + 1) if number not in by_number]
    if missing:
        raise Unreadable(f"QR code {', '.join(missing)} of {total} is missing")
    text = "".join(by_number[number] for number in range(1, total + 1))
    try:
        data = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
        return data if parts[0][0] == "p" else zlib.decompressobj(-15).decompress(data, LARGEST)
    except (binascii.Error, zlib.error):
        raise Unreadable("the QR codes belong to different reports, or one was misread") from None
