"""The files of a feed, out of a zip or a folder, with limits: a small zip may hold more than a server's memory."""

from __future__ import annotations

import io
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path

from server.guide.load.problems import Problems, Refused, Where
from server.guide.load.sheets import text_of

MEMBERS = 200
LARGEST_ZIP = 256 * 2**20
LARGEST_FILE = 1024 * 2**20
LARGEST_FEED = 1536 * 2**20
RATIO = 200  # text of timetables packs some 5 to 30 times; a bomb, a thousand times
SMALL = 2**20  # of which nobody needs to be afraid, however well it packs
PIECE = 2**20

# What is read. Everything else in a feed (fares, pathways, translations …) is kept, and given out as it came.
FILES = (
    *("agency.txt", "stops.txt", "routes.txt", "trips.txt", "stop_times.txt", "calendar.txt", "calendar_dates.txt"),
    *("shapes.txt", "frequencies.txt", "feed_info.txt"),
)


@dataclass(frozen=True)
class Archive:
    name: str
    files: dict[str, bytes]
    packed: bytes  # the whole as one zip

    def text(self, name: str, problems: Problems) -> str | None:
        data = self.files.get(name)
        if data is None:
            return None
        try:
            return text_of(data)
        except UnicodeDecodeError:
            problems.add(Where(name), None, "is neither UTF-8 nor GBK text; GTFS asks for UTF-8")
            return None


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
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError) as error:
        raise refused(name, f"is no zip that can be read ({error})") from None


def members_of(name: str, whole: zipfile.ZipFile, members: list[zipfile.ZipInfo]) -> dict[str, bytes]:
    """Files may lie in one folder of the zip, as many tools pack them."""
    folders = {one.filename.rpartition("/")[0] for one in members if one.filename.endswith("stops.txt")}
    root = f"{min(folders, key=len)}/" if folders and "" not in folders else ""
    files: dict[str, bytes] = {}
    total = 0
    for one in members:
        short = one.filename.removeprefix(root)
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
