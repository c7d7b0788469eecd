"""Where a run is now, as OneBusAway's `tripStatus`: seen by its bus where there is one, else by its times."""

from __future__ import annotations

from server.transit.held import Held
from server.transit.oba.entities import Entity
from server.transit.oba.names import own
from server.transit.realtime.live import LiveRun
from server.transit.way import Way


def times_of(held: Held, run: LiveRun) -> list[tuple[int, int]]:
    """(arrives, departs) at each stop as far as is known best."""
    zero = held.timetable.midnight(run.pattern.route, run.day) + run.begins
    return [
        (
            zero + run.pattern.arrives[at] if comes is None else comes,
            zero + run.pattern.departs[at] if goes is None else goes,
        )
        for at, (comes, goes) in enumerate(zip(run.told.arrives, run.told.departs, strict=True))
    ]


def deviation(held: Held, run: LiveRun, now: int) -> int:
    """Seconds late at the next stop that a time was told for; less than 0: early."""
    zero = held.timetable.midnight(run.pattern.route, run.day) + run.begins
    late = 0
    for at, comes in enumerate(run.told.arrives):
        if comes is not None:
            late = comes - zero - run.pattern.arrives[at]
            if comes >= now:
                break
    return late


def next_stop(run: LiveRun, times: list[tuple[int, int]], now: int) -> int:
    if run.position is not None and run.position.sequence is not None:
        ahead = [at for at, number in enumerate(run.pattern.sequence) if number >= run.position.sequence]
        return ahead[0] if ahead else len(times) - 1
    return next((at for at, (_, goes) in enumerate(times) if goes >= now), len(times) - 1)


def travelled(line: Way, times: list[tuple[int, int]], now: int) -> float:
    """Metres along the way at this moment, going evenly from stop to stop."""
    if now <= times[0][1]:
        return line.stops[0]
    for at in range(1, len(times)):
        leaves, comes = times[at - 1][1], times[at][0]
        if now < comes:
            share = (now - leaves) / (comes - leaves) if comes > leaves else 1.0
            return line.stops[at - 1] + max(share, 0.0) * (line.stops[at] - line.stops[at - 1])
        if now <= times[at][1]:
            return line.stops[at]
    return line.stops[-1]


def status(held: Held, run: LiveRun, now: int, situations: list[str]) -> Entity:
    table, pattern = held.timetable, run.pattern
    line, times = held.way(run), times_of(held, run)
    zero = table.midnight(pattern.route, run.day)
    ahead = next_stop(run, times, now)
    seen = run.position
    as_of = seen.at if seen else run.at
    fresh = now - max(run.at, as_of) <= held.live.patience(run.source)
    if seen is not None:
        far, _ = line.near(seen.lat, seen.lon, line.stops[max(ahead - 1, 0)], line.stops[ahead])
    else:
        far = travelled(line, times, now)
    lat, lon = (seen.lat, seen.lon) if seen else line.point(far)
    closest = min(range(len(line.stops)), key=lambda at: abs(line.stops[at] - far))
    begins = zero + run.begins
    scheduled = [(begins + one, begins + other) for one, other in zip(pattern.arrives, pattern.departs, strict=True)]
    return {
        "activeTripId": own(table, run.id),
        "blockTripSequence": 0,
        "closestStop": own(table, table.stops[pattern.stops[closest]].id),
        "closestStopTimeOffset": times[closest][0] - now,
        "distanceAlongTrip": round(far, 1),
        "lastKnownDistanceAlongTrip": round(far, 1) if seen else 0,
        "lastKnownLocation": {"lat": lat, "lon": lon} if seen else None,
        "lastKnownOrientation": 0,
        "lastLocationUpdateTime": as_of * 1000 if seen else 0,
        "lastUpdateTime": max(run.at, as_of) * 1000,
        "nextStop": own(table, table.stops[pattern.stops[ahead]].id),
        "nextStopTimeOffset": times[ahead][0] - now,
        "occupancyCapacity": -1,
        "occupancyCount": -1,
        "occupancyStatus": "",
        "orientation": 0,
        "phase": "in_progress" if times[0][1] <= now <= times[-1][0] else "",
        "position": {"lat": lat, "lon": lon},
        "predicted": fresh and max(run.at, as_of) > 0,
        "scheduleDeviation": deviation(held, run, now),
        "scheduledDistanceAlongTrip": round(travelled(line, scheduled, now), 1),
        "serviceDate": zero * 1000,
        "situationIds": situations,
        "status": {"cancelled": "CANCELED", "duplicated": "DUPLICATED", "added": "ADDED"}.get(run.relation, "default"),
        "totalDistanceAlongTrip": round(line.metres[-1], 1),
        "vehicleId": own(table, run.vehicle),
    }
