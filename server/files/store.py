"""Where finished files live: a folder, or anything that obstore knows by its URL (s3://bucket/path)."""

import asyncio
import os
from collections.abc import Awaitable
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import obstore
from obstore.exceptions import BaseError
from obstore.store import LocalStore, from_url

from server.files.away import Away
from server.settings import Settings

if TYPE_CHECKING:
    from obstore.store import ClientConfig, ObjectStore, RetryConfig, S3Config

T = TypeVar("T")
# A phone waits for the answer to its last piece: what takes longer is tried again as a job.
WAITS: "ClientConfig" = {"connect_timeout": "3s", "timeout": "30s"}
TRIES: "RetryConfig" = {"max_retries": 1, "retry_timeout": timedelta(seconds=5)}


class BlobStore:
    """Keys are made from ids of our own; nothing that a client sent becomes part of a path. `Away` is raised when the
    store cannot be reached or will not let us in, FileNotFoundError when it has no such file."""

    def __init__(self, inner: "ObjectStore", folder: Path | None = None) -> None:
        self.inner, self.folder = inner, folder

    @classmethod
    def of(cls, settings: Settings) -> "BlobStore":
        if settings.blob_store:
            return cls(opened(settings, settings.blob_store))
        folder = settings.data_dir / "blobs"
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        return cls(LocalStore(folder), folder)

    async def keep(self, id: str, path: Path) -> None:
        try:
            await reached(obstore.put_async(self.inner, file_key(id), path))
        except FileNotFoundError as error:
            if not path.exists():
                raise
            raise Away("store") from error  # the bucket is not there, or not yet
        if self.folder is not None:
            await asyncio.to_thread(settle_on_disk, self.folder / file_key(id))

    async def keep_thumbnail(self, id: str, data: bytes) -> None:
        await reached(obstore.put_async(self.inner, thumbnail_key(id), data))

    async def get(self, id: str) -> bytes:
        return await reached(self._read(file_key(id)))

    async def get_thumbnail(self, id: str) -> bytes:
        return await reached(self._read(thumbnail_key(id)))

    async def _read(self, key: str) -> bytes:
        return bytes(await (await obstore.get_async(self.inner, key)).bytes_async())

    async def remove(self, id: str) -> None:
        """Also what is gone already: the job that removes may be repeated."""
        for key in (file_key(id), thumbnail_key(id)):
            try:
                await reached(obstore.delete_async(self.inner, key))
            except FileNotFoundError:
                continue


async def reached(work: Awaitable[T]) -> T:
    try:
        return await work
    except BaseError as error:
        raise Away("store") from error


def opened(settings: Settings, url: str) -> "ObjectStore":
    if not url.startswith("s3://"):
        return from_url(url)
    config: S3Config = {}
    if settings.aws_access_key_id and settings.aws_secret_access_key:
        config |= {"access_key_id": settings.aws_access_key_id, "secret_access_key": settings.aws_secret_access_key}
    if settings.aws_region:
        config["region"] = settings.aws_region
    if not settings.aws_endpoint_url:
        return from_url(url, config=config, client_options=WAITS, retry_config=TRIES)
    config["endpoint"] = settings.aws_endpoint_url
    plain: ClientConfig = {**WAITS, "allow_http": settings.aws_endpoint_url.startswith("http://")}
    return from_url(url, config=config, client_options=plain, retry_config=TRIES)


def settle_on_disk(path: Path) -> None:
    """The upload is thrown away next: a power cut must not take the only copy."""
    for one in (path, path.parent):
        handle = os.open(one, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def file_key(id: str) -> str:
    return f"files/{id[:2].lower()}/{id}"


def thumbnail_key(id: str) -> str:
    return f"thumbnails/{id[:2].lower()}/{id}.webp"
