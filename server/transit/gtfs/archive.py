"""The files of a feed, out of a zip or a folder, with limits: a small zip may hold more than a server's memory."""

from __future__ import annotations

import io
import lzma
import struct
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from server.guide.load.problems import Problems, Refused, Where

MEMBERS = 200
LARGEST_ZIP = 256 * 2**20
LARGEST_FILE = 1024 * 2**20
LARGEST_FEED = 1536 * 2**20
RATIO = 200  # text of timetables packs some 5 to 30 times; a bomb, a thousand times
SMALL = 2**20  # of which nobody needs to be afraid, however well it packs
PIECE = 2**20
ENCODINGS = ("utf-16", "utf-8-sig", "gb18030")  # the first with its mark alone; the last contains GBK

# What is read. Everything else in a feed (fares, pathways, translations …) is kept, and given out as it came.
FILES = (
    *("agency.txt", "stops.txt", "routes.txt", "trips.txt", "stop_times.txt", "calendar.txt", "calendar_dates.txt"),
    *("shapes.txt", "frequencies.txt", "feed_info.txt"),
)


# What zipfile raises for a broken zip; NotImplementedError is its word for a packing that it does not know.
UNREADABLE = (
    *(zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error),
    *(EOFError, NotImplementedError, RuntimeError, ValueError),
)


@dataclass(frozen=True)
class Archive:
    name: str
    files: dict[str, bytes]
    packed: bytes  # the whole as one zip

    def text(self, name: str, problems: Problems) -> TextIO | None:
        """Read piece by piece: as one text, a file takes five times its size."""
        data = self.files.get(name)
        if data is None:
            return None
        for encoding in ENCODINGS:
            if encoding != "utf-16" or data.startswith((b"\xff\xfe", b"\xfe\xff")):
                text = io.TextIOWrapper(io.BytesIO(data), encoding, newline="")
                if readable(text):
                    return text
        problems.add(Where(name), None, "is neither UTF-8 nor GBK text; GTFS asks for UTF-8")
        return None


def readable(text: TextIO) -> bool:
    try:
        while text.read(PIECE):
            pass
    except UnicodeError:
        return False
    text.seek(0)
    return True


def open_feed(path: Path) -> Archive:
    """Raises Refused with one clear line when there is nothing to read."""
    try:
        if path.is_dir():
            return of_folder(path)
        if not path.exists():
            raise refused(path.name, "is not there")
        if path.stat().st_size > LARGEST_ZIP:
            raise refused(path.name, f"is larger than {LARGEST_ZIP // 2**20} MB")
        return of_zip(path.name, path.read_bytes())
    except OSError as error:
        raise refused(path.name, f"cannot be read: {error.strerror or error}") from None


def refused(name: str, reason: str) -> Refused:
    problems = Problems()
    problems.add(Where(name), None, reason)
    return Refused(problems)


def of_folder(path: Path) -> Archive:
    files = {}
    for name in FILES:
        file = path / name
        if file.is_file():
            if file.stat().st_size > LARGEST_FILE:
                raise refused(name, f"is larger than {LARGEST_FILE // 2**20} MB")
            files[name] = file.read_bytes()
    return Archive(path.name, files, packed(files))


def packed(files: dict[str, bytes]) -> bytes:
    """The same files always make the same zip: loading them again changes nothing."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as into:
        for name in sorted(files):
            one = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            one.compress_type = zipfile.ZIP_DEFLATED
            into.writestr(one, files[name])
    return out.getvalue()


def of_zip(name: str, data: bytes) -> Archive:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as whole:
            members = whole.infolist()
            if len(members) > MEMBERS:
                raise refused(name, f"holds {len(members)} files; a feed has at most {MEMBERS}")
            return Archive(name, members_of(name, whole, members), data)
    except UNREADABLE as error:
        raise refused(name, f"is no zip that can be read ({error})") from None


def members_of(name: str, whole: zipfile.ZipFile, members: list[zipfile.ZipInfo]) -> dict[str, bytes]:
    """Files may lie in one folder of the zip, as many tools pack them."""
    paths = [one.filename.replace("\\", "/") for one in members]
    folders = {folder for folder, _, file in (path.rpartition("/") for path in paths) if file == "stops.txt"}
    root = f"{min(folders, key=len)}/" if folders and "" not in folders else ""
    files: dict[str, bytes] = {}
    total = 0
    for one, path in zip(members, paths, strict=True):
        short = path.removeprefix(root)
        if short not in FILES:
            continue
        if short in files:
            raise refused(f"{name}/{short}", "stands twice in the zip")
        files[short] = member(f"{name}/{short}", whole, one, LARGEST_FEED - total)
        total += len(files[short])
    return files


def member(name: str, whole: zipfile.ZipFile, one: zipfile.ZipInfo, room: int) -> bytes:
    """What the zip says of a file's size may be a lie, so bytes are counted as they come."""
    most = min(LARGEST_FILE, room, max(SMALL, one.compress_size * RATIO))
    pieces, size = [], 0
    with whole.open(one) as file:
        while piece := file.read(PIECE):
            size += len(piece)
            if size > most:
                raise refused(name, f"unpacks to more than {most:,} bytes out of {one.compress_size:,}; is it a bomb?")
            pieces.append(piece)
    return b"".join(pieces)
