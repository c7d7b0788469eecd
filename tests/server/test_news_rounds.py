"""A notice to many phones: by many workers, each phone once; services that ask to wait, phones that are gone."""

import asyncio
from collections import Counter
from contextlib import suppress
from pathlib import Path

from server.alerts.bulk import LINES
from server.jobs.worker import Worker, free_leases
from server.notices.evening import look_over_all
from tests.server.counter import TOWN
from tests.server.market_town import AUTH, P256DH, change_hours, it_is, later, market_town, supervisor
from tests.server.push_services import Obedient, obedient_service
from tests.server.town import Town, town

MANY = 1100  # two parts


async def crowd(xilai: Town, service: Obedient, count: int) -> None:
    now = int(xilai.core.clock().timestamp())
    people = [f"p{number:06}" for number in range(count)]
    async with xilai.core.store.writing() as tx:
        await tx.many(
            "INSERT INTO session (id, person, client, seen_at, expires_at, lost_at) VALUES (?,?,?,?,?,?)",
            [(f"s{one}", one, one, now, now + 10**7, 0) for one in people],
        )
        await tx.many(
            "INSERT INTO follow (id, person, centre, topics, lang, since, seen_at) VALUES (?,?,?,?,?,?,?)",
            [(f"{one}/{TOWN}", one, TOWN, 3, "zh-CN", now, now) for one in people],
        )
        await tx.many(
            "INSERT INTO push_subscription (id, person, client, endpoint, p256dh, auth, created_at) "
            "VALUES (?,?,?,?,?,?,?)",
            [(one, one, one, f"{service.url}/{one}", P256DH, AUTH, now) for one in people],
        )


async def evening(xilai: Town) -> None:
    it_is(xilai, "2017-08-04", "18:30")
    await look_over_all(xilai.core, [TOWN])


def held(service: Obedient) -> Counter[tuple[str, str]]:
    """What the push service holds: messages by subscription and Topic."""
    return Counter((path, headers["Topic"]) for path, (headers, _) in zip(service.paths, service.got, strict=True))


async def test_each_of_many_phones_is_rung_once_by_however_many_workers(tmp_path: Path, both_engines: None) -> None:
    async with obedient_service() as service, town(tmp_path, push_loopback=True) as xilai:
        await market_town(xilai, "2017-08-04", "10:00")
        await crowd(xilai, service, MANY)
        await evening(xilai)
        workers = [Worker(xilai.core), Worker(xilai.core, bulk=True), Worker(xilai.core, bulk=True)]
        while sum(await asyncio.gather(*(worker.once() for worker in workers))):
            pass
        assert len(held(service)) == len(service.got) == MANY
        assert len(service.connections) <= 32 + 8
        told = await xilai.core.store.fetch(
            "SELECT sum(sent), sum(gone), sum(failed), sum(done), count(*) FROM news_part"
        )
        assert tuple(map(int, told[0])) == (MANY, 0, 0, 2, 2)
        [(rows,)] = await xilai.core.store.fetch("SELECT count(*) FROM delivery")
        assert rows == 0, "nothing is written for each of them"


async def test_a_worker_that_dies_half_way_leaves_the_rest_and_no_phone_hears_twice(tmp_path: Path) -> None:
    async with obedient_service() as service, town(tmp_path, push_loopback=True) as xilai:
        await market_town(xilai, "2017-08-04", "10:00")
        await crowd(xilai, service, MANY)
        await evening(xilai)
        dying = asyncio.create_task(Worker(xilai.core).drain())
        while len(service.got) < MANY / 2:
            await asyncio.sleep(0.01)
        dying.cancel()
        with suppress(asyncio.CancelledError):
            await dying
        assert len(service.got) < MANY
        if xilai.settings.database_url is None:
            await free_leases(xilai.core)
        await Worker(xilai.core).drain()
        assert len(held(service)) == MANY, "one message for each subscription and Topic"
        assert len(service.got) - MANY <= LINES, "only what was on its way"
        assert list((xilai.settings.data_dir / "telling").iterdir()) == []


async def test_what_a_service_asks_to_wait_for_waits_and_who_is_gone_is_forgotten(tmp_path: Path) -> None:
    async with obedient_service() as service, town(tmp_path, push_loopback=True) as xilai:
        await market_town(xilai, "2017-08-04", "10:00")
        await crowd(xilai, service, 60)
        await evening(xilai)
        service.answers = [(410, {})] * 5 + [(429, {"Retry-After": "120"})] * 40
        await xilai.worker.drain()
        asked = len(service.got)
        assert asked < 60, "nobody else is sent there meanwhile"
        service.answers.clear()
        later(xilai, seconds=60)
        await xilai.worker.drain()
        assert len(service.got) == asked
        later(xilai, seconds=61)
        await xilai.worker.drain()
        gone = await xilai.core.store.fetch("SELECT count(*) FROM push_subscription")
        [(sent, lost)] = await xilai.core.store.fetch("SELECT sum(sent), sum(gone) FROM news_part")
        assert (int(gone[0][0]), int(sent), int(lost)) == (55, 55, 5)


async def test_a_round_that_is_overtaken_by_a_correction_ends_and_nobody_hears_what_no_longer_holds(
    tmp_path: Path,
) -> None:
    async with obedient_service() as service, town(tmp_path, push_loopback=True) as xilai:
        await market_town(xilai, "2017-08-04", "10:00")
        await crowd(xilai, service, 50)
        li = await supervisor(xilai)
        await evening(xilai)
        await change_hours(li, "2017-08-05")
        await xilai.worker.drain()
        assert len(service.got) == 50 and {headers["Urgency"] for headers, _ in service.got} == {"normal"}


async def test_a_phone_that_subscribed_to_no_good_address_harms_nobody(tmp_path: Path) -> None:
    async with obedient_service() as service, town(tmp_path, push_loopback=True) as xilai:
        await market_town(xilai, "2017-08-04", "10:00")
        await crowd(xilai, service, 4)
        bad = ["https://192.168.0.1/x", f"{service.url}/a\r\nX: 1", "http://127.0.0.1:9/nobody"]
        async with xilai.core.store.writing() as tx:
            for number, endpoint in enumerate(bad):
                await tx.many("UPDATE push_subscription SET endpoint = ? WHERE id = ?", [(endpoint, f"p{number:06}")])
        await evening(xilai)
        await xilai.worker.drain()
        assert len(service.got) == 1
