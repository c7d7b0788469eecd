"""Whether live positions look like GCJ-02: buses on trips lie hundreds of metres beside their lines, and on them when
converted. Only said, never corrected: the timetable may be what is shifted. Pure."""

from __future__ import annotations

from collections.abc import Callable
from statistics import median

from server.transit.gtfs.gcj import FAR, in_mainland, to_wgs
from server.transit.realtime.live import Live, LiveRun
from server.transit.way import Way

FEW, MANY = 3, 30  # buses: fewer say nothing, more are not looked at


def look_shifted(live: Live, way: Callable[[LiveRun], Way]) -> bool:
    told, converted = [], []
    for seen, run, _ in live.positions:
        if run is None or not in_mainland(seen.lat, seen.lon):
            continue
        line = way(run)
        told.append(line.near(seen.lat, seen.lon, 0, line.metres[-1])[1])
        converted.append(line.near(*to_wgs(seen.lat, seen.lon), 0, line.metres[-1])[1])
        if len(told) == MANY:
            break
    return len(told) >= FEW and median(told) > FAR and median(converted) * 4 < median(told)
