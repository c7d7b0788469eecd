"""Uploads under way: one growing file each in DATA_DIR/uploads. Its length is the offset, so nothing can disagree
with what was really received, not even after a crash."""

import fcntl
import hashlib
import os
from pathlib import Path
from types import TracebackType
from typing import Self


class OffsetConflict(Exception):
    """Somebody else wrote meanwhile: an older connection of the same phone, most likely."""


class Partial:
    """`id` is made by the server and comes from its table, never from a request."""

    def __init__(self, folder: Path, id: str) -> None:
        self.path = folder / f"{id}.part"
        self.small = folder / f"{id}.thumb"

    def offset(self) -> int:
        try:
            return self.path.stat().st_size
        except FileNotFoundError:
            return 0

    def touched_at(self) -> float:
        try:
            return self.path.stat().st_mtime
        except FileNotFoundError:
            return 0

    def sha256(self) -> str:
        with self.path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()

    def discard(self) -> None:
        """The bytes; the phone may send them anew."""
        self.path.unlink(missing_ok=True)

    def remove(self) -> None:
        self.discard()
        self.small.unlink(missing_ok=True)

    def keep_small(self, picture: bytes) -> None:
        """Whole or not at all: it may be read at any time."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        fresh = self.small.with_suffix(".fresh")
        fresh.write_bytes(picture)
        fresh.replace(self.small)

    def append_from(self, offset: int) -> "Append":
        return Append(self.path, offset)


class Append:
    """Writes pieces at a known offset. On a bad line a phone often returns while its old connection still hangs: each
    piece is written only if the file is as long as this writer left it, so two writers can never mix."""

    def __init__(self, path: Path, offset: int) -> None:
        self.path, self.offset = path, offset

    def __enter__(self) -> Self:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self.file = os.open(self.path, os.O_CREAT | os.O_WRONLY | os.O_APPEND, 0o600)
        if os.fstat(self.file).st_size != self.offset:
            os.close(self.file)
            raise OffsetConflict
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        os.close(self.file)

    def write(self, piece: bytes) -> None:
        fcntl.flock(self.file, fcntl.LOCK_EX)
        try:
            if os.fstat(self.file).st_size != self.offset:
                raise OffsetConflict
            while piece:
                written = os.write(self.file, piece)
                self.offset += written
                piece = piece[written:]
        finally:
            fcntl.flock(self.file, fcntl.LOCK_UN)
