"""One line or stop as this process last told it, and who hears of it."""

from __future__ import annotations

from typing import Any, Literal

from server.transit.held import Buses, Held
from server.transit.lines import code_of
from server.transit.now import coming, doing, newest, row
from server.transit.realtime.live import Live, LiveRun
from server.transit.stream.coding import Bus, Told, fits, news, told_now, whole
from server.transit.stream.places import MOST, buses_of_line, runs_by_route

Kind = Literal["stop", "line"]
STATES = ("live", "scheduled", "just_left", "cancelled", "skipped")
LEFT_LIVE = len(STATES)  # just_left, and live data said when
LOOK = 10  # seconds after which time alone may have changed something
BEAT = 20  # seconds after which is said that nothing did

Message = dict[str, Any]


def frame(body: bytes) -> Message:
    return {"type": "websocket.send", "bytes": body, "text": None}


class Roads:
    """The runs of a feed by route, sorted once for each of its messages."""

    def __init__(self) -> None:
        self._of: dict[str, tuple[Live, dict[int, list[LiveRun]]]] = {}

    def runs(self, held: Held, route: int) -> list[LiveRun]:
        known = self._of.get(held.id)
        if known is None or known[0] is not held.live:
            known = self._of[held.id] = held.live, runs_by_route(held.live)
        return known[1].get(route, [])


class Subject:
    def __init__(self, buses: Buses, roads: Roads, kind: Kind, code: str, channel: int) -> None:
        self._buses, self._roads = buses, roads
        self.kind, self.code, self.channel = kind, code, channel
        self.viewers: set[Any] = set()
        self.turn = 0
        self.told = Told(0, "none")
        self._seen: tuple[object, str] | None = None  # the live data and how they did when last looked at
        self._looked = 0
        self._whole: Message | None = None

    def whole(self) -> Message:
        """For whoever knows nothing, or has missed something."""
        if self._whole is None:
            said = whole(self.kind, self.code, self.channel, self.turn, self.told)
            self._whole = {"type": "websocket.send", "bytes": None, "text": said.decode()}
        return self._whole

    def look(self, now: int) -> Message | None:
        """What those who hear of it must be told now."""
        held, at = self._where()
        seen = (held.live, doing(held, now)) if held is not None else (None, "none")
        same = self._seen is not None and seen[0] is self._seen[0] and seen[1] == self._seen[1]
        if same and now - self._looked < LOOK:
            return None
        self._seen, self._looked = seen, now
        before = self.told
        buses = self._found(held, at, seen[1], now) if held is not None else []
        told = told_now(before, now, seen[1], newest(held) if held is not None else None, buses)
        if (told.live, told.ways, told.rows) == (before.live, before.ways, before.rows) and now - before.at < BEAT:
            return None
        self.told, self.turn, self._whole = told, (self.turn + 1) % 256, None
        return frame(news(self.channel, self.turn, before, told)) if fits(before, told) else self.whole()

    @property
    def known(self) -> bool:
        return self._where()[0] is not None

    def _where(self) -> tuple[Held | None, int]:
        feed, _, id = self.code.partition(":")
        held = self._buses.feeds.get(feed)
        if held is None:
            return None, -1
        at = (held.timetable.stop_at if self.kind == "stop" else held.timetable.route_at).get(id, -1)
        return (held, at) if at >= 0 else (None, -1)

    def _found(self, held: Held, at: int, how: str, now: int) -> list[Bus]:
        if self.kind == "stop":
            return arriving(held, at, how, now)
        if how == "none":
            return []
        runs = self._roads.runs(held, at)
        found = buses_of_line(held.timetable, held.way, held.predictor, held.live, runs, now, how == "on")
        return list(found)[:MOST]


def arriving(held: Held, stop: int, how: str, now: int) -> list[Bus]:
    """Only buses of which something live is known: the others are in the phone's timetable."""
    found = []
    for one in coming(held, stop, now, how):
        if not one.as_of and one.state in ("scheduled", "just_left"):
            continue
        said = row(held, one)
        late = said.predicted - said.scheduled if isinstance(said.predicted, int) else None
        state = LEFT_LIVE if said.state == "just_left" and late is not None else STATES.index(said.state)
        unsure = said.unsure + 1 if isinstance(said.unsure, int) else 0
        away = said.away + 1 if isinstance(said.away, int) else 0
        key = one.trip, one.known, one.day, one.begins, one.at
        values = said.scheduled, state, late or 0, unsure, away
        found.append(Bus(key, (code_of(held.timetable, held.timetable.routes[one.pattern.route].id), said.to), values))
    return found
