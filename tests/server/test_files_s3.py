"""Photos in S3-compatible storage, over HTTP to a real server of it, which may be away for a while."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import boto3
import pytest
from moto.server import ThreadedMotoServer

from server.files.tables import Blob
from tests.server.test_files import PHOTO, announce, offset, send, submitted, upload
from tests.server.town import Town, town

KEYS = {"aws_access_key_id": "tests", "aws_secret_access_key": "tests-secret", "aws_region": "cn-north-1"}


@dataclass
class Storage:
    server: ThreadedMotoServer
    port: int

    @property
    def settings(self) -> dict[str, Any]:
        return {"blob_store": "s3://photos/xilai", "aws_endpoint_url": f"http://127.0.0.1:{self.port}", **KEYS}

    def client(self) -> Any:
        keys = {**KEYS, "region_name": KEYS["aws_region"]}
        del keys["aws_region"]
        return boto3.client("s3", endpoint_url=f"http://127.0.0.1:{self.port}", **keys)

    def names(self) -> list[str]:
        return [one["Key"] for one in self.client().list_objects_v2(Bucket="photos").get("Contents", [])]

    def make_bucket(self) -> None:
        self.client().create_bucket(Bucket="photos", CreateBucketConfiguration={"LocationConstraint": "cn-north-1"})

    def leave(self) -> None:
        self.server.stop()
        self.server._server.server_close()

    def come_back(self) -> None:
        """On the same port, with what it held."""
        self.server = ThreadedMotoServer("127.0.0.1", self.port, verbose=False)
        self.server.start()


@pytest.fixture
def storage() -> Iterator[Storage]:
    server = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
    server.start()
    made = Storage(server, server.get_host_and_port()[1])
    client = made.client()
    made.make_bucket()
    yield made
    for name in made.names():
        client.delete_object(Bucket="photos", Key=name)
    client.delete_bucket(Bucket="photos")
    made.leave()


async def degraded(xilai: Town) -> list[str]:
    answer = await xilai.http.get("/ready")
    assert answer.status_code == 200
    return [word for word in answer.json()["degraded"] if word.startswith("photo")]


async def awaited(xilai: Town) -> list[str]:
    rows = await xilai.core.store.fetch("SELECT awaiting FROM application")
    return [text for (text,) in rows if text != "[]"]


async def test_photos_live_in_the_bucket_under_names_of_our_own(tmp_path: Path, storage: Storage) -> None:
    async with town(tmp_path, **storage.settings) as xilai:
        phone = await xilai.sign_in("13800000001")
        at = await upload(phone, PHOTO)
        assert (await xilai.http.get(at, headers=phone.headers)).content == PHOTO
        small = await xilai.http.get(f"{at}/thumb", headers=phone.headers)
        assert small.headers["content-type"] == "image/webp"
        id = at.split("/")[-1]
        assert sorted(storage.names()) == [
            f"xilai/files/{id[:2].lower()}/{id}", f"xilai/thumbnails/{id[:2].lower()}/{id}.webp"
        ]  # fmt: skip
        assert not (tmp_path / "blobs").exists() and list((tmp_path / "uploads").iterdir()) == []
        assert (await xilai.http.delete(at, headers=phone.headers)).status_code == 204
        await xilai.worker.drain()
        assert storage.names() == []


async def test_P2_nothing_is_lost_while_the_store_is_away(tmp_path: Path, storage: Storage) -> None:
    async with town(tmp_path, **storage.settings) as xilai:
        phone = await xilai.sign_in("13800000001")
        id = await submitted(xilai, phone, PHOTO)
        storage.leave()
        at = (await announce(phone, PHOTO, id)).headers["location"]
        sent = await send(phone, at, PHOTO, 0)
        assert (sent.status_code, sent.headers["upload-offset"]) == (204, str(len(PHOTO)))
        assert await degraded(xilai) == ["photo_store_away"]
        assert await awaited(xilai) and await offset(phone, at) == len(PHOTO)
        for _ in range(3):
            xilai.pass_time(hours=1)
            await xilai.worker.drain()
        xilai.pass_time(days=20)  # longer than an abandoned upload is kept: this one is not
        await xilai.worker.drain()
        assert await awaited(xilai) and await offset(phone, at) == len(PHOTO)
        storage.come_back()
        xilai.pass_time(minutes=10)
        await xilai.worker.drain()
        assert await degraded(xilai) == [] and await awaited(xilai) == []
        assert (await xilai.http.get(at, headers=phone.headers)).content == PHOTO
        assert list((tmp_path / "uploads").iterdir()) == []


async def test_a_bucket_that_is_missing_is_waited_for_too(tmp_path: Path, storage: Storage) -> None:
    async with town(tmp_path, **storage.settings) as xilai:
        phone = await xilai.sign_in("13800000001")
        storage.client().delete_bucket(Bucket="photos")
        await upload(phone, PHOTO)
        assert await degraded(xilai) == ["photo_store_away"]
        storage.make_bucket()
        xilai.pass_time(minutes=10)
        await xilai.worker.drain()
        assert await xilai.core.store.fetch(f"SELECT complete, waits FROM {Blob._meta.tablename}") == [(True, "")]


async def test_a_photo_that_cannot_be_read_just_now_says_so(tmp_path: Path, storage: Storage) -> None:
    async with town(tmp_path, **storage.settings) as xilai:
        phone = await xilai.sign_in("13800000001")
        at = await upload(phone, PHOTO)
        storage.leave()
        for suffix in ("", "/thumb"):
            busy = await xilai.http.get(at + suffix, headers=phone.headers)
            assert (busy.status_code, busy.json()["code"]) == (503, "overloaded") and busy.headers["retry-after"]
        storage.come_back()
        assert (await xilai.http.get(at, headers=phone.headers)).content == PHOTO
        storage.client().delete_object(Bucket="photos", Key=next(name for name in storage.names() if "files" in name))
        assert (await xilai.http.get(at, headers=phone.headers)).json()["code"] == "server_error"


async def test_bytes_that_could_not_be_removed_are_removed_later(tmp_path: Path, storage: Storage) -> None:
    async with town(tmp_path, **storage.settings) as xilai:
        phone = await xilai.sign_in("13800000001")
        at = await upload(phone, PHOTO)
        storage.leave()
        assert (await xilai.http.delete(at, headers=phone.headers)).status_code == 204
        await xilai.worker.drain()
        assert (await announce(phone, PHOTO)).status_code == 503
        storage.come_back()
        xilai.pass_time(minutes=10)
        await xilai.worker.drain()
        assert storage.names() == []
        assert (await announce(phone, PHOTO)).status_code == 201
