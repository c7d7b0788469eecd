"""A GTFS-Realtime message as plain values. Whatever arrives is looked at before it is believed."""

from __future__ import annotations

import re
from datetime import date
from math import isfinite
from typing import Any, NamedTuple

from google.protobuf.message import DecodeError
from google.transit import gtfs_realtime_pb2 as pb

from server.transit.gtfs.cells import BadCell, day, seconds

LARGEST = 16 * 2**20
ENTITIES = 50_000
STOPS = 2_000  # of one trip
TEXT = 4_000  # characters of an alert
LATEST = 2**33  # seconds: no clock of a bus is there yet
MILLISECONDS = 10**11  # whoever says more than that counts them
AHEAD = 60  # seconds that a clock may be fast


class Unreadable(Exception):
    """Its message is the reason, in plain words."""


class Event(NamedTuple):
    delay: int | None
    time: int | None


class StopUpdate(NamedTuple):
    sequence: int | None
    stop: str
    arrival: Event | None
    departure: Event | None
    relation: str  # scheduled, skipped, no_data


class Which(NamedTuple):
    """Which run of which trip is meant."""

    trip: str
    route: str
    direction: int | None
    day: date | None
    begins: int | None
    relation: str  # scheduled, added, cancelled, replacement, duplicated, deleted


class TripUpdate(NamedTuple):
    id: str
    which: Which
    vehicle: str
    at: int
    delay: int | None
    updates: list[StopUpdate]
    copy: Which | None  # of a duplicated trip


class Position(NamedTuple):
    id: str
    which: Which | None
    vehicle: str
    label: str
    lat: float
    lon: float
    bearing: float | None
    speed: float | None
    sequence: int | None
    stop: str
    stopped: bool
    at: int


class Alert(NamedTuple):
    id: str
    periods: list[tuple[int, int]]  # 0: open
    about: list[tuple[str, str, str, str]]  # agency, route, trip, stop
    cause: int
    effect: int
    header: dict[str, str]  # by language; "" when none was said
    text: dict[str, str]
    url: str


class Message(NamedTuple):
    at: int  # 0: the header does not say
    trips: list[TripUpdate]
    positions: list[Position]
    alerts: list[Alert]
    dropped: int  # entities that make no sense


TRIP = pb.TripDescriptor
RELATIONS = {
    TRIP.SCHEDULED: "scheduled",
    TRIP.ADDED: "added",
    TRIP.UNSCHEDULED: "scheduled",
    TRIP.CANCELED: "cancelled",
    TRIP.REPLACEMENT: "replacement",
    TRIP.DUPLICATED: "duplicated",
    TRIP.DELETED: "deleted",
    TRIP.NEW: "added",
}
STOP = pb.TripUpdate.StopTimeUpdate
AT_STOP = {STOP.SCHEDULED: "scheduled", STOP.SKIPPED: "skipped", STOP.NO_DATA: "no_data", STOP.UNSCHEDULED: "scheduled"}


def read_message(data: bytes) -> Message:
    if len(data) > LARGEST:
        raise Unreadable(f"is larger than {LARGEST // 2**20} MB")
    feed = pb.FeedMessage()
    try:
        feed.ParseFromString(data)
    except (DecodeError, RecursionError, ValueError):
        raise Unreadable("is no GTFS-Realtime message") from None
    if not feed.IsInitialized() or not re.fullmatch(r"[12]\.\d", feed.header.gtfs_realtime_version):
        raise Unreadable("is no GTFS-Realtime message of version 1 or 2")
    if feed.header.incrementality == pb.FeedHeader.DIFFERENTIAL:
        raise Unreadable("is a difference; only whole messages (FULL_DATASET) can be taken")
    if len(feed.entity) > ENTITIES:
        raise Unreadable(f"has more than {ENTITIES:,} entities")
    at = stamp(feed.header.timestamp)
    message = Message(at, [], [], [], 0)
    dropped = 0
    for one in feed.entity:
        if one.is_deleted:
            continue
        try:
            entity(one, message)
        except (BadCell, ValueError):
            dropped += 1
    return message._replace(dropped=dropped)


def entity(one: Any, into: Message) -> None:
    """An entity may carry several things."""
    if one.HasField("trip_update"):
        into.trips.append(trip_update(one.id, one.trip_update, into.at))
    if one.HasField("vehicle") and one.vehicle.HasField("position"):
        into.positions.append(position(one.id, one.vehicle, into.at))
    if one.HasField("alert"):
        into.alerts.append(alert(one.id, one.alert))


def stamp(value: int) -> int:
    seconds = value // 1000 if value > MILLISECONDS else value
    return int(seconds) if 0 <= seconds < LATEST else 0


def settled(message: Message, received: int) -> Message:
    """A clock that says nothing or runs ahead is not believed: it was said when we heard it."""
    said, latest = message.at, received + AHEAD
    header = said if 0 < said <= latest else received
    stamps = (said, *(one.at for one in message.trips), *(one.at for one in message.positions))
    if min(stamps) > 0 and max(stamps) <= latest:
        return message
    return message._replace(
        at=header,
        trips=[one if 0 < one.at <= latest else one._replace(at=header) for one in message.trips],
        # A phone whose own clock runs ahead is looked at by `predict`.
        positions=[one._replace(at=header) if one.at in (0, said) else one for one in message.positions],
    )


def which(trip: Any) -> Which:
    return Which(
        trip.trip_id,
        trip.route_id,
        trip.direction_id if trip.HasField("direction_id") else None,
        service_day(trip.start_date) if trip.start_date else None,
        seconds(trip.start_time) if trip.start_time else None,
        RELATIONS.get(trip.schedule_relationship, "scheduled"),
    )


def service_day(text: str) -> date:
    one = date.fromordinal(day(text))
    if not 2000 <= one.year < 2200:
        raise ValueError("no bus of today")
    return one


def trip_update(id: str, one: Any, header: int) -> TripUpdate:
    meant = which(one.trip)
    if len(one.stop_time_update) > STOPS:
        raise ValueError("too many stops")
    copy = None
    if meant.relation == "duplicated":
        new = one.trip_properties
        if not new.trip_id or not new.start_date or not new.start_time:
            raise ValueError("a duplicate says which run it is")
        copy = meant._replace(trip=new.trip_id, day=service_day(new.start_date), begins=seconds(new.start_time))
    return TripUpdate(
        id,
        meant,
        one.vehicle.id or one.vehicle.label,
        stamp(one.timestamp) or header,
        one.delay if one.HasField("delay") else None,
        [stop_update(stop) for stop in one.stop_time_update],
        copy,
    )


def stop_update(one: Any) -> StopUpdate:
    return StopUpdate(
        one.stop_sequence if one.HasField("stop_sequence") else None,
        one.stop_id,
        event(one.arrival) if one.HasField("arrival") else None,
        event(one.departure) if one.HasField("departure") else None,
        AT_STOP.get(one.schedule_relationship, "scheduled"),
    )


def event(one: Any) -> Event | None:
    time = (stamp(one.time) or None) if one.HasField("time") else None
    delay = one.delay if one.HasField("delay") else None
    return None if time is None and delay is None else Event(delay, time)


def position(id: str, one: Any, header: int) -> Position:
    lat, lon = one.position.latitude, one.position.longitude
    if not (isfinite(lat) and isfinite(lon) and -90 <= lat <= 90 and -180 <= lon <= 180) or (lat == 0 and lon == 0):
        raise ValueError("nowhere")
    return Position(
        id,
        which(one.trip) if one.HasField("trip") else None,
        one.vehicle.id or one.vehicle.label or id,
        one.vehicle.label,
        lat,
        lon,
        one.position.bearing if one.position.HasField("bearing") and 0 <= one.position.bearing <= 360 else None,
        one.position.speed if one.position.HasField("speed") and isfinite(one.position.speed) else None,
        one.current_stop_sequence if one.HasField("current_stop_sequence") else None,
        one.stop_id,
        one.HasField("current_status") and one.current_status == pb.VehiclePosition.STOPPED_AT,
        stamp(one.timestamp) or header,
    )


def alert(id: str, one: Any) -> Alert:
    return Alert(
        id,
        [(stamp(span.start), stamp(span.end)) for span in one.active_period],
        [
            (who.agency_id, who.route_id or who.trip.route_id, who.trip.trip_id, who.stop_id)
            for who in one.informed_entity
        ],
        one.cause,
        one.effect,
        texts(one.header_text),
        texts(one.description_text),
        next(iter(texts(one.url).values()), ""),
    )


def texts(one: Any) -> dict[str, str]:
    return {text.language: text.text[:TEXT] for text in one.translation}
