"""Where a line goes, for a map on a phone: few bytes, true to some metres, every stop on it, loops and all."""

from datetime import date
from math import cos, pi, radians, sin
from pathlib import Path

import brotli
import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from server.schema.types import BusCourse, BusShape
from server.setup.demo import LINES
from server.transit.course import FINE, MOST_POINTS, MOST_WAYS, course_of, encoded, shape_of, thin
from server.transit.geo import METRES, along, lengths, metres
from server.transit.held import buses_of
from server.transit.keep import keep, prepare
from server.transit.timetable import Timetable, unpack
from server.transit.way import Way, way_of
from tests.server.bus_town import raba
from tests.server.made_feed import FILES, changed, made, zipped
from tests.server.town import town

TODAY = date(2026, 11, 22)


def decoded(course: str) -> list[tuple[int, int]]:
    """As Google's description has it, the other way round."""
    numbers, value, shift = [], 0, 0
    for sign in course:
        code = ord(sign) - 63
        value |= (code & 31) << shift
        shift += 5
        if code < 32:
            numbers.append(~(value >> 1) if value & 1 else value >> 1)
            value, shift = 0, 0
    places, at = [], (0, 0)
    for lat, lon in zip(numbers[::2], numbers[1::2], strict=True):
        at = at[0] + lat, at[1] + lon
        places.append(at)
    return places


def degrees(one: BusCourse) -> tuple[list[float], list[float]]:
    places = decoded(one.course)
    return [lat / 1e5 for lat, _ in places], [lon / 1e5 for _, lon in places]


@pytest.fixture(scope="module")
def sample() -> Timetable:
    return unpack(prepare(LINES, "xilai", "", TODAY).packed)


def test_the_polyline_is_googles() -> None:
    assert encoded([(3850000, -12020000), (4070000, -12095000), (4325200, -12645300)]) == "_p~iF~ps|U_ulLnnqC_mqNvxq`@"


@given(some.lists(some.tuples(some.integers(-9_000_000, 9_000_000), some.integers(-18_000_000, 18_000_000))))
@settings(max_examples=50, deadline=None)
def test_whatever_is_encoded_is_read_back(points: list[tuple[int, int]]) -> None:
    assert decoded(encoded(points)) == points


@pytest.mark.parametrize("feed", ["sample", "redding"])
def test_H3_every_line_is_drawn_within_some_metres_of_its_course_and_every_stop_lies_on_the_drawing(
    feed: str, sample: Timetable
) -> None:
    table = sample if feed == "sample" else unpack(raba().packed)
    for route in list(table.patterns_of)[:4]:
        pattern = max((table.patterns[n] for n in table.patterns_of[route]), key=lambda one: len(one.stops))
        way, one = way_of(table, pattern), course_of(table, pattern)
        lat, lon = degrees(one)
        drawn = lengths(lat, lon)
        assert len(one.at) == len(one.stops) and one.at[0] == 0 and one.at[-1] == len(lat) - 1
        assert one.at == sorted(one.at) and len(lat) <= len(way.lat) + len(one.stops)
        for far, at in zip(way.stops, one.at, strict=True):
            assert metres(*way.point(far), lat[at], lon[at]) < 2
        since, until = way.stops[0], way.stops[-1]
        for n in range(60):
            off = along(lat, lon, drawn, *way.point(since + (until - since) * n / 59))
            assert min(beside for _, beside in off) <= FINE + 2


def test_a_phone_hears_of_both_directions_once_and_of_a_branch_that_brings_stops(
    tmp_path: Path, sample: Timetable
) -> None:
    line = shape_of(sample, sample.route_at["101"])
    assert [(one.back, len(one.stops)) for one in line.ways] == [(msgspec.UNSET, 7), (True, 7)]
    assert line.ways[0].stops == line.ways[1].stops[::-1] and line.ways[0].stops[0] == "xilai:heshan"
    plain = shape_of(made(tmp_path), 0)
    assert [one.stops for one in plain.ways] == [["made:s1", "made:s2", "made:s3"]]
    stops = FILES["stops.txt"] + "s4,岔路,30.215,103.510,510131104\n"
    branch = FILES["stop_times.txt"].replace("m1,2,s3", "m1,2,s4")
    ways = shape_of(made(tmp_path, stops=stops, stop_times=branch), 0).ways
    assert [(one.stops, one.straight) for one in ways] == [
        (["made:s1", "made:s2", "made:s3"], msgspec.UNSET),
        (["made:s1", "made:s4"], True),
    ]


def test_without_a_shape_a_line_goes_straight_from_stop_to_stop_and_says_so(tmp_path: Path) -> None:
    table = made(tmp_path)
    night = shape_of(table, table.route_at["r2"]).ways[0]
    assert (night.straight, night.back, night.at) == (True, True, [0, 1, 2])
    assert decoded(night.course) == [(3022000, 10350000), (3021000, 10350000), (3020000, 10350000)]
    up = shape_of(table, 0).ways[0]
    assert up.straight is msgspec.UNSET and (3020500, 10350300) in decoded(up.course)


def of(lat: list[float], lon: list[float], stops: list[float]) -> Way:
    far = lengths(lat, lon)
    return Way(lat, lon, far, [share * far[-1] for share in stops])


def test_a_straight_road_drawn_metre_by_metre_is_two_points_and_its_stops() -> None:
    points, at = thin(of([30 + n / 1e5 for n in range(3000)], [103.5] * 3000, [0, 0.25, 0.25, 1]))
    assert (len(points), at) == (3, [0, 1, 1, 2])


def test_a_line_of_a_thousand_bends_keeps_the_widest_and_a_round_one_stays_round() -> None:
    wild = of(
        [30 + n / 1e3 for n in range(1000)], [103.5 + n % 2 * (1 + n % 7) / 1e3 for n in range(1000)], [0, 0.5, 1]
    )
    points, at = thin(wild)
    assert MOST_POINTS - 300 <= len(points) <= MOST_POINTS + 3 and at[-1] == len(points) - 1
    comb = of([30 + n / 1e4 for n in range(2000)], [103.5 + n % 2 * n / 1e5 for n in range(2000)], [0, 1])
    points, _ = thin(comb)
    assert MOST_POINTS - 300 <= len(points) <= MOST_POINTS + 2 and max(lon for _, lon in points) > 10351900
    turns = [2 * pi * n / 400 for n in range(401)]
    lap = of([30 + sin(t) / 100 for t in turns], [103.5 + cos(t) / 100 / cos(radians(30)) for t in turns], [0, 0.5, 1])
    points, at = thin(lap)
    assert points[0] == points[-1] and 20 < len(points) < 60
    assert all(abs(metres(30, 103.5, lat / 1e5, lon / 1e5) - METRES / 100) < FINE for lat, lon in points)


def test_there_are_never_more_ways_than_a_phone_draws(tmp_path: Path) -> None:
    ends = [f"e{n},岔路{n},30.3,{103.5 + n / 100},510131104" for n in range(20)]
    trips = [f"x{n},r1,week,岔路{n},0," for n in range(20)]
    times = [f"x{n},1,s1,08:00:00,08:00:00\nx{n},2,e{n},08:30:00,08:30:00" for n in range(20)]
    table = made(
        tmp_path,
        stops=FILES["stops.txt"] + "\n".join(ends) + "\n",
        trips=FILES["trips.txt"] + "\n".join(trips) + "\n",
        stop_times=FILES["stop_times.txt"] + "\n".join(times) + "\n",
    )
    ways = shape_of(table, 0).ways
    assert len(ways) == MOST_WAYS and len(ways[0].stops) == 3


async def test_H3_a_phone_asks_once_for_some_hundred_bytes_and_again_only_whether_it_changed(tmp_path: Path) -> None:
    async with town(tmp_path) as one:

        async def load(folder: Path) -> None:
            await keep(one.core.store, prepare(folder, "xilai", "", TODAY), int(one.core.clock().timestamp()))
            await buses_of(one.core).refresh()

        await load(LINES)
        address = "/bus/line/xilai:101/shape"
        asked = await one.http.get(address, headers={"accept-encoding": "br"})
        assert asked.headers["content-encoding"] == "br" and asked.headers["cache-control"] == "public, max-age=86400"
        said = msgspec.json.decode(asked.content, type=BusShape, strict=True)
        assert [len(way.stops) for way in said.ways] == [7, 7]
        assert len(brotli.compress(asked.content, quality=9)) < 600
        tag = asked.headers["etag"]
        again = await one.http.get(address, headers={"if-none-match": tag})
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
        plain = await one.http.get(address, headers={"accept-encoding": "identity"})
        assert "content-encoding" not in plain.headers and plain.content == asked.content
        for unknown in ("xilai:none", "nobody:101", "101"):
            assert (await one.http.get(f"/bus/line/{unknown}/shape")).status_code == 404

        await load(zipped(tmp_path, changed()))
        assert (await one.http.get(address, headers={"if-none-match": tag})).status_code == 404
        assert len((await one.http.get("/bus/line/xilai:r1/shape")).json()["ways"]) == 1
