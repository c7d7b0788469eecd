"""What those who follow a centre are told of its hours: kept true to the rules, told when it is due. The notice stands
once in the scope of the place, whoever many read it; phones are rung by a round (`rounds.py`)."""

from collections.abc import Collection
from datetime import date, timedelta
from typing import Any

from server.guide.tables import Centre
from server.hours.clock import day_of
from server.hours.engine import day
from server.hours.rows import hours_of
from server.hours.tables import CentreHours, DeskHours
from server.notices import days
from server.notices.payload import notice_body
from server.notices.publish import notice_id
from server.notices.rounds import ring
from server.notices.tables import HoursNews
from server.notices.topics import number_of
from server.notices.words import News, detail, sentence
from server.store.rows import Row
from server.sync.work import Work

KEPT = 14  # days that a notice of a past day stays in the inbox

Rings = dict[tuple[str, int, str], dict[str, int]]  # (day, when, urgency) → centre → revision


def look_over(work: Work, centres: Collection[str]) -> None:
    """Plans what the rules say of the coming days, takes back what they no longer say, and tells what is due."""
    today, now = day_of(work.now), int(work.now.timestamp())
    rings: Rings = {}
    for centre in centres:  # all of them in one query, not each in its own
        work.expect(HoursNews, centre=centre)
        for table in (Centre, CentreHours, DeskHours):
            work.expect(table, centre)
    for centre in centres:
        known = {row["day"]: row for row in work.find(HoursNews, centre=centre)}
        for on in (today + timedelta(days=number) for number in range(days.AHEAD + 1)):
            row = known.pop(on.isoformat(), None)
            news = news_on(work, centre, on)
            if news is not None:
                settle(work, row or fresh(centre, on), news, now, rings)
        for row in known.values():
            if date.fromisoformat(row["day"]) < today - timedelta(days=KEPT):
                forget(work, row)
    for (day_told, at, urgency), revisions in rings.items():
        ring(work, day_told, revisions, at, urgency)


def news_on(work: Work, centre: str, on: date) -> News | None:
    named = work.get(Centre, centre)
    if named is None:
        return None
    hours, calendar = hours_of(work, centre)
    return days.news_of(day(hours, calendar, on), centre, str(named["name"]))


def fresh(centre: str, on: date) -> Row:
    id = f"{centre}/{on.isoformat()}"
    return {
        "id": id, "centre": centre, "day": on.isoformat(), "planned": None, "due_at": 0, "told": None, "told_at": 0,
        "silent": 0, "revision": 0, "notice": "", "until": 0, "topics": 0,
    }  # fmt: skip


def settle(work: Work, row: Row, news: News, now: int, rings: Rings) -> None:
    plan = days.plan(news, row["told"], work.now)
    after = {**row, "planned": plan.news, "due_at": plan.due_at}
    if plan.news is not None and plan.due_at <= now:
        after = tell(work, after, rings)
    if after == row:
        return
    if after["planned"] is None and after["told"] is None:
        work.delete(HoursNews, row["id"])
    else:
        work.put(HoursNews, after)
    show_desk(work, after)


def tell(work: Work, row: Row, rings: Rings) -> Row:
    """Into the inbox at once, in the place of what was told of this day before; to the phones when they may ring."""
    news, before, now = row["planned"], row["told"], int(work.now.timestamp())
    at = days.rings_at(news, work.now, before)
    revision = row["revision"] + 1
    after = {
        **row,
        "planned": None,
        "due_at": 0,
        "told": news,
        "told_at": now,
        "silent": int(at is None),
        "revision": revision,
        "notice": notice_id(row["id"], revision),
        "until": days.until(news, before),
        "topics": row["topics"] | number_of(news["topics"]),
    }
    scope = f"place:{row['centre']}"
    if row["notice"]:
        work.show(scope, "notice", row["notice"], None)
    work.show(scope, "notice", after["notice"], notice_body(notice_row(after)))
    if at is not None:
        plain = before is None and "changed" not in news["topics"]
        moment = row["day"], int(at.timestamp()), "low" if plain else "normal"
        rings.setdefault(moment, {})[row["centre"]] = revision
    return after


def notice_row(row: Row, title: str = "", body: str = "") -> dict[str, Any]:
    """As a row of `notice`: what the inbox shows; the words are in Chinese, whoever knows better says `hours` anew."""
    news = row["told"]
    return {
        "id": row["notice"],
        "at": row["told_at"],
        "kind": "hours",
        "title": title or sentence(news),
        "body": body or detail(news),
        "until": row["until"],
        "place": row["centre"],
        "hours": news,
    }


def show_desk(work: Work, row: Row) -> None:
    """What the centre's people see of it. A day that turned out to be like any other is taken away."""
    scope, news = f"desk:{row['centre']}", row["planned"] or row["told"]
    body = None
    if news is not None:
        state = "planned" if row["planned"] else "silent" if row["silent"] else "told"
        body = {"on": row["day"], "state": state, "due_at": row["due_at"] or row["told_at"], "hours": news}
    work.show(scope, "news", row["day"], body)


def forget(work: Work, row: Row) -> None:
    work.delete(HoursNews, row["id"])
    work.show(f"desk:{row['centre']}", "news", row["day"], None)
    if row["notice"]:
        work.show(f"place:{row['centre']}", "notice", row["notice"], None)
