"""Drivers' phones as one more live source of their feed, in every worker: where each is now is told like any position;
what it kept while it had no line only teaches how long the way takes."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from datetime import date
from operator import attrgetter
from typing import TYPE_CHECKING

from server.store import Store
from server.transit.drive_code import Point
from server.transit.drive_keep import COLUMNS, Drive, trail_of
from server.transit.drive_rules import FORGETS
from server.transit.geo import metres
from server.transit.predict.ahead import LONG_AGO, doubt
from server.transit.realtime.live import LiveRun, Source, quiet_run
from server.transit.realtime.message import Message, Position, Which
from server.transit.timetable import Timetable

if TYPE_CHECKING:
    from server.transit.held import Held

DRIVERS = "drivers:"  # no source that is sent or fetched can have this name
EVERY = 15  # seconds between a phone's batches
AT_END = 300.0  # metres


@dataclass
class Driven:
    drive: Drive
    points: list[Point]
    fed: int = 0  # the newest of them that the predictor was given


async def read_drives(store: Store, held: Held, now: int) -> bool:
    """Whether there is anything new."""
    since = (now - FORGETS) * 1000
    sql = 'SELECT id, changed_at FROM "transit_drive" WHERE feed = ? AND changed_at > ?'
    there: dict[str, int] = dict(await store.fetch(sql, [held.id, since]))
    news = [id for id, at in there.items() if id not in held.drives or held.drives[id].drive.changed_at != at]
    gone = [id for id in held.drives if id not in there]
    for id in gone:
        del held.drives[id]
    for id in news:
        for row in await store.fetch(f'SELECT {COLUMNS} FROM "transit_drive" WHERE id = ?', [id]):
            drive = Drive(*row)._replace(trail=b"")
            fed = held.drives[id].fed if id in held.drives else 0
            held.drives[id] = Driven(drive, trail_of(bytes(row[-1])), fed)
    if news or gone:
        tell(held, now)
    return bool(news or gone)


def tell(held: Held, now: int) -> None:
    seen = [position(one) for one in held.drives.values() if is_live(held.timetable, one, now)]
    waits = any(one.points and not one.drive.ended_at for one in held.drives.values())
    if not seen and not waits:
        held.messages.pop(DRIVERS, None)
        held.sources.pop(DRIVERS, None)
        return
    at = max(one.points[-1].at for one in held.drives.values() if one.points)
    held.messages[DRIVERS] = Message(at, [], seen, [], 0)
    held.sources[DRIVERS] = Source(at, EVERY)


def is_live(table: Timetable, one: Driven, now: int) -> bool:
    if not one.points or now - one.points[-1].at > LONG_AGO or one.drive.trip not in table.trip_at:
        return False
    if not one.drive.ended_at:
        return True
    # Ended at its last stop it has just arrived; ended elsewhere it does not come.
    last = table.stops[run_of(table, one.drive).pattern.stops[-1]]
    return metres(last.lat, last.lon, one.points[-1].lat / 1e5, one.points[-1].lon / 1e5) < AT_END


def run_of(table: Timetable, drive: Drive) -> LiveRun:
    return quiet_run(table, table.trip_at[drive.trip], date.fromisoformat(drive.day), drive.begins)


def position(one: Driven, at: int = -1) -> Position:
    drive, point = one.drive, one.points[at]
    which = Which(drive.trip, "", None, date.fromisoformat(drive.day), drive.begins, "scheduled")
    place = point.lat / 1e5, point.lon / 1e5
    return Position(drive.vehicle, which, drive.vehicle, "", *place, None, None, None, "", False, point.at)


def feed(held: Held, now: int) -> None:
    """Every point in its order, so that what was passed between two batches is seen."""
    for one in held.drives.values():
        if one.drive.trip not in held.timetable.trip_at:
            continue
        run = run_of(held.timetable, one.drive)
        for number in range(bisect_right(one.points, one.fed, key=attrgetter("at")), len(one.points)):
            held.predictor.follow(held.timetable, held.way(run), run, position(one, number), now)
            one.fed = one.points[number].at


def why(held: Held, drive: Drive, now: int) -> str:
    """Why nothing is told of the bus as this worker last looked; for its driver."""
    if drive.trip not in held.timetable.trip_at:
        return ""
    run = run_of(held.timetable, drive)
    track = held.predictor.tracks.get(((run.trip, run.day, run.begins), drive.vehicle))
    if track is None or not track.heard:
        return ""
    return track.why or doubt(held.way(run), track, run, now)
