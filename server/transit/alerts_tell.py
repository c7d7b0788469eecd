"""Who has a wish for a line is told of its service alerts: once each, never at night, with little urgency. What it says
anew takes the place of what it said; when it is over it leaves the inbox."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import NamedTuple

from server.notices.days import awake
from server.notices.payload import THREAD, notice_body
from server.notices.publish import notify
from server.notices.tables import Notice
from server.store.rows import Row
from server.sync.core import Core
from server.sync.work import Work
from server.transit.alerts import Known, hashed, in_language, known_alerts
from server.transit.alerts_tables import BusAlertTold
from server.transit.held import Held, buses_of
from server.transit.lines import code_of
from server.transit.watch_tell import thread_of, withdraw
from server.transit.watch_words import effect_words

AHEAD = 86_400  # seconds before it begins
HOLDS = 86_400  # seconds that a push waits for a phone, and an alert is news
KEPT = 30 * 86_400  # seconds after its end that it is not told again
TIMES = 3  # that phones ring for one alert, whatever becomes of its words
TOGETHER = 50


@dataclass(frozen=True, slots=True)
class Step:
    """One person and one alert; without `known` it is over."""

    id: str
    person: str
    feed: str
    known: Known | None
    stop: str = ""
    lang: str = ""
    until: int = 0


class Old(NamedTuple):
    """What somebody was told."""

    id: str
    person: str
    alert: str
    words: str
    over: bool


async def tell_alerts(core: Core) -> int:
    """Gives how many were told something."""
    now = buses_of(core).now()
    count = 0
    for held in list(buses_of(core).feeds.values()):
        steps = await steps_of(core, held, now)
        for start in range(0, len(steps), TOGETHER):
            count += await core.act(partial(take_steps, steps=steps[start : start + TOGETHER]))
    async with core.store.writing() as tx:
        await tx.many('DELETE FROM "bus_alert_told" WHERE "over" = ? AND at < ?', [(True, now - KEPT)])
    return count


async def steps_of(core: Core, held: Held, now: int) -> list[Step]:
    known = [one for one in known_alerts(held, now) if one.begins <= now + AHEAD]
    columns = "id, person, alert, words, over"
    told = await core.store.fetch(f"SELECT {columns} FROM bus_alert_told WHERE feed = ?", [held.id])
    if not known and all(over for *_, over in told):
        return []
    sql = "SELECT person, stop, line, lang FROM bus_watch WHERE stop LIKE ? ORDER BY id"
    wishes = await core.store.fetch(sql, [f"{held.id}:%"]) if known else []
    # Of thousands of wishes it takes a while: whoever waits for an answer comes first.
    return await asyncio.to_thread(plan, held, known, [Old(*one) for one in told], wishes, now)


def plan(
    held: Held, known: Sequence[Known], told: Sequence[Old], wishes: Iterable[Sequence[str]], now: int
) -> list[Step]:
    before = {one.id: one for one in told}
    words = {(one.person, one.words) for one in told if not one.over}
    steps: dict[str, Step] = {}
    for person, stop, lang, one in concerned(held, known, wishes):
        id = hashed(person, one.key)
        old = before.get(id)
        if old is None and (person, one.words) in words:
            continue  # the same under another name
        if (old is None or old.over or old.words != one.words) and id not in steps:
            steps[id] = Step(id, person, held.id, one, stop, lang, min(one.ends or now + HOLDS, now + HOLDS))
    still = {one.key for one in known} | {one.words for one in known}
    over = [one for one in told if not one.over and one.alert not in still and one.words not in still]
    return [*(Step(one.id, one.person, held.id, None) for one in over), *steps.values()]


def concerned(
    held: Held, known: Sequence[Known], wishes: Iterable[Sequence[str]]
) -> Iterator[tuple[str, str, str, Known]]:
    """(person, stop, language, alert) of every wish that an alert concerns."""
    table = held.timetable
    alike: dict[tuple[str, str], list[tuple[str, str]]] = defaultdict(list)
    for person, stop, line, lang in wishes:
        alike[stop, line].append((person, lang))
    for (stop, line), people in alike.items():
        at = table.stop_at.get(stop.partition(":")[2])
        lines = {code_of(table, table.routes[n].id) for n in table.routes_at.get(at, ())} if at is not None else set()
        for one in known:
            if one.concerns(line, stop, lines):
                yield from ((person, stop, lang, one) for person, lang in people)


def take_steps(work: Work, steps: Sequence[Step]) -> int:
    """Decides by what was told meanwhile."""
    work.expect(BusAlertTold, *(one.id for one in steps))
    return sum(take(work, step, work.get(BusAlertTold, step.id)) for step in steps)


def take(work: Work, step: Step, old: Row | None) -> int:
    now, known = work.seconds, step.known
    if known is None:
        if old is not None and not old["over"]:
            withdraw(work, step.person, old["notice"])
            work.put(BusAlertTold, {**old, "over": True, "notice": "", "at": now})
        return 0
    if old is not None and not old["over"] and old["words"] == known.words:
        return 0
    title, body = words_of(known, step.lang)
    came_back = old is not None and old["words"] == known.words
    quiet = came_back or (old is not None and old["rung"] >= TIMES)
    if not quiet and awake(work.now) > work.now:
        return 0  # in the morning
    if old is not None and not quiet:
        withdraw(work, step.person, old["notice"])
    rung = (old["rung"] if old else 0) + (0 if quiet else 1)
    notice = old["notice"] if old else ""
    if not quiet:
        id = f"{thread_of('alert', step.id)}{THREAD}{rung}"
        notice = notify(
            work, step.person, kind="bus", title=title, body=body, until=step.until, id=id, stop=step.stop, alert=True
        )
    elif notice:
        rewrite(work, notice, title, body)
    row = {"id": step.id, "person": step.person, "feed": step.feed, "alert": known.key, "words": known.words}
    work.put(BusAlertTold, {**row, "notice": notice, "rung": rung, "over": False, "at": now})
    return 0 if quiet else 1


def rewrite(work: Work, id: str, title: str, body: str) -> None:
    """In the inbox only: phones rang often enough for it."""
    row = work.get(Notice, id)
    if row is not None:
        work.put(Notice, {**row, "title": title, "body": body})
        work.show(f"person:{row['person']}", "notice", id, notice_body({**row, "title": title, "body": body}))


def words_of(known: Known, lang: str) -> tuple[str, str]:
    title, body = in_language(known.alert.header, lang)[0], in_language(known.alert.text, lang)[0]
    return title or effect_words(known.alert.effect, lang), body
