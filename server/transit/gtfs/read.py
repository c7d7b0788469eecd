"""Reads every file of a feed. References are looked up at once, while the line is known that makes them.

Own reading with `csv`, not gtfs-kit: that brings pandas, geopandas and shapely (345 MB installed, 3 s and 105 MB at
each start, measured), and its errors name a column but neither file nor line.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from msgspec import structs

from server.guide.load.problems import Problems, Refused, Where
from server.transit.gtfs import columns
from server.transit.gtfs.archive import Archive
from server.transit.gtfs.feed import Agency, Feed, Frequency, Route, Service, Shape, Stop, Times, Trip
from server.transit.gtfs.sheet import Column, rows

FEW = 100  # one line in so many may name a stop that is not there: feeds that were cut out of others have such
NEEDED = ("agency.txt", "stops.txt", "routes.txt", "trips.txt", "stop_times.txt")


def read_feed(archive: Archive) -> Feed:
    """Raises Refused with everything that is wrong. What joins several rows is looked at in `check`."""
    problems, feed = Problems(), Feed()
    archive = without_empty(archive, feed)
    for name in NEEDED:
        if name not in archive.files:
            problems.add(Where(name), None, "is missing")
    if not {"calendar.txt", "calendar_dates.txt"} & archive.files.keys():
        problems.add(Where("calendar.txt"), None, "is missing, and so is calendar_dates.txt: no day has a service")
    if problems:
        raise Refused(problems)
    read = Reading(archive, feed, problems)
    for part in (read.agencies, read.stops, read.routes, read.calendars, read.shapes, read.trips):
        part()
    read.frequencies()
    read.stop_times()
    read.about()
    if problems:
        raise Refused(problems)
    return feed


def without_empty(archive: Archive, feed: Feed) -> Archive:
    """Some tools write a file of nothing for what a feed does not have."""
    empty = [
        name for name, data in archive.files.items() if name not in NEEDED and not data.strip(b"\xef\xbb\xbf \t\r\n")
    ]
    feed.notes += [f"{name}: is empty; taken as not there" for name in empty]
    return replace(archive, files={name: data for name, data in archive.files.items() if name not in empty})


class Reading:
    def __init__(self, archive: Archive, feed: Feed, problems: Problems) -> None:
        self.archive, self.feed, self.problems = archive, feed, problems

    def rows(self, name: str, wanted: list[Column]) -> Iterator[tuple[int, list[Any]]]:
        text = self.archive.text(name, self.problems)
        return iter(()) if text is None else rows(name, text, wanted, self.problems, self.feed.notes)

    def told(self, name: str, line: int, column: str, reason: str) -> None:
        self.problems.add(Where(name, line), column, reason)

    def new(self, name: str, line: int, column: str, id: str, known: dict[str, Any]) -> bool:
        if id in known:
            self.told(name, line, column, f"{id} stands twice")
            return False
        self.feed.lines[name, id] = line
        return True

    def agencies(self) -> None:
        for line, values in self.rows("agency.txt", columns.AGENCY):
            one = Agency(*values)
            if self.new("agency.txt", line, "agency_id", one.id, self.feed.agencies):
                self.feed.agencies[one.id] = one
        zones = {one.zone for one in self.feed.agencies.values()}
        if len(zones) > 1:
            self.feed.notes.append(f"agency.txt: several time zones ({', '.join(sorted(zones))}); trips keep their own")
        if not self.feed.agencies and not self.problems:
            self.problems.add(Where("agency.txt"), None, "names no agency")

    def stops(self) -> None:
        parents: list[tuple[int, str, str]] = []
        for line, values in self.rows("stops.txt", columns.STOPS):
            values[2] = values[2] or values[0]
            if values[5] in (0, 1, 2) and (values[3] is None or values[4] is None):
                self.told("stops.txt", line, "stop_lat", "is empty: where is the stop?")
                continue
            values[3], values[4] = values[3] or 0.0, values[4] or 0.0
            one = Stop(*values)
            if values[5] == 0 and abs(one.lat) < 0.01 and abs(one.lon) < 0.01:
                self.told("stops.txt", line, "stop_lat", "0, 0 lies in the sea off Africa; the position is not known")
            if self.new("stops.txt", line, "stop_id", one.id, self.feed.stops):
                self.feed.stops[one.id] = one
                if one.parent:
                    parents.append((line, one.id, one.parent))
        for line, id, parent in parents:
            if parent not in self.feed.stops:
                where = Where("stops.txt", line)
                self.feed.notes.append(f"{where}, column parent_station: {parent} is not in stops.txt; left out")
                self.feed.stops[id] = structs.replace(self.feed.stops[id], parent="")

    def routes(self) -> None:
        agencies = self.feed.agencies
        for line, values in self.rows("routes.txt", columns.ROUTES):
            if not values[1] and len(agencies) == 1:
                values[1] = next(iter(agencies))
            one = Route(*values)
            if one.agency not in agencies:
                self.told("routes.txt", line, "agency_id", f"{one.agency or 'nothing'} is not in agency.txt")
            if not one.short and not one.long:
                self.told("routes.txt", line, "route_short_name", "is empty, and so is route_long_name")
            if self.new("routes.txt", line, "route_id", one.id, self.feed.routes):
                self.feed.routes[one.id] = one

    def calendars(self) -> None:
        services = self.feed.services
        for line, (id, *days, first, last) in self.rows("calendar.txt", columns.CALENDAR):
            if first > last:
                self.told("calendar.txt", line, "end_date", "lies before start_date")
            if self.new("calendar.txt", line, "service_id", id, services):
                services[id] = Service(sum(on << n for n, on in enumerate(days)), first, last)
        for line, (id, day, kind) in self.rows("calendar_dates.txt", columns.CALENDAR_DATES):
            one = services.setdefault(id, Service())
            here, other = (one.added, one.removed) if kind == 1 else (one.removed, one.added)
            if day in other:
                self.told("calendar_dates.txt", line, "date", "is both added to this service and taken out of it")
            here.add(day)

    def shapes(self) -> None:
        shapes = self.feed.shapes
        for line, (id, lat, lon, sequence, dist) in self.rows("shapes.txt", columns.SHAPES):
            one = shapes.get(id)
            if one is None:
                one = shapes[id] = Shape()
                self.feed.lines["shapes.txt", id] = line
            one.sequence.append(sequence)
            one.lat.append(lat)
            one.lon.append(lon)
            one.dist.append(-1 if dist is None else dist)

    def trips(self) -> None:
        feed = self.feed
        given = "shapes.txt" in self.archive.files
        for line, values in self.rows("trips.txt", columns.TRIPS):
            if not given:
                values[7] = ""
            one = Trip(*values)
            for column, id, known, file in (
                ("route_id", one.route, feed.routes, "routes.txt"),
                ("service_id", one.service, feed.services, "calendar.txt nor in calendar_dates.txt"),
                ("shape_id", one.shape, feed.shapes, "shapes.txt"),
            ):
                if id and id not in known:
                    self.told("trips.txt", line, column, f"{id} is not in {file}")
            if self.new("trips.txt", line, "trip_id", one.id, feed.trips):
                feed.trips[one.id] = one

    def frequencies(self) -> None:
        for line, values in self.rows("frequencies.txt", columns.FREQUENCIES):
            trip, start, end, headway, exact = values
            one = Frequency(trip, start, end, headway, exact == 1)
            if one.trip not in self.feed.trips:
                self.told("frequencies.txt", line, "trip_id", f"{one.trip} is not in trips.txt")
            if one.start >= one.end:
                self.told("frequencies.txt", line, "end_time", "is not after start_time")
            self.feed.frequencies.append(one)

    def stop_times(self) -> None:
        feed, trips, stops, times, flexible = self.feed, self.feed.trips, self.feed.stops, self.feed.times, 0
        lost = Problems()
        for line, values in self.rows("stop_times.txt", columns.STOP_TIMES):
            trip, sequence, stop, arrives, departs, pickup, drop, dist, area = values
            if not stop and area:
                flexible += 1
                continue
            one = times.get(trip)
            if one is None:
                if trip not in trips:
                    self.told("stop_times.txt", line, "trip_id", f"{trip} is not in trips.txt")
                    continue
                one = times[trip] = Times(line=line)
            if stop not in stops:
                lost.add(Where("stop_times.txt", line), "stop_id", f"{stop or 'nothing'} is not in stops.txt")
                continue
            one.sequence.append(sequence)
            one.stops.append(stops[stop].id)  # the text that is there already, not another one
            one.arrives.append(departs if arrives < 0 else arrives)
            one.departs.append(arrives if departs < 0 else departs)
            one.rides.append(pickup + 4 * drop)
            one.dist.append(dist)
        if len(lost.found) * FEW > sum(len(one.stops) for one in times.values()):
            self.problems.found += lost.found
        elif lost:
            feed.notes.append(f"{lost.found[0]}; {len(lost.found)} such lines are left out")
        if flexible:
            feed.notes.append(f"stop_times.txt: {flexible} lines serve areas instead of stops and are left out")

    def about(self) -> None:
        for _, (publisher, version, _, _) in self.rows("feed_info.txt", columns.FEED_INFO):
            self.feed.publisher, self.feed.version = publisher, version
        words = (self.feed.publisher, *(one.name for one in self.feed.agencies.values()))
        self.feed.sample = any("示例" in word for word in words)
