"""The columns of each GTFS file that we read, in the order in which `read` takes them."""

from __future__ import annotations

from server.transit.gtfs.cells import (
    color,
    day,
    distance,
    latitude,
    longitude,
    name_of,
    number,
    place,
    seconds,
    text,
    whole,
    within,
    zone,
)
from server.transit.gtfs.sheet import Column

AGENCY = [
    Column("agency_id", name_of, default=""),
    Column("agency_name", text, True),
    Column("agency_url", text, True),
    Column("agency_timezone", zone, True),
    Column("agency_lang", text, default=""),
    Column("agency_phone", text, default=""),
]
STOPS = [
    Column("stop_id", name_of, True),
    Column("stop_code", text, default=""),
    Column("stop_name", text, default=""),
    Column("stop_lat", latitude),
    Column("stop_lon", longitude),
    Column("location_type", within(0, 4), default=0),
    Column("parent_station", name_of, default=""),
    Column("wheelchair_boarding", within(0, 2), default=0, soft=True),
    Column("place_code", place, default=""),
]
ROUTES = [
    Column("route_id", name_of, True),
    Column("agency_id", name_of, default=""),
    Column("route_short_name", text, default=""),
    Column("route_long_name", text, default=""),
    Column("route_desc", text, default=""),
    Column("route_type", within(0, 1702), True),
    Column("route_url", text, default=""),
    Column("route_color", color, default="", soft=True),
    Column("route_text_color", color, default="", soft=True),
    Column("route_sort_order", whole, default=2**31 - 1, soft=True),
]
CALENDAR = [
    Column("service_id", name_of, True),
    *(
        Column(name, within(0, 1), True)
        for name in ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
    ),
    Column("start_date", day, True),
    Column("end_date", day, True),
]
CALENDAR_DATES = [
    Column("service_id", name_of, True),
    Column("date", day, True),
    Column("exception_type", within(1, 2), True),
]
SHAPES = [
    Column("shape_id", name_of, True),
    Column("shape_pt_lat", latitude, True),
    Column("shape_pt_lon", longitude, True),
    Column("shape_pt_sequence", within(0, 2**31 - 1), True),
    Column("shape_dist_traveled", distance, soft=True),
]
TRIPS = [
    Column("trip_id", name_of, True),
    Column("route_id", name_of, True),
    Column("service_id", name_of, True),
    Column("trip_headsign", text, default=""),
    Column("trip_short_name", text, default=""),
    Column("direction_id", within(0, 1), default=0, soft=True),
    Column("block_id", name_of, default=""),
    Column("shape_id", name_of, default=""),
]
FREQUENCIES = [
    Column("trip_id", name_of, True),
    Column("start_time", seconds, True),
    Column("end_time", seconds, True),
    Column("headway_secs", within(1, 86400), True),
    Column("exact_times", within(0, 1), default=0),
]
STOP_TIMES = [
    Column("trip_id", name_of, True),
    Column("stop_sequence", within(0, 2**31 - 1), True),
    Column("stop_id", name_of, default=""),
    Column("arrival_time", seconds, default=-1),
    Column("departure_time", seconds, default=-1),
    Column("pickup_type", within(0, 3), default=0, soft=True),
    Column("drop_off_type", within(0, 3), default=0, soft=True),
    Column("shape_dist_traveled", number, default=-1.0, soft=True),
    Column("location_group_id", text, default=""),
]
FEED_INFO = [
    Column("feed_publisher_name", text, default=""),
    Column("feed_version", text, default=""),
    Column("feed_start_date", day, soft=True),
    Column("feed_end_date", day, soft=True),
]
