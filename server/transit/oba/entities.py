"""Agencies, routes, stops, trips and alerts as OneBusAway writes them, and the references that go with an answer."""

from __future__ import annotations

from typing import Any

from server.transit.held import Held
from server.transit.oba.names import of_route, own
from server.transit.realtime.live import LiveRun
from server.transit.realtime.message import Alert
from server.transit.timetable import Timetable

Entity = dict[str, Any]

WHEELCHAIR = {0: "UNKNOWN", 1: "ACCESSIBLE", 2: "NOT_ACCESSIBLE"}
CAUSES = {
    **{1: "unknownCause", 2: "otherCause", 3: "technicalProblem", 4: "strike", 5: "demonstration", 6: "accident"},
    **{7: "holiday", 8: "weather", 9: "maintenance", 10: "construction", 11: "policeActivity", 12: "medicalEmergency"},
}
EFFECTS = {
    **{1: "noService", 2: "reducedService", 3: "significantDelays", 4: "detour", 5: "additionalService"},
    **{6: "modifiedService", 7: "otherEffect", 8: "unknownEffect", 9: "stopMoved", 10: "noEffect"},
}


def agency(timetable: Timetable, id: str) -> Entity:
    one = timetable.agencies[id]
    return {
        "id": one.id,
        "name": one.name,
        "url": one.url,
        "timezone": one.zone,
        "lang": one.lang,
        "phone": one.phone,
        "email": "",
        "fareUrl": "",
        "disclaimer": "示例数据" if timetable.sample else "",
        "privateService": False,
    }


def route(timetable: Timetable, at: int) -> Entity:
    one = timetable.routes[at]
    return {
        "id": of_route(timetable, at),
        "agencyId": one.agency,
        "shortName": one.short,
        "longName": one.long,
        "nullSafeShortName": one.short or one.long,
        "description": one.about,
        "type": one.kind,
        "url": one.url,
        "color": one.color,
        "textColor": one.text_color,
    }


def stop(timetable: Timetable, at: int) -> Entity:
    one = timetable.stops[at]
    routes = [of_route(timetable, number) for number in timetable.routes_at.get(at, ())]
    return {
        "id": own(timetable, one.id),
        "code": one.code or one.id,
        "name": one.name,
        "lat": one.lat,
        "lon": one.lon,
        "direction": "",
        "locationType": one.kind,
        "parent": own(timetable, one.parent),
        "routeIds": routes,
        "staticRouteIds": routes,
        "wheelchairBoarding": WHEELCHAIR[one.wheelchair],
    }


def trip(timetable: Timetable, at: int) -> Entity:
    one = timetable.trips[at]
    pattern = timetable.patterns[one.pattern]
    shape = timetable.shapes[pattern.shape].id if pattern.shape >= 0 else ""
    return {
        "id": own(timetable, one.id),
        "routeId": of_route(timetable, pattern.route),
        "routeShortName": timetable.routes[pattern.route].short,
        "serviceId": own(timetable, timetable.services[one.service].id),
        "tripHeadsign": pattern.headsign,
        "tripShortName": one.short,
        "directionId": str(pattern.direction),
        "blockId": own(timetable, one.block),
        "shapeId": own(timetable, shape),
        "timeZone": timetable.zones[pattern.route].key,
        "peakOffpeak": 0,
    }


def extra_trip(timetable: Timetable, run: LiveRun) -> Entity:
    """A trip that stands in no timetable."""
    return {
        "id": own(timetable, run.id),
        "routeId": of_route(timetable, run.pattern.route),
        "routeShortName": timetable.routes[run.pattern.route].short,
        "serviceId": "",
        "tripHeadsign": run.pattern.headsign,
        "tripShortName": "",
        "directionId": str(run.pattern.direction),
        "blockId": "",
        "shapeId": "",
        "timeZone": timetable.zones[run.pattern.route].key,
        "peakOffpeak": 0,
    }


def said(texts: dict[str, str]) -> Entity:
    language, text = next(iter(texts.items()), ("", ""))
    return {"lang": language, "value": text}


def situation(timetable: Timetable, one: Alert) -> Entity:
    spans = [{"from": start * 1000, "to": end * 1000} for start, end in one.periods]
    return {
        "id": own(timetable, one.id),
        "creationTime": min((start for start, _ in one.periods), default=0) * 1000,
        "activeWindows": spans,
        "publicationWindows": [],
        "allAffects": [affected(timetable, *who) for who in one.about],
        "consequences": [{"condition": EFFECTS.get(one.effect, "unknownEffect")}],
        "reason": CAUSES.get(one.cause, "unknownCause"),
        "severity": "",
        "summary": said(one.header),
        "description": said(one.text),
        "url": {"lang": "", "value": one.url},
    }


def affected(timetable: Timetable, agency: str, route: str, trip: str, stop: str) -> Entity:
    at = timetable.route_at.get(route)
    return {
        "agencyId": agency,
        "routeId": of_route(timetable, at) if at is not None else "",
        "tripId": own(timetable, trip),
        "stopId": own(timetable, stop),
        "directionId": "",
        "applicationId": "",
    }


class References:
    """What an answer names, each once."""

    def __init__(self, held: Held | None = None) -> None:
        self.held = held
        self.agencies: set[str] = set()
        self.routes: set[int] = set()
        self.stops: set[int] = set()
        self.trips: set[int] = set()
        self.extra: dict[str, LiveRun] = {}
        self.alerts: dict[str, Alert] = {}

    def body(self) -> Entity:
        empty: Entity = {"agencies": [], "routes": [], "situations": [], "stops": [], "stopTimes": [], "trips": []}
        if self.held is None:
            return empty
        table = self.held.timetable
        patterns = [table.trips[at].pattern for at in self.trips]
        self.routes |= {table.patterns[number].route for number in patterns}
        self.routes |= {run.pattern.route for run in self.extra.values()}
        for at in self.stops:
            self.routes |= set(table.routes_at.get(at, ()))
        self.agencies |= {table.routes[at].agency for at in self.routes}
        trips = [trip(table, at) for at in sorted(self.trips)]
        return empty | {
            "agencies": [agency(table, id) for id in table.agencies if id in self.agencies],
            "routes": [route(table, at) for at in sorted(self.routes)],
            "stops": [stop(table, at) for at in sorted(self.stops)],
            "trips": trips + [extra_trip(table, run) for run in self.extra.values()],
            "situations": [situation(table, one) for one in self.alerts.values()],
        }
