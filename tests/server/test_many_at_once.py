"""What is done for many rows in one step is done for a hundred of them too: a unit of work reads them together."""

from pathlib import Path

from server.accounts.forget import UNUSED, forget
from server.accounts.tables import Device
from server.files.tables import Blob
from server.files.tidy import TIDY
from server.notices.publish import notify
from server.store.rows import Row, shape
from server.sync.work import Work
from tests.server.counter import RELATIVE, RESIDENT, hand
from tests.server.town import Town, town

MANY = 100


async def fill_in(xilai: Town, table: type[Device] | type[Blob], rows: list[Row]) -> None:
    of = shape(table)
    async with xilai.core.store.writing() as transaction:
        await transaction.many(of.insert, [of.pack(of.blank() | row) for row in rows])


async def test_a_whole_inbox_is_read_at_once(tmp_path: Path) -> None:
    async with town(tmp_path) as xilai:
        yang, wang = await hand(xilai, RESIDENT), await hand(xilai, RELATIVE)

        def tell(work: Work) -> list[str]:
            def told(person: str | None) -> str:
                return notify(work, str(person), kind="system", title="停电", body="")

            return [told(yang.device.person) for _ in range(MANY - 10)] + [told(wang.device.person) for _ in range(5)]

        told = await xilai.core.act(tell)
        [result] = await yang.send(yang.make("notices.read", ids=[*told, *(f"unknown-{n}" for n in range(5))]))
        assert result["status"] == "accepted"
        assert len(yang.notices()) == MANY - 10 and all(notice.get("read_at") for notice in yang.notices())
        await wang.send()
        assert not [notice for notice in wang.notices() if notice.get("read_at")]


async def test_a_hundred_devices_and_photos_that_nobody_uses_any_more_are_forgotten(tmp_path: Path) -> None:
    async with town(tmp_path) as xilai:
        now = int(xilai.core.clock().timestamp())
        old: Row = {"name": "平板", "scopes": ["lead:510131104"], "seen_at": now - UNUSED}
        await fill_in(xilai, Device, [{"id": f"device-{number}", "person": "gone", **old} for number in range(MANY)])
        await forget(xilai.core)
        assert await xilai.core.store.fetch("SELECT id FROM device") == []

        photo: Row = {"complete": True, "type": "image/jpeg", "size": 1, "created_at": 1, "sha256": "a" * 64}
        rows = [{"id": f"photo-{number}", "person": f"person-{number}", **photo} for number in range(MANY)]
        await fill_in(xilai, Blob, rows)
        await xilai.core.act(lambda work: work.enqueue(TIDY, {}))
        await xilai.worker.drain()
        assert await xilai.core.store.fetch("SELECT count(*) FROM blob WHERE unused_at >= ?", (now,)) == [(MANY,)]
