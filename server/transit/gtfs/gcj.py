"""GCJ-02, the shifted coordinates of Chinese maps. GTFS wants WGS-84; a feed drawn on such a map lies 300 to 700 m
beside itself. Which of the two numbers are cannot be seen from them alone, so there is only a note, never a refusal."""

from __future__ import annotations

from math import cos, pi, radians, sin, sqrt
from statistics import median

from server.transit.geo import along, metres
from server.transit.gtfs.feed import Feed, Shape, Stop

AXIS, ECCENTRICITY = 6_378_245.0, 0.00669342162296594323  # Krasovsky 1940
LOOKED_AT = 40  # stops
FAR = 150  # metres beside its own line


def in_mainland(lat: float, lon: float) -> bool:
    """Roughly: where GCJ-02 is in use."""
    return 18 < lat < 54 and 73 < lon < 135


def to_gcj(lat: float, lon: float) -> tuple[float, float]:
    x, y = lon - 105.0, lat - 35.0
    wave = (20 * sin(6 * x * pi) + 20 * sin(2 * x * pi)) * 2 / 3
    north = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * sqrt(abs(x)) + wave
    north += (20 * sin(y * pi) + 40 * sin(y / 3 * pi)) * 2 / 3
    north += (160 * sin(y / 12 * pi) + 320 * sin(y * pi / 30)) * 2 / 3
    east = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * sqrt(abs(x)) + wave
    east += (20 * sin(x * pi) + 40 * sin(x / 3 * pi)) * 2 / 3
    east += (150 * sin(x / 12 * pi) + 300 * sin(x / 30 * pi)) * 2 / 3
    magic = 1 - ECCENTRICITY * sin(radians(lat)) ** 2
    meridian = AXIS * (1 - ECCENTRICITY) / (magic * sqrt(magic))
    parallel = AXIS / sqrt(magic) * cos(radians(lat))
    return lat + north / (meridian * pi / 180), lon + east / (parallel * pi / 180)


def to_wgs(lat: float, lon: float) -> tuple[float, float]:
    """By going back the same shift, corrected once: within a metre or so."""
    guess = lat, lon
    for _ in range(2):
        there = to_gcj(*guess)
        guess = guess[0] - (there[0] - lat), guess[1] - (there[1] - lon)
    return guess


def offset_note(feed: Feed) -> list[str]:
    """Stops that lie far beside the lines that serve them, and on them when one of both is shifted."""
    pairs = served(feed)
    if not pairs or not all(in_mainland(stop.lat, stop.lon) for stop, _ in pairs):
        return []
    notes = [
        "positions are taken as WGS-84; whatever was drawn on a map of AMap, Tencent or Baidu must be converted first"
    ]
    as_told = median(beside(shape, stop.lat, stop.lon) for stop, shape in pairs)
    stops_shifted = median(beside(shape, *to_wgs(stop.lat, stop.lon)) for stop, shape in pairs)
    shape_shifted = median(beside(shape, *to_gcj(stop.lat, stop.lon)) for stop, shape in pairs)
    for file, other in (("stops.txt", stops_shifted), ("shapes.txt", shape_shifted)):
        if as_told > FAR and other < as_told / 4:
            notes.append(
                f"{file}: positions look like GCJ-02: stops lie {as_told:.0f} m beside their lines, "
                f"and {other:.0f} m when converted"
            )
    return notes


def served(feed: Feed) -> list[tuple[Stop, Shape]]:
    found: dict[str, tuple[Stop, Shape]] = {}
    for trip, times in feed.times.items():
        shape = feed.shapes.get(feed.trips[trip].shape)
        for stop in times.stops if shape else ():
            if shape and stop not in found:
                found[stop] = feed.stops[stop], shape
        if len(found) >= LOOKED_AT:
            break
    return list(found.values())[:LOOKED_AT]


def beside(shape: Shape, lat: float, lon: float) -> float:
    near = along(shape.lat, shape.lon, [0.0] * len(shape.lat), lat, lon)
    return min((far for _, far in near), default=metres(shape.lat[0], shape.lon[0], lat, lon))
