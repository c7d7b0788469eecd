"""Packs and segments as files: named by their content, compressed once, never changed, so any cache may keep them."""

from __future__ import annotations

import base64
import hashlib
import os
import re
from pathlib import Path
from typing import NamedTuple

import brotli
import zstandard

NAME = re.compile(r"[A-Za-z0-9_-]{22}")


class Kept(NamedTuple):
    sha: str
    size: int  # with brotli


def name_of(data: bytes) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(data).digest()[:16]).decode().rstrip("=")


class Shelf:
    def __init__(self, folder: Path) -> None:
        self.folder = folder / "p"

    def keep(self, data: bytes) -> Kept:
        """Durable when it returns; a crash leaves whole files or none."""
        sha = name_of(data)
        br, zst = self.folder / f"{sha}.br", self.folder / f"{sha}.zst"
        if not (br.exists() and zst.exists()):
            self.folder.mkdir(parents=True, exist_ok=True)
            write(zst, zstandard.ZstdCompressor(level=19, write_checksum=False).compress(data))
            write(br, brotli.compress(data, quality=11, lgwin=22, mode=brotli.MODE_TEXT))
        return Kept(sha, br.stat().st_size)

    def find(self, sha: str, encoding: str) -> bytes | None:
        """`encoding` is br, zstd or identity."""
        if not NAME.fullmatch(sha):
            return None
        path = self.folder / f"{sha}.{'zst' if encoding == 'zstd' else 'br'}"
        try:
            data = path.read_bytes()
        except FileNotFoundError:
            return None
        return brotli.decompress(data) if encoding == "identity" else data

    def get(self, sha: str) -> bytes:
        """Raises FileNotFoundError, and ValueError when the file does not unpack."""
        try:
            data = self.find(sha, "identity")
        except brotli.error:
            raise ValueError(f"pack {sha} is damaged") from None
        if data is None:
            raise FileNotFoundError(f"pack {sha} is gone from {self.folder}")
        return data

    def drop(self, sha: str) -> None:
        for ending in ("br", "zst"):
            (self.folder / f"{sha}.{ending}").unlink(missing_ok=True)


def write(path: Path, data: bytes) -> None:
    part = path.with_name(f".{path.name}.{os.getpid()}")
    with part.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)
