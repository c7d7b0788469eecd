"""Being told when to leave for the bus: through the whole server, with its clock set by hand."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from google.transit import gtfs_realtime_pb2 as pb

from server.guide.load.changes import Changes, write
from server.guide.tables import Place
from server.notices.payload import push_message, tag_of, topic
from server.transit.held import buses_of
from server.transit.keep import keep, prepare
from server.transit.publish import expand
from server.transit.watch import MOST
from server.transit.watch_look import claim, look
from server.transit.watch_rules import ahead
from tests.server.bus_town import TOKEN, send
from tests.server.made_feed import TODAY, changed, zipped
from tests.server.push_services import Obedient, obedient_service
from tests.server.test_push import subscribe
from tests.server.test_transit_watch_rules import at
from tests.server.town import Device, Town, mutation, new_id, town

PHONE = "13800000001"
LEAVE = at(7, 50)
BEGIN = LEAVE - ahead(10)


def set_clock(one: Town, now: int) -> None:
    one.set_clock(datetime.fromtimestamp(now, UTC))


@asynccontextmanager
async def valley(folder: Path, now: int = at(6, 0)) -> AsyncIterator[Town]:
    async with town(folder, transit_token=TOKEN, push_loopback=True) as one:
        set_clock(one, now)
        if not buses_of(one.core).feeds:
            store = one.core.store
            async with store.writing() as transaction:
                changes = Changes(transaction)
                await changes.units([(Place, {"code": "510131104", "level": "town", "name": "西来镇"})])
                await write(transaction, changes)
            await keep(store, prepare(zipped(folder, changed()), "made", "", TODAY), now)
            await expand(store, TODAY)
            await buses_of(one.core).refresh()
        yield one


def wish(seq: int = 1, id: str = "", **more: Any) -> dict[str, Any]:
    id = id or new_id()
    args = {"id": id, "stop": "made:s1", "line": "made:r1", "minutes": 10, "from": 420, "before": 590} | more
    args = {name: value for name, value in args.items() if value is not None}
    return mutation("buses.watch", id, seq, **args, **({} if "once" in more else {"weekdays": [1, 2]}))


async def watch(phone: Device, **more: Any) -> str:
    asked = wish(**more)
    [result] = (await phone.sync(asked))["results"]
    assert result["status"] == "accepted", result
    return str(asked["args"]["id"])


async def pass_to(one: Town, now: int) -> int:
    set_clock(one, now)
    told = await look(one.core)
    await one.worker.drain()
    return told


async def inbox(phone: Device) -> list[dict[str, Any]]:
    phone.cursors = {}
    rows = (await phone.sync())["rows"].get("me", [])
    return [row["body"] for row in rows if row["entity"] == "notice" and row.get("body")]


async def wishes(phone: Device) -> list[dict[str, Any]]:
    phone.cursors = {}
    rows = (await phone.sync())["rows"].get("me", [])
    return [row["body"] for row in rows if row["entity"] == "bus_watch" and row.get("body")]


def message(now: int, trip: str = "t1", delay: int | None = None) -> bytes:
    said = pb.FeedMessage()
    said.header.gtfs_realtime_version, said.header.timestamp = "2.0", now
    one = said.entity.add(id="1").trip_update
    one.trip.trip_id, one.trip.start_date, one.timestamp = trip, "20261123", now
    if delay is None:
        one.trip.schedule_relationship = pb.TripDescriptor.CANCELED
    else:
        one.stop_time_update.add(stop_sequence=1).departure.delay = delay
    return bytes(said.SerializeToString())


async def hear(one: Town, now: int, body: bytes) -> int:
    set_clock(one, now)
    assert await send(one, "trips", body, "made") == 204
    return await pass_to(one, now)


async def ready(one: Town, service: Obedient) -> Device:
    phone = await one.sign_in(PHONE)
    await subscribe(phone, f"{service.url}/p1")
    return phone


async def test_H4_a_push_comes_once_per_bus_in_time_and_never_late_by_the_timetable_alone(
    both_engines: None, tmp_path: Path
) -> None:
    async with obedient_service() as service, valley(tmp_path) as one:
        phone = await ready(one, service)
        id = await watch(phone)
        assert [row["id"] for row in await wishes(phone)] == [id]
        assert [await pass_to(one, now) for now in (at(6, 0), BEGIN - 10, BEGIN, BEGIN + 10, LEAVE)] == [0, 0, 1, 0, 0]
        [(headers, _)] = service.got
        assert headers["TTL"] == str(ahead(10)) and headers["Urgency"] == "high"
        [notice] = await inbox(phone)
        assert notice["title"] == "7:50 前出门：1往桥头" and notice["until"] == LEAVE and notice["kind"] == "bus"
        assert notice["body"] == "8:00 到山口，按时刻表（7:46）。7:50 后作废"
        assert await pass_to(one, at(8, 49)) == 1, "the next bus in its turn"
        assert [headers["Topic"] for headers, _ in service.got] == [headers["Topic"]] * 2
        # Too late for the bus of nine: whoever asks now is not told of it.
        await watch(phone, minutes=11)
        assert await pass_to(one, at(8, 49)) == 0 and len(service.got) == 2


async def test_a_delay_takes_the_place_of_what_was_told_and_a_cancelled_bus_is_said_so(tmp_path: Path) -> None:
    async with obedient_service() as service, valley(tmp_path) as one:
        phone = await ready(one, service)
        await watch(phone)
        assert await hear(one, BEGIN, message(BEGIN, delay=0)) == 1
        assert await hear(one, BEGIN + 30, message(BEGIN + 30, delay=60)) == 0
        assert await hear(one, BEGIN + 60, message(BEGIN + 60, delay=300)) == 1
        [notice] = await inbox(phone)
        assert notice["title"] == "7:54 前出门：1往桥头" and "实时" in notice["body"]
        assert len({headers["Topic"] for headers, _ in service.got}) == 1 and len(service.got) == 2
        assert await hear(one, at(7, 56), message(at(7, 56), delay=900)) == 0, "they are on their way"
        assert await hear(one, at(7, 57), message(at(7, 57))) == 1
        [notice] = await inbox(phone)
        assert notice["title"] == "8:00 停开：1往桥头" and "下一班 9:00" in notice["body"]
        assert await hear(one, at(7, 58), message(at(7, 58))) == 0


async def test_who_takes_it_back_hears_nothing_more_and_once_ends_by_itself(tmp_path: Path) -> None:
    async with obedient_service() as service, valley(tmp_path) as one:
        phone = await ready(one, service)
        id = await watch(phone)
        set_clock(one, BEGIN)
        assert await look(one.core) == 1
        await phone.sync(mutation("buses.unwatch", id, 2, id=id))
        await one.worker.drain()
        assert service.got == [] and await inbox(phone) == [] == await wishes(phone)
        assert await pass_to(one, BEGIN + 10) == 0

        await watch(phone, once="2026-11-23")
        assert await pass_to(one, BEGIN + 20) == 1
        await pass_to(one, at(8, 1))
        assert await wishes(phone) == [], "the bus came"
        await watch(phone, once="2026-11-22")
        await pass_to(one, at(8, 2))
        assert await wishes(phone) == [], "its day was over when it arrived"


async def test_whoever_dies_between_deciding_and_sending_neither_doubles_nor_loses(tmp_path: Path) -> None:
    async with obedient_service() as service:
        async with valley(tmp_path) as one:
            phone = await ready(one, service)
            await watch(phone)
            set_clock(one, BEGIN)
            # Two workers at once: one is told, whichever it is.
            assert sum(await asyncio.gather(look(one.core), look(one.core))) == 1
            assert service.got == []
        async with valley(tmp_path, BEGIN + 20) as again:
            assert await pass_to(again, BEGIN + 20) == 0
            assert len(service.got) == 1 and await pass_to(again, BEGIN + 30) == 0 and len(service.got) == 1
            await watch(Device(again, phone.client, phone.session, phone.person))
            assert await look(again.core) == 1
        async with valley(tmp_path, LEAVE) as late:
            await late.worker.drain()
            assert len(service.got) == 1, "what waited until it was too late is dropped"


async def test_one_worker_looks_every_ten_seconds(both_engines: None, tmp_path: Path) -> None:
    async with valley(tmp_path) as one:
        assert sum(await asyncio.gather(*(claim(one.core) for _ in range(4)))) == 1
        set_clock(one, at(6, 0, 9))
        assert not await claim(one.core)
        set_clock(one, at(6, 0, 10))
        assert await claim(one.core)
        set_clock(one, at(5, 0))
        assert await claim(one.core), "a clock that was set back stops nobody"


async def test_there_is_a_limit_and_nobody_touches_or_sees_anothers(tmp_path: Path) -> None:
    async with valley(tmp_path) as one:
        phone, other = await one.sign_in(PHONE), await one.sign_in("13800000002")
        results = []
        for _ in range(3):
            results += (await phone.sync(*(wish() for _ in range(50))))["results"]
        assert [one["status"] for one in results].count("accepted") == MOST and len(results) == 150
        assert {one.get("code") for one in results[MOST:]} == {"bus_watches_limit"}
        mine = await wishes(phone)
        assert len(mine) == MOST and await wishes(other) == []
        id = mine[0]["id"]
        [stolen] = (await other.sync(wish(id=id)))["results"]
        assert stolen["code"] == "not_found"
        await other.sync(mutation("buses.unwatch", id, 2, id=id))
        assert len(await wishes(phone)) == MOST
        refused: list[tuple[dict[str, Any], str]] = [
            ({"stop": "made:nowhere"}, "bus_stop_unknown"),
            ({"line": "made:none"}, "bus_stop_unknown"),
            ({"before": 300}, "args_invalid"),
            ({"minutes": 0}, "args_invalid"),
            ({"minutes": 61}, "args_invalid"),
            ({"weekdays": [8]}, "args_invalid"),
            ({"once": "2026-11-23", "weekdays": [1]}, "args_invalid"),
            ({"once": "someday"}, "args_invalid"),
            ({"once": "2027-11-23"}, "args_invalid"),
        ]
        for bad, code in refused:
            asked = wish(**{name: value for name, value in bad.items() if name != "weekdays"})
            asked["args"] |= {name: value for name, value in bad.items() if name == "weekdays"}
            [result] = (await other.sync(asked))["results"]
            assert result.get("code") == code, (bad, result)
        assert await wishes(other) == []


async def test_a_line_of_another_zone_goes_by_its_own_clock(tmp_path: Path) -> None:
    async with valley(tmp_path) as one:
        phone = await one.sign_in(PHONE)
        await watch(phone, stop="made:s3", line="made:r2", **{"from": 1425, "before": 1435})
        leave = at(0, 0) + (25 * 60 + 40) * 60  # the bus of 23:50 in Ürümqi leaves at 1:50 here
        assert [await pass_to(one, now) for now in (leave - ahead(10) - 10, leave - ahead(10), leave)] == [0, 1, 0]
        assert (await inbox(phone))[0]["title"] == "23:40 前出门：夜往山口"


async def test_a_changed_wish_takes_the_place_of_the_one_before(tmp_path: Path) -> None:
    async with valley(tmp_path) as one:
        phone = await one.sign_in(PHONE)
        id = await watch(phone)
        assert await pass_to(one, BEGIN) == 1
        await watch(phone, id=id, seq=2, minutes=5)
        assert await inbox(phone) == [] and [row["minutes"] for row in await wishes(phone)] == [5]
        assert await pass_to(one, BEGIN + 10) == 0
        assert await pass_to(one, at(7, 55) - ahead(5)) == 1


def test_a_push_of_a_bus_says_the_line_the_stop_and_the_time_and_takes_the_place_of_the_last() -> None:
    row: dict[str, Any] = {
        "id": "abcd.0-1", "person": "p1", "at": 1, "kind": "bus", "title": "7:50 前出门：1往桥头", "body": "8:00 到",
        "until": 5, "stop": "made:s1", "alert": False,
    }  # fmt: skip
    said = json.loads(push_message(row, tag=tag_of(row)))
    assert said["notice"].keys() == {"id", "at", "kind", "title", "body", "until", "stop"}
    assert said["notification"]["tag"] == "abcd" and said["notification"]["navigate"] == "/way/stop/made%3As1"
    assert topic(row) == topic({**row, "id": "abcd.0-2"}) != topic({**row, "id": "abce.0-1"})
