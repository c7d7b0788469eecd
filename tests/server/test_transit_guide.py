"""Buses in the guide: a phone reads the rows as PROTOCOL.md says and knows the same buses as the timetable."""

import asyncio
import json
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import brotli
import msgspec
import pytest

from server.guide.commands import load_and_publish
from server.guide.load.changes import Changes, write
from server.guide.packs import base_packs, columns_of, encode, part
from server.guide.publish import publish
from server.guide.segments import fields_of
from server.guide.tables import Place
from server.guide.verify import verify
from server.schema import types
from server.setup.demo import LINES
from server.transit.gtfs.gcj import to_gcj
from server.transit.keep import Ready, keep, prepare
from server.transit.lines import LETTERS, Layered, rows_of
from server.transit.publish import expand, publish_lines
from server.transit.timetable import Timetable, unpack
from tests.server.bus_town import raba
from tests.server.made_feed import made
from tests.server.town import town

TODAY = date(2026, 11, 22)
XILAI, HESHAN = "510131104", "510131001"


def sample() -> Ready:
    return prepare(LINES, "xilai", "", TODAY)


def next_buses(line: dict[str, Any], stop: str, on: date, until: date) -> set[tuple[int, str]]:
    """As a phone does it: (minutes from midnight of `on`, where to) of all buses from a stop within some days."""
    found = set()
    for n in range(-1, (until - on).days + 1):
        day = on + timedelta(days=n)
        letter = line["days"][(day - date.fromisoformat(line["from"])).days]
        services = line["sorts"][LETTERS.index(letter)]
        for pattern in line["patterns"]:
            for going in pattern["goes"]:
                if going["service"] not in services:
                    continue
                begins = list(going.get("at", ()))
                for start, end, step in going.get("every", ()):
                    begins += range(start, end, step)
                for at, place in enumerate(pattern["stops"][:-1]):
                    if line["stops"][place] == stop and at not in pattern.get("out", ()):
                        found |= {(n * 1440 + one + pattern["minutes"][at], pattern["to"]) for one in begins}
    last = ((until - on).days + 1) * 1440
    return {one for one in found if 0 <= one[0] < last}


def by_timetable(table: Timetable, stop: str, on: date, until: date) -> set[tuple[int, str]]:
    found = set()
    zero = table.midnight(0, on)
    at = table.stop_at[stop]
    for number, place in table.visits[at]:
        pattern = table.patterns[number]
        for n in range(-1, (until - on).days + 1):
            day = on + timedelta(days=n)
            for _, begins, _ in table.begins(number, day, 0, table.longest) if place < len(pattern.stops) - 1 else ():
                leaves = (table.midnight(0, day) + begins + pattern.departs[place] - zero) // 60
                found.add((leaves, pattern.headsign))
    return {one for one in found if 0 <= one[0] < ((until - on).days + 1) * 1440}


def test_H5_a_phone_knows_the_same_buses_as_the_timetable_from_every_stop_for_two_months() -> None:
    table = unpack(sample().packed)
    rows = list(rows_of(table, "", {XILAI}, TODAY))
    stops = {row["code"] for _, kind, row in rows if kind == "bus_stop"}
    assert len(stops) == 22
    for stop in table.stop_ids:
        theirs: set[tuple[int, str]] = set()
        for _, kind, row in rows:
            if kind == "bus_line":
                assert stops >= set(row["stops"])
                theirs |= next_buses(row, f"xilai:{stop}", TODAY, TODAY + timedelta(days=60))
        assert theirs == by_timetable(table, stop, TODAY, TODAY + timedelta(days=60)), stop
        assert theirs


def test_minutes_of_a_bus_every_90_seconds_are_those_of_the_timetable(tmp_path: Path) -> None:
    table = made(tmp_path, frequencies=("1200", "90"), stop_times=("00:10:00,00:10:00", "00:10:40,00:10:50"))
    line = next(row for _, _, row in rows_of(table, XILAI, {XILAI, "510131104"}, TODAY) if row["code"] == "made:r1")
    for stop in ("s1", "s2"):
        day = TODAY + timedelta(days=1)
        ours = next_buses(line, f"made:{stop}", day, day)
        assert ours == by_timetable(table, stop, day, day) and len(ours) > 40


def test_every_row_is_as_the_contract_says() -> None:
    for ready, on in ((sample(), TODAY), (raba(), date(2025, 6, 8))):
        for _, kind, row in rows_of(unpack(ready.packed), XILAI, {XILAI, HESHAN}, on):
            shape = types.BusLine if kind == "bus_line" else types.BusStop
            assert row.keys() <= fields_of(shape)
            msgspec.convert(row, shape)


def test_a_phone_holds_the_lines_of_a_county_in_less_than_30_kB() -> None:
    """The sample county in a tenth of it; a real one, of 13 lines with 282 trips, fits too."""
    for ready, on, most in ((sample(), TODAY, 3_000), (raba(), date(2025, 6, 8), 30_000)):
        rows = list(rows_of(unpack(ready.packed), XILAI, {XILAI}, on))
        parts = [
            part(kind, columns_of(of), of)
            for kind in ("bus_line", "bus_stop")
            for of in [[row for _, one, row in rows if one == kind]]
        ]
        assert 500 < len(brotli.compress(encode(parts), quality=11)) < most


def test_a_place_without_buses_has_not_a_byte_more() -> None:
    places = {"place": [{"code": XILAI, "level": "town", "name": "西来镇"}], "item": []}
    assert base_packs(places) == base_packs(places | {"bus_line": [], "bus_stop": []})


async def test_lines_are_published_with_their_towns_and_go_with_their_feed(both_engines: None, tmp_path: Path) -> None:
    async with town(tmp_path) as one:
        store, folder = one.core.store, tmp_path / "guide"
        async with store.writing() as transaction:
            changes = Changes(transaction)
            body = {"code": XILAI, "level": "town", "name": "西来镇"}
            await changes.units([(Place, body)])
            await write(transaction, changes)
        await publish(store, folder)
        assert await keep(store, sample(), 1)
        done = await publish_lines(store, folder, TODAY)
        assert done.layers == [XILAI]
        assert not await keep(store, sample(), 2)  # the same again changes nothing
        assert (await publish_lines(store, folder, TODAY)).layers == []
        assert await verify(store, folder) == []
        seq = "SELECT seq FROM guide_layer"
        [(before,)] = await store.fetch(seq)
        assert (
            await expand(store, date(2026, 12, 1)) == 4
        )  # a month later: the days ahead of four lines, and nothing else
        async with store.writing() as transaction:
            await transaction.many("DELETE FROM transit_feed WHERE id = ?", [("xilai",)])
        await publish_lines(store, folder, TODAY)
        assert await store.fetch("SELECT id FROM bus_line") == [] == await store.fetch("SELECT id FROM bus_stop")
        assert await store.fetch(seq) == [(before + 1,)] and await verify(store, folder) == []


async def test_a_town_that_is_loaded_after_its_buses_has_them_too(tmp_path: Path) -> None:
    async with town(tmp_path) as one:
        assert await keep(one.core.store, sample(), 1)
        (tmp_path / "county").mkdir()
        places = "code,name\n510131,蒲江县\n510131104,西来镇\n"
        (tmp_path / "county" / "places.csv").write_text(places, "utf-8")
        assert await load_and_publish(one.core.store, tmp_path / "county", one.settings) == 0
        assert await one.core.store.fetch("SELECT count(*), min(layer), max(layer) FROM bus_line") == [
            (4, XILAI, XILAI)
        ]


def test_stops_drawn_on_a_chinese_map_are_noticed(tmp_path: Path) -> None:
    for name in LINES.glob("*.txt"):
        (tmp_path / name.name).write_bytes(name.read_bytes())
    lines = (tmp_path / "stops.txt").read_text("utf-8").splitlines()
    for n, line in enumerate(lines[1:], start=1):
        id, name, lat, lon, place = line.split(",")
        shifted = to_gcj(float(lat), float(lon))
        lines[n] = f"{id},{name},{shifted[0]:.6f},{shifted[1]:.6f},{place}"
    (tmp_path / "stops.txt").write_text("\n".join(lines), "utf-8")
    [note] = [one for one in prepare(tmp_path, "x", "", TODAY).notes if "GCJ-02" in one]
    assert note.startswith("stops.txt: positions look like GCJ-02")
    assert not any("GCJ-02" in one for one in sample().notes)


def test_the_demo_feed_says_that_it_is_made_and_has_every_kind_of_service() -> None:
    body = sample().body
    assert body.sample and "编的" in body.publisher
    assert {one.exact for one in body.frequencies} == {True, False}
    table = unpack(sample().packed)
    assert any(trip.begins + table.patterns[trip.pattern].departs[-1] > 24 * 3600 for trip in table.trips)
    places = {one["code"] for one in json.loads(json.dumps([{"code": stop.place} for stop in body.stops]))}
    assert {"510131104", "510118003"} <= places and len({one for one in places if one.startswith(XILAI)}) == 17
    spring = datetime(2027, 2, 6).date()
    assert {table.services[at].id for at in table.active(spring)} == {"saturday"}


def test_H5_exact_intervals_are_told_bus_by_bus_and_only_rough_ones_as_about_every_so_many_minutes() -> None:
    rows = list(rows_of(unpack(sample().packed), XILAI, {XILAI}, TODAY))
    goes = {row["name"]: row["patterns"][0]["goes"] for _, kind, row in rows if kind == "bus_line"}
    assert goes["赶场专线"] == [{"service": 0, "at": [380, 410, 440, 470, 500, 580]}]
    assert goes["102"] == [{"service": 0, "every": [[400, 560, 40], [560, 1000, 60], [1000, 1120, 40]]}]


async def test_the_lines_of_a_large_feed_are_worked_out_beside_the_loop(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def beside(*given: Any) -> Iterator[Layered]:
        with pytest.raises(RuntimeError):
            asyncio.get_running_loop()
        yield from rows_of(*given)

    monkeypatch.setattr("server.transit.publish.rows_of", beside)
    async with town(tmp_path) as one:
        async with one.core.store.writing() as transaction:
            changes = Changes(transaction)
            await changes.units([(Place, {"code": XILAI, "level": "town", "name": "西来镇"})])
            await write(transaction, changes)
        await keep(one.core.store, sample(), 1)
        assert await expand(one.core.store, TODAY) > 4
