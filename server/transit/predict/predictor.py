"""Keeps the vehicles of one feed that sends positions only, and lays what they mean over its live state."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from server.transit.predict.ahead import Legs, ahead, doubt, learn, promise
from server.transit.predict.memory import Memory
from server.transit.predict.track import Track
from server.transit.realtime.live import Key, Live, LiveRun
from server.transit.realtime.message import AHEAD, Position
from server.transit.timetable import Timetable
from server.transit.way import Way

FORGOTTEN = 1800  # seconds without a word after which a vehicle's track goes
TRACKS = 20_000
NEW_WAYS = (
    50  # patterns whose stops are laid on their shapes for one message: some 10 ms each; the others wait for the next
)


@dataclass
class Predictor:
    memory: Memory = field(default_factory=Memory)
    tracks: dict[tuple[Key, str], Track] = field(default_factory=dict)
    met: set[int] = field(default_factory=set)  # patterns

    def look(self, timetable: Timetable, way: Callable[[LiveRun], Way], live: Live, now: int, shifted: bool) -> None:
        """Where a run has positions and nobody's prediction, it gets ours; what cannot be is counted by its reason."""
        best: dict[int, tuple[int, LiveRun, Track, Position, str]] = {}
        gone: set[int] = set()
        most = len(self.met) + NEW_WAYS
        for number, (seen, run, source) in enumerate(live.positions):
            if run is None or run.number < 0 or run.relation != "scheduled" or len(run.pattern.stops) < 2:
                continue
            if run.at and now - run.at <= live.patience(run.source):
                continue  # somebody's prediction, and it is still good
            if run.number not in self.met and len(self.met) >= most:
                live.unmatched["position_waits"] += 1
                continue
            self.met.add(run.number)
            why, track = self.follow(timetable, way(run), run, seen, now)
            why = "gcj02" if shifted and not why else why
            if why:
                live.unmatched[f"position_{why}"] += 1
            if why in ("elsewhere", "leap", "future"):
                gone.add(number)
            if track is None or (why and why != "leap"):
                continue
            known = best.get(id(run))
            if known is None or track.moved_at > known[0]:
                best[id(run)] = track.moved_at, run, track, seen, source
        self.clear(live, gone)
        for _, run, track, seen, source in best.values():
            self.tell(timetable, way(run), run, track)
            run.source, run.vehicle = source, seen.vehicle
            if track.why != "leap":
                run.position = seen
        self.forget(now)

    def follow(
        self, timetable: Timetable, way: Way, run: LiveRun, seen: Position, now: int
    ) -> tuple[str, Track | None]:
        if seen.at > now + AHEAD:
            return "future", None
        key = (run.trip, run.day, run.begins), seen.vehicle
        track = self.tracks.get(key)
        if track is None:
            if len(self.tracks) >= TRACKS:
                return "too_many", None
            zero = timetable.midnight(run.pattern.route, run.day) + run.begins
            track = self.tracks[key] = Track(zero)
        passed = track.follow(way, run, seen)
        if passed:
            learn(Legs(timetable, self.memory, run, track.at), track, passed)
        doubted = doubt(way, track, run, now)
        if passed and not doubted and not track.why:
            told, _ = ahead(way, Legs(timetable, self.memory, run, track.at), track)
            promise(track, told)
        return doubted or track.why, track

    def tell(self, timetable: Timetable, way: Way, run: LiveRun, track: Track) -> None:
        if doubt(way, track, run, track.at):
            return
        run.told, run.unsure = ahead(way, Legs(timetable, self.memory, run, track.at), track)
        run.at = track.at

    def clear(self, live: Live, gone: set[int]) -> None:
        """A position that cannot be is shown to nobody."""
        if not gone:
            return
        for number in gone:
            seen, run, _ = live.positions[number]
            if run is not None and run.position is seen:
                run.position = None
        live.positions = [one for number, one in enumerate(live.positions) if number not in gone]

    def forget(self, now: int) -> None:
        old = [key for key, track in self.tracks.items() if now - track.heard > FORGOTTEN]
        for key in old:
            del self.tracks[key]
