"""Where finished files live: a folder, or anything that obstore knows by its URL (s3://bucket/path)."""

from pathlib import Path

import obstore
from obstore.store import LocalStore, ObjectStore, from_url


class BlobStore:
    """Keys are made from ids of our own; nothing that a client sent becomes part of a path."""

    def __init__(self, inner: ObjectStore) -> None:
        self.inner = inner

    @classmethod
    def at(cls, url: str, folder: Path) -> "BlobStore":
        """Credentials for S3 come from its usual environment variables."""
        if url:
            return cls(from_url(url))
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        return cls(LocalStore(folder))

    async def keep(self, id: str, path: Path) -> None:
        await obstore.put_async(self.inner, file_key(id), path)

    async def keep_thumbnail(self, id: str, data: bytes) -> None:
        await obstore.put_async(self.inner, thumbnail_key(id), data)

    async def get(self, id: str) -> bytes:
        return bytes(await (await obstore.get_async(self.inner, file_key(id))).bytes_async())

    async def get_thumbnail(self, id: str) -> bytes:
        return bytes(await (await obstore.get_async(self.inner, thumbnail_key(id))).bytes_async())


def file_key(id: str) -> str:
    return f"files/{id[:2].lower()}/{id}"


def thumbnail_key(id: str) -> str:
    return f"thumbnails/{id[:2].lower()}/{id}.webp"
