"""OneBusAway's public clients, for Python and for JavaScript, against our server: lists, stops, arrivals, no error."""

import asyncio
import json
from asyncio.subprocess import PIPE
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from threading import Event
from typing import Any

import httpx
import onebusaway
import pytest
import uvicorn
from google.transit import gtfs_realtime_pb2 as pb
from onebusaway import AsyncOnebusawaySDK

from server.transit.held import buses_of
from server.transit.keep import keep, prepare
from server.transit.oba import routes
from server.transit.oba.entities import References
from server.transit.realtime.message import read_message
from tests.server.bus_town import NOW, redding, send
from tests.server.made_feed import FILES, TODAY, changed, zipped
from tests.server.town import Town, town


def client_of(one: Town) -> AsyncOnebusawaySDK:
    """With its own check of every answer against the published types."""
    http = httpx.AsyncClient(transport=httpx.ASGITransport(one.app))
    return AsyncOnebusawaySDK(
        api_key="TEST", base_url="http://town", http_client=http, max_retries=0, _strict_response_validation=True
    )


async def test_the_public_client_finds_stops_lines_and_arrivals(tmp_path: Path) -> None:
    async with redding(tmp_path) as one, client_of(one) as oba:
        assert (await oba.current_time.retrieve()).data.entry.time == 1749416910_000
        [covered] = (await oba.agencies_with_coverage.list()).data.list
        assert covered.agency_id == "25" and covered.lat_span > 0
        assert (await oba.agency.retrieve("25")).data.entry.name == "Redding Area Bus Authority"
        assert len((await oba.routes_for_agency.list("25")).data.list) == 13
        assert len((await oba.route_ids_for_agency.list("25")).data.list) == 13
        assert len((await oba.stops_for_agency.list("25")).data.list) == 375
        assert len((await oba.stop_ids_for_agency.list("25")).data.list) == 375
        route = (await oba.route.retrieve("25_24")).data.entry
        assert (route.short_name, route.color) == ("99X", "9F472E")
        stop = await oba.stop.retrieve("25_9902")
        assert stop.data.entry.route_ids == ["25_24"]
        lines = (await oba.stops_for_route.list("25_24")).data
        assert lines.entry.stop_ids and lines.references.stops and lines.entry.polylines
        near = await oba.stops_for_location.list(lat=stop.data.entry.lat, lon=stop.data.entry.lon, radius=500)
        assert near.data.list[0].id == "25_9902"
        assert [one.id for one in (await oba.routes_for_location.list(lat=40.5836, lon=-122.3912)).data.list]
        assert (await oba.search_for_stop.list(input="northpoint")).data.list
        assert (await oba.search_for_route.list(input="99X")).data.list[0].id == "25_24"

        found = (await oba.arrival_and_departure.list("25_9902", minutes_after=60)).data
        [bus] = [one for one in found.entry.arrivals_and_departures if one.predicted]
        assert bus.predicted_arrival_time == 1749418441_000
        assert bus.vehicle_id == "25_5701" and bus.number_of_stops_away == 0
        assert bus.trip_status is not None and bus.trip_status.predicted
        assert 0 < bus.trip_status.distance_along_trip < bus.trip_status.total_distance_along_trip
        assert {one.id for one in found.references.trips} >= {bus.trip_id}

        again = await oba.arrival_and_departure.retrieve("25_9902", trip_id=bus.trip_id, service_date=bus.service_date)
        assert again.data.entry.predicted_arrival_time == bus.predicted_arrival_time
        trip = (await oba.trip.retrieve(bus.trip_id)).data.entry
        assert trip.route_id == "25_24" and trip.time_zone == "America/Los_Angeles"
        details = (await oba.trip_details.retrieve(bus.trip_id)).data.entry
        assert details.schedule and details.status and details.status.vehicle_id == "25_5701"
        assert (await oba.trip_for_vehicle.retrieve("25_5701")).data.entry.trip_id == bus.trip_id
        vehicles = (await oba.vehicles_for_agency.list("25")).data.list
        assert len(vehicles) == 22 and sum(1 for one in vehicles if one.trip_id) == 1
        round = (await oba.block.retrieve(trip.block_id or "")).data.entry.configurations
        assert trip.id in {one.trip_id for each in round for one in each.trips}
        known = (await oba.config.retrieve()).data.entry
        assert int(known.service_date_from or 0) < NOW.timestamp() * 1000 < int(known.service_date_to or 0)
        here = await oba.trips_for_location.list(
            lat=stop.data.entry.lat, lon=stop.data.entry.lon, lat_span=1, lon_span=1, include_schedule=True
        )
        assert bus.trip_id in {one.trip_id for one in here.data.list} and here.data.references.stops
        shape = (await oba.shape.retrieve(trip.shape_id or "")).data.entry
        assert shape.length > 10 and shape.points
        day = (await oba.schedule_for_stop.retrieve("25_9902")).data.entry
        assert day.stop_route_schedules
        whole = (await oba.schedule_for_route.retrieve("25_24", date="2025-06-08")).data.entry
        trips = {name for group in whole.stop_trip_groupings for name in group.trip_ids}
        assert bus.trip_id in trips and whole.service_ids
        under_way = (await oba.trips_for_route.list("25_24", include_schedule=True)).data.list
        assert bus.trip_id in {one.trip_id for one in under_way} and under_way[0].schedule
        around = await oba.arrivals_and_departures_for_location.list(
            lat=stop.data.entry.lat, lon=stop.data.entry.lon, radius=300, minutes_after=60
        )
        assert bus.trip_id in {one.trip_id for one in around.data.entry.arrivals_and_departures}


@asynccontextmanager
async def listening(app: Any) -> AsyncIterator[str]:
    """The server of the test's own process, with its clock, behind a real socket."""
    web = uvicorn.Server(uvicorn.Config(app, port=0, lifespan="off", log_config=None))
    running = asyncio.create_task(web.serve())
    while not web.started:
        await asyncio.sleep(0.01)
    try:
        yield f"http://127.0.0.1:{web.servers[0].sockets[0].getsockname()[1]}"
    finally:
        web.should_exit = True
        await running


async def test_the_public_client_for_javascript_has_an_answer_to_all_its_questions(tmp_path: Path) -> None:
    script = Path(__file__).parent / "oba_client.mjs"
    async with redding(tmp_path) as one, listening(one.app) as url:
        asking = await asyncio.create_subprocess_exec("node", script, url, stdout=PIPE, stderr=PIPE)
        out, errors = await asking.communicate()
        assert asking.returncode == 0, errors.decode()
    said = json.loads(out)
    assert said.pop("none") == {"code": 404, "name": "NotFoundError"}
    assert len(said) == 27 and {(one["code"], one["text"], one["version"]) for one in said.values()} == {(200, "OK", 2)}
    assert all("references" in one for one in said.values())
    assert len(said["stopsForAgency"]["list"]) == 375 and len(said["routesForAgency"]["list"]) == 13
    bus = next(one for one in said["arrivals"]["entry"]["arrivalsAndDepartures"] if one["predicted"])
    assert bus["predictedArrivalTime"] == said["arrival"]["entry"]["predictedArrivalTime"] == 1749418441_000
    assert bus["distanceFromStop"] > 0
    near = said["tripsForLocation"]["list"]
    assert bus["tripId"] in {one["tripId"] for one in near} and all(one["schedule"]["stopTimes"] for one in near)
    assert all(abs(one["status"]["position"]["lat"] - said["stop"]["entry"]["lat"]) <= 0.5 for one in near)

    details = said["tripDetails"]["entry"]["schedule"]
    [configuration] = [
        one
        for one in said["block"]["entry"]["configurations"]
        if one["activeServiceIds"] == [said["trip"]["entry"]["serviceId"]]
    ]
    trips = [one["tripId"] for one in configuration["trips"]]
    at = trips.index(bus["tripId"])
    assert ["", *trips, ""][at : at + 3] == [details["previousTripId"], bus["tripId"], details["nextTripId"]]
    far = [one["distanceAlongTrip"] for one in details["stopTimes"]]
    assert far == sorted(far) and far[-1] > 1000
    begins = [one["blockStopTimes"][0]["stopTime"]["arrivalTime"] for one in configuration["trips"]]
    assert begins == sorted(begins)


async def test_what_is_not_there_is_not_found_and_what_is_wrong_is_said(tmp_path: Path) -> None:
    async with redding(tmp_path, live=False) as one, client_of(one) as oba:
        for ask in (oba.stop.retrieve("25_none"), oba.stop.retrieve("none"), oba.trip.retrieve("25_")):
            try:
                await ask
            except onebusaway.NotFoundError as error:
                assert error.response.json()["code"] == 404
            else:
                raise AssertionError("found what is not there")
        wrong = await one.http.get("/api/where/stops-for-location.json?lat=north&lon=1")
        assert wrong.status_code == 400 and wrong.json()["text"] == "invalid parameter: lat"
        for path in (
            "stop/25_1001.json?x=%ff",
            "schedule-for-stop/25_1001.json?date=9e99",
            "nothing.json",
            "stop.json",
        ):
            assert (await one.http.get(f"/api/where/{path}")).status_code in (200, 400, 404)


async def test_alerts_are_told_where_they_hold_and_go_out_again(tmp_path: Path) -> None:
    feed = pb.FeedMessage()
    feed.header.gtfs_realtime_version, feed.header.timestamp = "2.0", int(NOW.timestamp())
    for id, end in (("closed", 1749500000), ("over", 1749000000)):
        entity = feed.entity.add()
        entity.id = id
        alert = entity.alert
        period = alert.active_period.add()
        period.start, period.end = 1748000000, end
        alert.informed_entity.add().route_id = "24"
        alert.cause, alert.effect = alert.CONSTRUCTION, alert.DETOUR
        text = alert.header_text.translation.add()
        text.text, text.language = "修路绕行", "zh"
    async with redding(tmp_path) as one, client_of(one) as oba:
        assert await send(one, "alerts", feed.SerializeToString()) == 204
        found = (await oba.arrival_and_departure.list("25_9902", minutes_after=60)).data
        [situation] = found.references.situations
        assert situation.summary and situation.summary.value == "修路绕行" and situation.reason == "construction"
        assert all(bus.situation_ids == [situation.id] for bus in found.entry.arrivals_and_departures)
        away = await one.http.get("/transit/raba/alerts.pb")
    said = read_message(away.content)
    assert [(alert.id, alert.about, alert.header) for alert in said.alerts] == [
        ("closed", [("", "24", "", "")], {"zh": "修路绕行"})
    ]


async def test_strange_questions_get_an_answer(tmp_path: Path) -> None:
    async with redding(tmp_path) as one:
        for path in (
            *("schedule-for-stop/25_1001.json?date=²", "schedule-for-stop/25_1001.json?date=0001-01-01"),
            *("schedule-for-stop/25_1001.json?date=99999999999999999999", "trip-details/25_x.json?serviceDate=-7e12"),
            *("arrivals-and-departures-for-stop/25_1001.json?minutesAfter=1e300&time=-6e12", "stop/25_%00.json"),
            *("stops-for-location.json?lat=1&lon=2&radius=inf", "stops-for-location.json?lat=90&lon=180&maxCount=-1"),
            *("search/stop.json?input=" + "a" * 5000, "search/route.json?input=x&maxCount=nan"),
            "arrival-and-departure-for-stop/25_1001.json?tripId=_",
        ):
            answer = await one.http.get(f"/api/where/{path}")
            assert answer.status_code in (200, 400, 404), path
            assert answer.json()["code"] == answer.status_code


async def test_an_agency_has_the_stops_of_its_own_lines_and_one_without_lines_covers_nothing(tmp_path: Path) -> None:
    """Lines of b pass the second stop by."""
    agencies = FILES["agency.txt"] + "c,停运公司,https://example.org/,Asia/Shanghai\n"
    times = FILES["stop_times.txt"].replace("night,2,s2,24:05:00,24:05:00\n", "")
    async with town(tmp_path) as one, client_of(one) as oba:
        ready = prepare(zipped(tmp_path, changed(agency=agencies, stop_times=times)), "made", "", TODAY)
        await keep(one.core.store, ready, 1)
        await buses_of(one.core).refresh()
        for agency, stops in (("a", ["a_s1", "a_s2", "a_s3"]), ("b", ["a_s1", "a_s3"]), ("c", [])):
            assert (await oba.stop_ids_for_agency.list(agency)).data.list == stops
            assert [one.id for one in (await oba.stops_for_agency.list(agency)).data.list] == stops
        covered = (await oba.agencies_with_coverage.list()).data
        assert [one.agency_id for one in covered.list] == ["a", "b"]
        assert {one.id for one in covered.references.agencies} == {"a", "b"}


async def test_a_question_that_takes_long_holds_nobody_else_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    goes_on = Event()

    def slow(*_: Any) -> Any:
        assert goes_on.wait(10)
        return {"entry": {}}, References()

    monkeypatch.setitem(routes.LISTS, "config", slow)
    async with redding(tmp_path, live=False) as one:
        asking = asyncio.create_task(one.http.get("/api/where/config.json"))
        await asyncio.sleep(0)
        assert (await one.http.get("/transit")).status_code == 200 and not asking.done()
        goes_on.set()
        assert (await asking).status_code == 200
