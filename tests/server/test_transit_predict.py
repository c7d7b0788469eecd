"""Arrivals out of positions alone: what is believed, what is not and why, and how wrong the words then are."""

from datetime import UTC, date, datetime
from pathlib import Path
from statistics import fmean
from zoneinfo import ZoneInfo

import pytest
from google.transit import gtfs_realtime_pb2 as pb
from gtfs_rt_validator.cli import main as validate_live
from hypothesis import given, settings
from hypothesis import strategies as some

from server.setup.demo import LINES
from server.transit.arrivals import arrivals
from server.transit.geo import lengths
from server.transit.gtfs.gcj import to_gcj
from server.transit.held import buses_of
from server.transit.keep import keep, prepare
from server.transit.predict import memory, predictor
from server.transit.predict.memory import Memory
from server.transit.predict.predictor import FORGOTTEN, Predictor
from server.transit.predict.track import Track, due_place
from server.transit.realtime.live import Live, LiveRun, Source, lay, quiet_run
from server.transit.realtime.message import Message, Position, Which
from server.transit.timetable import Timetable, unpack
from server.transit.way import Way, way_of
from tests.bench.transit_predict_day import World, Wrong, lived
from tests.server.bus_town import TOKEN, send
from tests.server.test_transit_out import worst
from tests.server.town import town

DAY = date(2026, 11, 24)
ZERO = int(datetime(2026, 11, 24, tzinfo=ZoneInfo("Asia/Shanghai")).timestamp())
TRIP = "101-a-daily-0830"
BEGINS = ZERO + 8 * 3600 + 1800
FAR_AWAY = (31.2, 104.2)


@pytest.fixture(scope="module")
def table() -> Timetable:
    return unpack(prepare(LINES, "xilai", "", DAY).packed)


def run_of(table: Timetable) -> LiveRun:
    return quiet_run(table, table.trip_at[TRIP], DAY, BEGINS - ZERO)


def seen(at: int, place: tuple[float, float], vehicle: str = "v1", bearing: float | None = None) -> Position:
    which = Which(TRIP, "", None, DAY, None, "scheduled")
    return Position(vehicle, which, vehicle, "", *place, bearing, None, None, "", False, at)


class Road:
    """Buses of the trip as the server hears of them."""

    def __init__(self, table: Timetable) -> None:
        self.table, self.predictor = table, Predictor()
        self.way = way_of(table, run_of(table).pattern)

    def hear(self, now: int, *positions: Position, shifted: bool = False) -> Live:
        live = lay(self.table, {"v": Message(now, [], list(positions), [], 0)}, now, {"v": Source(now)})
        self.predictor.look(self.table, lambda _: self.way, live, now, shifted)
        return live

    def drive(self, since: int, until: int, late: int = 0) -> Live:
        """Every twenty seconds, `until` included."""
        live = Live()
        for at in range(since, until + 1, 20):
            live = self.hear(at, seen(at, self.due(at - late)))
        return live

    def due(self, at: int) -> tuple[float, float]:
        return self.way.point(due_place(self.way, run_of(self.table), at - BEGINS))

    def told(self, live: Live, stop: str, now: int) -> tuple[str, int | None, int]:
        """(state, seconds late, seconds unsure)"""
        found = arrivals(self.table, live, [self.table.stop_at[stop]], now, 3600, 7200)
        [one] = [one for one in found if (one.trip, one.day) == (TRIP, DAY)]
        return one.state, None if one.comes is None else one.comes - one.arrives, one.unsure or 0


def test_a_bus_that_sends_positions_only_is_predicted_with_its_delay_and_how_unsure_that_is(table: Timetable) -> None:
    road, now = Road(table), BEGINS + 1000
    live = road.drive(BEGINS - 60, now, late=240)
    assert live.unmatched == {}
    ids = ("heshan", "pancha", "tieniu", "lianghe", "gaoqiao", "dunhou", "xilai")
    states, lates, unsure = zip(*(road.told(live, stop, now) for stop in ids), strict=True)
    assert states == ("just_left",) * 3 + ("predicted",) * 4
    assert all(late is not None and 190 < late < 290 for late in lates[1:])  # what was seen, and what is to come
    assert 10 <= unsure[3] < unsure[4] < unsure[5] < unsure[6] < 300
    assert road.told(live, "xilai", now + 70)[0] == "stale" and road.told(live, "xilai", now + 650)[0] == "scheduled"


def test_a_bus_that_waits_at_its_first_stop_leaves_at_its_time_and_not_before(table: Timetable) -> None:
    road, now = Road(table), BEGINS - 300
    live = road.drive(now - 200, now)
    assert road.told(live, "heshan", now)[0] == "predicted" and road.told(live, "pancha", now)[1] in range(-30, 60)
    [one] = [a for a in arrivals(table, live, [table.stop_at["heshan"]], now, 0, 900) if a.trip == TRIP]
    assert one.goes == BEGINS


@pytest.mark.parametrize(
    ("why", "shown"),
    [("still", 1), ("old", 1), ("off_line", 1), ("gcj02", 1), ("other_time", 1), ("elsewhere", 0), ("future", 0)],
)
def test_a_ghost_predicts_nothing_and_its_reason_is_counted(table: Timetable, why: str, shown: int) -> None:
    road, now = Road(table), BEGINS + 600
    here = road.due(now)
    if why == "still":
        road.drive(BEGINS - 60, now)
        for _ in range(30):
            now += 20
            live = road.hear(now, seen(now, here))
    elif why == "old":
        live = road.hear(now, seen(now - 200, here))
    elif why == "off_line":
        live = road.hear(now, seen(now, (here[0], here[1] - 0.004)))
    elif why == "gcj02":
        for now in range(BEGINS + 300, BEGINS + 600, 20):  # now and then it lies on the line by chance
            live = road.hear(now, seen(now, to_gcj(*road.due(now))))
    elif why == "other_time":
        live = road.hear(now, seen(now, road.due(now + 1100)))
    else:
        live = road.hear(now, seen(now, FAR_AWAY) if why == "elsewhere" else seen(now + 3600, here))
    assert live.unmatched == {f"position_{why}": 1}
    assert road.told(live, "xilai", now) == ("scheduled", None, 0)
    assert len(live.positions) == shown  # what cannot be is shown to nobody


def test_where_a_whole_feed_is_shifted_nothing_is_believed_not_even_what_lies_on_a_line(table: Timetable) -> None:
    road, now = Road(table), BEGINS + 600
    live = road.hear(now, seen(now, road.due(now)), shifted=True)
    assert live.unmatched == {"position_gcj02": 1} and road.told(live, "xilai", now)[0] == "scheduled"


def test_a_phone_that_leaps_100_km_is_not_believed_and_its_bus_comes_as_said_before(table: Timetable) -> None:
    road, now = Road(table), BEGINS + 600
    before = road.told(road.drive(BEGINS - 60, now), "xilai", now)
    live = road.hear(now + 20, seen(now + 20, FAR_AWAY))
    assert live.unmatched == {"position_leap": 1} and not live.positions
    assert road.told(live, "xilai", now + 20) == before
    back = road.drive(now + 40, now + 60)
    assert not back.unmatched and road.told(back, "xilai", now + 60)[0] == "predicted"
    for n in range(4, 8):  # it stays there: then it is there, on no line of ours
        live = road.hear(now + 20 * n, seen(now + 20 * n, FAR_AWAY))
    assert live.unmatched == {"position_elsewhere": 1} and road.told(live, "xilai", now + 140)[0] == "scheduled"


def test_of_two_vehicles_on_one_trip_the_one_that_moves_is_the_bus(table: Timetable) -> None:
    road, now = Road(table), BEGINS + 600
    for at in range(BEGINS - 60, now + 1, 20):
        live = road.hear(at, seen(at, road.due(at)), seen(at, road.due(BEGINS), "parked"))
    [run] = live.by_id[TRIP]
    assert run.vehicle == "v1" and run.position is not None and run.position.vehicle == "v1"
    road.hear(now + FORGOTTEN + 1)
    assert not road.predictor.tracks


def test_a_large_feed_begins_with_some_lines_and_has_the_others_a_message_later(
    table: Timetable, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(predictor, "NEW_WAYS", 1)
    road, now, other = Road(table), BEGINS + 600, "101-b-daily-0840"
    number = table.trips[table.trip_at[other]].pattern
    back = way_of(table, table.patterns[number])
    there = seen(now, back.point(back.stops[0]), "v2")._replace(which=Which(other, "", None, DAY, None, "scheduled"))
    both = [seen(now, road.due(now)), there]
    for waits, told in ((1, 1), (0, 2)):
        live = lay(table, {"v": Message(now, [], both, [], 0)}, now, {"v": Source(now)})
        road.predictor.look(table, lambda run: back if run.number == number else road.way, live, now, False)
        assert live.unmatched["position_waits"] == waits
        assert sum(1 for run in live.runs.values() if run.at) == told


def test_a_position_that_comes_late_or_twice_does_not_move_the_bus_back(table: Timetable) -> None:
    road, now = Road(table), BEGINS + 600
    live = road.drive(BEGINS - 60, now)
    [track] = road.predictor.tracks.values()
    before = track.far
    again = road.hear(now + 5, seen(now - 300, road.due(now - 300)))
    assert track.far == before and road.told(again, "xilai", now) == road.told(live, "xilai", now)


NEAR_OR_FAR = some.tuples(some.floats(30.0, 30.5), some.floats(103.3, 103.7)) | some.tuples(
    some.floats(-90, 90), some.floats(-180, 180)
)


@settings(max_examples=40, deadline=None)
@given(some.lists(some.tuples(some.integers(-400, 4000), NEAR_OR_FAR | some.floats(0, 1)), max_size=25))
def test_whatever_positions_come_they_are_counted_or_told_in_the_order_of_time(
    table: Timetable, heard: list[tuple[int, tuple[float, float] | float]]
) -> None:
    road, now = Road(table), BEGINS
    for after, where in heard:
        place = where if isinstance(where, tuple) else road.way.point(where * road.way.metres[-1])
        now = max(now, BEGINS + after)
        live = road.hear(now, seen(BEGINS + after, place))
        [run] = live.by_id[TRIP]
        moments = [
            one for pair in zip(run.told.arrives, run.told.departs, strict=True) for one in pair if one is not None
        ]
        assert moments == sorted(moments)
        assert live.unmatched.total() == 1 or run.at > 0


def there_and_back(points: list[tuple[float, float]], stops: list[float]) -> Way:
    lat, lon = [one[0] for one in points], [one[1] for one in points]
    metres = lengths(lat, lon)
    return Way(lat, lon, metres, [share * metres[-1] for share in stops])


def followed(way: Way, run: LiveRun, since: float, until: float, bearing: float | None = None) -> Track:
    """A bus at 10 m/s between two shares of its way, heard of every 20 s; it goes at an even pace by the timetable."""
    track = Track(0)
    whole, ends = way.metres[-1], run.pattern.arrives[-1]
    far = since * whole
    while far <= until * whole:
        at = round(since * ends + (far - since * whole) / 10)
        track.follow(way, run, seen(max(at, 1), way.point(far), bearing=bearing))
        far += 200
    return track


SHARES = [0.0, 0.15, 0.35, 0.5, 0.65, 0.85, 1.0]
BACK = [(30.2, 103.5), (30.25, 103.5), (30.2, 103.5)]
LOOP = [(30.2, 103.5), (30.22, 103.5), (30.22, 103.53), (30.2, 103.53), (30.2, 103.5)]


@pytest.mark.parametrize("points", [BACK, LOOP], ids=["out and back on one road", "a loop"])
def test_a_line_that_passes_itself_is_followed_from_where_the_bus_was_last(
    table: Timetable, points: list[tuple[float, float]]
) -> None:
    way, run = there_and_back(points, SHARES), run_of(table)
    for until in (0.02, 0.3, 0.55, 0.7, 0.98):
        assert abs(followed(way, run, 0, until).far - until * way.metres[-1]) < 260
    assert set(followed(way, run, 0, 1).comes) >= {1, 2, 3, 4, 5}
    assert abs(followed(way, run, 0.97, 0.99).far - 0.98 * way.metres[-1]) < 260  # first seen just before its end


def test_a_bus_first_seen_on_the_same_road_back_is_put_right_by_how_it_goes(table: Timetable) -> None:
    way, run = there_and_back(BACK, SHARES), run_of(table)
    track = Track(0)
    whole = way.metres[-1]
    for n in range(8):  # by the timetable it would still be on its way out
        track.follow(way, run, seen(round(0.3 * run.pattern.arrives[-1]) + 20 * n, way.point(0.62 * whole + 200 * n)))
    assert abs(track.far - 0.62 * whole - 1400) < 260
    told = Track(0)
    told.follow(way, run, seen(round(0.3 * run.pattern.arrives[-1]), way.point(0.62 * whole), bearing=180))
    assert abs(told.far - 0.62 * whole) < 60


def test_what_is_learned_stays_small_and_newer_passes_count_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memory, "LARGEST", 3)
    known = Memory()
    for n in range(5):
        known.learn((f"s{n}", "s"), 4, 1000, 90)
    assert list(known.pieces) == [("s2", "s"), ("s3", "s"), ("s4", "s")]
    assert known.usual(("s0", "s"), 4, 1000, 60) == 60
    now, tomorrow = (known.usual(("s4", "s"), 4, at, 60) for at in (1000, 90_000))
    assert 60 < tomorrow < now < 90 and known.usual(("s4", "s"), 6, 90_000, 60) == 60
    for _ in range(300):
        known.judge(400, 200)
    assert 190 < known.range(300) < 230 and known.range(200) < known.range(300) <= known.range(400)


def test_predictions_are_less_wrong_than_the_timetable_and_than_the_last_delay_carried_on(table: Timetable) -> None:
    world, predictor, wrong = World(table, seed=3, step=30), Predictor(), Wrong([], [], [])
    for day in (17, 18, 19):
        wrong = lived(world, predictor, world.day(date(2026, 11, day), {"101"}.__contains__), judged=day == 19)
    assert len(wrong.ours) > 500
    assert fmean(wrong.ours) < 0.95 * fmean(wrong.carried) < 0.95 * fmean(wrong.scheduled)


async def test_a_county_that_sends_positions_only_has_arrivals_for_apps_and_for_others(tmp_path: Path) -> None:
    async with town(tmp_path, transit_token=TOKEN) as one:
        await keep(one.core.store, prepare(LINES, "xilai", "", DAY), BEGINS)
        await buses_of(one.core).refresh()
        held = buses_of(one.core).feeds["xilai"]
        way = way_of(held.timetable, run_of(held.timetable).pattern)
        now = BEGINS
        for now in range(BEGINS + 300, BEGINS + 420, 30):
            one.set_clock(datetime.fromtimestamp(now, UTC))
            said = pb.FeedMessage()
            said.header.gtfs_realtime_version, said.header.timestamp = "2.0", now
            for id, place in (
                ("川A1", way.point(due_place(way, run_of(held.timetable), now - BEGINS - 120))),
                ("川A2", FAR_AWAY),
            ):
                vehicle = said.entity.add(id=id).vehicle
                vehicle.trip.trip_id, vehicle.vehicle.id, vehicle.timestamp = TRIP, id, now
                vehicle.position.latitude, vehicle.position.longitude = place
            assert await send(one, "vehicles", said.SerializeToString(), "xilai") == 204
        doing = (await one.http.get("/transit")).json()["feeds"][0]
        assert doing["unmatched"] == {"position_elsewhere": 1} and doing["vehicles"] == 1

        found = await one.http.get("/api/where/arrivals-and-departures-for-stop/pujiang_xilai.json?minutesAfter=60")
        [bus] = [row for row in found.json()["data"]["entry"]["arrivalsAndDepartures"] if row["predicted"]]
        late = (bus["predictedArrivalTime"] - bus["scheduledArrivalTime"]) / 1000
        assert bus["vehicleId"] == "pujiang_川A1" and 60 < late < 180

        for name in ("gtfs.zip", "trip-updates.pb", "vehicle-positions.pb"):
            (tmp_path / name).write_bytes((await one.http.get(f"/transit/xilai/{name}")).content)
        ours = pb.FeedMessage.FromString((tmp_path / "trip-updates.pb").read_bytes())
        [update] = [entity.trip_update for entity in ours.entity]
        last = update.stop_time_update[-1]
        assert (update.trip.trip_id, last.stop_id, last.arrival.time * 1000) == (
            TRIP,
            "xilai",
            bus["predictedArrivalTime"],
        )
        assert last.arrival.uncertainty >= 10
    clock = datetime.fromtimestamp(now, UTC).isoformat()
    words = ["-tu", str(tmp_path / "trip-updates.pb"), "-vp", str(tmp_path / "vehicle-positions.pb"), "--at", clock]
    assert validate_live(["-gtfs", str(tmp_path / "gtfs.zip"), *words, "--out", str(tmp_path)]) == 0
    assert not {code for severity, code in worst(tmp_path / "report.json") if severity == "ERROR"}
