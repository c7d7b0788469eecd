"""What is known live as GTFS-Realtime messages: predictions, positions, alerts. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from google.transit import gtfs_realtime_pb2 as pb

from server.transit.arrivals import FORGOTTEN
from server.transit.realtime.live import Live, LiveRun, holds
from server.transit.timetable import Timetable

TRIP, STOP = pb.TripDescriptor, pb.TripUpdate.StopTimeUpdate
RELATIONS = {
    "scheduled": TRIP.SCHEDULED,
    "cancelled": TRIP.CANCELED,
    "deleted": TRIP.DELETED,
    "added": TRIP.ADDED,  # whoever does not know NEW yet would take it for a trip of the timetable
    "replacement": TRIP.REPLACEMENT,
    "duplicated": TRIP.DUPLICATED,
}


def message(now: int) -> Any:
    feed = pb.FeedMessage()
    feed.header.gtfs_realtime_version = "2.0"
    feed.header.incrementality = pb.FeedHeader.FULL_DATASET
    feed.header.timestamp = now
    return feed


def known_runs(live: Live, now: int) -> Iterator[LiveRun]:
    """Those of which something was said lately enough."""
    for runs in live.by_id.values():
        for run in runs:
            if run.at and now - run.at <= FORGOTTEN:
                yield run


def trip_updates(timetable: Timetable, live: Live, now: int) -> bytes:
    feed = message(now)
    for run in known_runs(live, now):
        entity = feed.entity.add()
        entity.id = f"{run.id}:{run.day:%Y%m%d}:{run.begins}"
        update = entity.trip_update
        describe(update.trip, timetable, run)
        update.timestamp = run.at
        if run.vehicle:
            update.vehicle.id = run.vehicle
        if run.relation == "duplicated":
            update.trip_properties.trip_id = run.id
            update.trip_properties.start_date = f"{run.day:%Y%m%d}"
            update.trip_properties.start_time = clock(run.begins)
        if run.relation == "deleted":
            left_out(update, timetable, run)
        elif run.relation != "cancelled":
            stops(update, timetable, run)
            if not update.stop_time_update:
                del feed.entity[-1]  # nothing was said of it
    return bytes(feed.SerializeToString())


def describe(trip: Any, timetable: Timetable, run: LiveRun) -> None:
    copied = run.relation == "duplicated"
    trip.trip_id = timetable.trips[run.trip].id if copied else run.id
    trip.route_id = timetable.routes[run.pattern.route].id
    if run.trip < 0:
        trip.direction_id = run.pattern.direction
    roughly = run.relation == "scheduled" and by_headway(timetable, run)
    trip.schedule_relationship = TRIP.UNSCHEDULED if roughly else RELATIONS[run.relation]
    if not copied:
        trip.start_date = day(run.day)
        trip.start_time = clock(run.begins)


def by_headway(timetable: Timetable, run: LiveRun) -> bool:
    """Of a bus that goes about every so many minutes no run is on a timetable."""
    return any(not one.exact for one in timetable.often.get(run.trip, ()))


def day(one: date) -> str:
    return f"{one:%Y%m%d}"


def clock(second: int) -> str:
    return f"{second // 3600:02}:{second // 60 % 60:02}:{second % 60:02}"


def stops(update: Any, timetable: Timetable, run: LiveRun) -> None:
    """Where something else is known than the delay that is carried on, as the specification has it. A trip that stands
    in no timetable has all of its stops from here."""
    zero = timetable.midnight(run.pattern.route, run.day) + run.begins
    scheduled = STOP.UNSCHEDULED if by_headway(timetable, run) else STOP.SCHEDULED
    carried: int | None = None
    latest = 0
    for at, stop in enumerate(run.pattern.stops):
        comes, goes, skipped = run.told.arrives[at], run.told.departs[at], at in run.told.skipped
        late = None if comes is None else comes - zero - run.pattern.arrives[at]
        later = None if goes is None else goes - zero - run.pattern.departs[at]
        if not skipped and late == later == carried and run.number >= 0:
            continue
        one = update.stop_time_update.add()
        one.stop_sequence = run.pattern.sequence[at]
        one.stop_id = timetable.stops[stop].id
        if skipped:
            one.schedule_relationship = STOP.SKIPPED
            continue
        silent = comes is None and goes is None
        one.schedule_relationship = STOP.NO_DATA if silent else scheduled
        # Some give two stops the same second; a bus is at the second one later.
        if comes is not None:
            one.arrival.time = comes = max(comes, latest + 1)
        if goes is not None:
            one.departure.time = goes = max(goes, latest + 1, comes or 0)
        latest = max(comes or 0, goes or 0, latest)
        if run.unsure is not None:
            for event in ([one.arrival] if comes is not None else []) + ([one.departure] if goes is not None else []):
                event.uncertainty = run.unsure[at]
        carried = goes - zero - run.pattern.departs[at] if goes is not None else late


def left_out(update: Any, timetable: Timetable, run: LiveRun) -> None:
    """For those who do not know DELETED: it stops nowhere."""
    for at, stop in enumerate(run.pattern.stops):
        one = update.stop_time_update.add()
        one.stop_sequence, one.stop_id = run.pattern.sequence[at], timetable.stops[stop].id
        one.schedule_relationship = STOP.SKIPPED


def vehicle_positions(timetable: Timetable, live: Live, now: int) -> bytes:
    feed = message(now)
    newest: dict[str, int] = {}
    for seen, _, _ in live.positions:
        newest[seen.vehicle] = max(seen.at, newest.get(seen.vehicle, 0))
    for seen, run, source in live.positions:
        if now - seen.at > FORGOTTEN or newest[seen.vehicle] != seen.at:
            continue
        newest[seen.vehicle] = -1  # told
        entity = feed.entity.add()
        entity.id = f"{source}:{seen.id}"
        vehicle = entity.vehicle
        vehicle.vehicle.id = seen.vehicle
        vehicle.vehicle.label = seen.label
        vehicle.position.latitude, vehicle.position.longitude = seen.lat, seen.lon
        vehicle.timestamp = seen.at
        for name, value in (("bearing", seen.bearing), ("speed", seen.speed)):
            if value is not None:
                setattr(vehicle.position, name, value)
        if run is not None:
            describe(vehicle.trip, timetable, run)
        if run is not None and seen.sequence is not None:
            vehicle.current_stop_sequence = seen.sequence
            vehicle.stop_id = seen.stop
            status = vehicle.STOPPED_AT if seen.stopped else vehicle.IN_TRANSIT_TO
            vehicle.current_status = status
    return bytes(feed.SerializeToString())


def alerts(timetable: Timetable, live: Live, now: int) -> bytes:
    feed = message(now)
    for one in live.alerts:
        if not holds(one, now) and all(end and end < now for _, end in one.periods):
            continue
        entity = feed.entity.add()
        entity.id = one.id
        alert = entity.alert
        alert.cause, alert.effect = one.cause, one.effect
        for start, end in one.periods:
            period = alert.active_period.add()
            if start:
                period.start = start
            if end:
                period.end = end
        # About nothing that we could name: about all.
        about = [who for who in one.about if any(who)] or [(id, "", "", "") for id in timetable.agencies]
        for agency, route, trip, stop in about:
            who = alert.informed_entity.add()
            for name, value in (("agency_id", agency), ("route_id", route), ("stop_id", stop)):
                if value:
                    setattr(who, name, value)
            if trip:
                who.trip.trip_id = trip
        said(alert.header_text, one.header)
        said(alert.description_text, one.text)
        said(alert.url, {"": one.url} if one.url else {})
    return bytes(feed.SerializeToString())


def said(into: Any, texts: dict[str, str]) -> None:
    for language, text in texts.items():
        one = into.translation.add()
        one.text = text
        if language:
            one.language = language


FEEDS = {
    "trip-updates.pb": trip_updates,
    "vehicle-positions.pb": vehicle_positions,
    "alerts.pb": alerts,
}
