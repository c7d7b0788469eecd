"""Packs and segments as files: named by their content, compressed once, never changed, so any cache may keep them."""

from __future__ import annotations

import base64
import hashlib
import os
import re
import threading
from collections import OrderedDict
from pathlib import Path
from typing import NamedTuple

import brotli
import structlog
import zstandard

log = structlog.get_logger()

REMEMBERED = 200  # files, of some 20 KB each
NAME = re.compile(r"[A-Za-z0-9_-]{22}")


class Kept(NamedTuple):
    sha: str
    size: int  # with brotli


def name_of(data: bytes) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(data).digest()[:16]).decode().rstrip("=")


class Shelf:
    def __init__(self, folder: Path) -> None:
        self.folder = folder / "p"
        # Files that were read and found whole: most phones of a county ask for the same few.
        self._whole: OrderedDict[str, bytes] = OrderedDict()

    def keep(self, data: bytes) -> Kept:
        """Durable when it returns; a crash leaves whole files or none."""
        sha = name_of(data)
        br = self.folder / f"{sha}.br"
        if self._read(sha, "br") is None or self._read(sha, "zst") is None:
            self._write(sha, data)
        return Kept(sha, br.stat().st_size)

    def _write(self, sha: str, data: bytes) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        zst = zstandard.ZstdCompressor(level=19, write_checksum=False).compress(data)
        write(self.folder / f"{sha}.zst", zst)
        write(self.folder / f"{sha}.br", brotli.compress(data, quality=11, lgwin=22, mode=brotli.MODE_TEXT))

    def find(self, sha: str, encoding: str) -> bytes | None:
        """`encoding` is br, zstd or identity. A file that a bad disk left half written is made anew from the other
        packing; where that is spoilt too, the pack is gone, and phones ask for a newer manifest."""
        if not NAME.fullmatch(sha):
            return None
        ending = "zst" if encoding == "zstd" else "br"
        data = self._read(sha, ending)
        if data is None and (other := self._read(sha, "br" if ending == "zst" else "zst")) is not None:
            log.error("pack_mended", pack=sha, packing=ending)
            self._write(sha, unpacked(other, "br" if ending == "zst" else "zst"))
            data = self._read(sha, ending)
        return None if data is None else unpacked(data, ending) if encoding == "identity" else data

    def _read(self, sha: str, ending: str) -> bytes | None:
        """The file when it is there and holds what its name says."""
        name = f"{sha}.{ending}"
        path = self.folder / name
        if name in self._whole and path.exists():
            self._whole.move_to_end(name)
            return self._whole[name]
        try:
            data = path.read_bytes()
            if name_of(unpacked(data, ending)) != sha:
                return None
        except (FileNotFoundError, brotli.error, zstandard.ZstdError):
            return None
        self._whole[name] = data
        if len(self._whole) > REMEMBERED:
            self._whole.popitem(last=False)
        return data

    def get(self, sha: str) -> bytes:
        """Raises FileNotFoundError, and ValueError when neither file unpacks."""
        data = self.find(sha, "identity")
        if data is None and (self.folder / f"{sha}.br").exists():
            raise ValueError(f"pack {sha} is damaged")
        if data is None:
            raise FileNotFoundError(f"pack {sha} is gone from {self.folder}")
        return data

    def drop(self, sha: str) -> None:
        for ending in ("br", "zst"):
            self._whole.pop(f"{sha}.{ending}", None)
            (self.folder / f"{sha}.{ending}").unlink(missing_ok=True)


def unpacked(data: bytes, ending: str) -> bytes:
    if ending == "br":
        return bytes(brotli.decompress(data))
    return zstandard.ZstdDecompressor().decompress(data)


def write(path: Path, data: bytes) -> None:
    # Two layers may be given the same rows at once, each by a thread of its own.
    part = path.with_name(f".{path.name}.{os.getpid()}.{threading.get_ident()}")
    with part.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)
