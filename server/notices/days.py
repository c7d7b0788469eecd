"""What of a day's hours is news, when it is told and when it would be too late. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from server.hours.clock import SHANGHAI
from server.hours.clock import instant as instant_of
from server.hours.model import Day, Opening
from server.notices.words import News
from server.store.rows import Row

EVENING = time(18, 30)  # of the day before: after work, before the news
QUIET_FROM, QUIET_UNTIL = time(21, 0), time(7, 0)
EXTENDED = ("extended", "night", "weekend")
AHEAD = 7  # days: what changes later than that is told when it comes near


def news_of(day: Day, centre: str, name: str) -> News:
    """`topics` is empty where the day is like any other."""
    spans = joined(day.openings)
    reasons = [detail for reason, detail in day.why if reason == "exception"]
    holidays = [detail for reason, detail in day.why if reason == "holiday"]
    topics = []
    # A market day on which the centre never opens is no news; one on which it would, but for a holiday, is.
    if day.market and (spans or reasons or holidays):
        topics.append("market")
    if reasons:
        topics.append("changed")
    if any(opening.kind in EXTENDED for opening in day.openings):
        topics.append("extended")
    news: News = {"on": day.on.isoformat(), "centre": centre, "name": name, "open": spans, "topics": topics}
    note = "；".join(dict.fromkeys(filter(None, reasons or (holidays if not spans else []))))
    return news | ({"note": note} if note else {})


def joined(openings: Iterable[Opening]) -> list[Row]:
    """Usual and extended hours that touch are one stretch; areas that never close are no opening hours."""
    spans: list[Row] = []
    for one in sorted(openings, key=lambda one: one.from_minute):
        if one.kind == "self_service":
            continue
        if spans and one.from_minute <= spans[-1]["until"]:
            spans[-1]["until"] = max(spans[-1]["until"], one.until_minute)
        else:
            spans.append({"from": one.from_minute, "until": one.until_minute})
    return spans


def same(one: News, other: News) -> bool:
    """Whether a person who heard the one needs not hear the other."""
    return all(one.get(name) == other.get(name) for name in ("open", "topics", "note"))


@dataclass(frozen=True)
class Plan:
    """What is still to be told of a day, and from when on; None where nothing is."""

    news: News | None
    due_at: int = 0


def plan(news: News, told: News | None, now: datetime) -> Plan:
    """Something else than was told before is told at once, and so is a change; the rest the evening before."""
    if over(news, told, now):
        return Plan(None)
    if told is not None:
        return Plan(None) if same(news, told) else Plan(news | {"corrects": True}, int(now.timestamp()))
    if not news["topics"]:
        return Plan(None)
    due = now if "changed" in news["topics"] else evening_before(news["on"])
    return Plan(news, int(due.timestamp()))


def over(news: News, told: News | None, now: datetime) -> bool:
    return int(now.timestamp()) >= until(news, told)


def until(news: News, told: News | None = None) -> int:
    """Nobody goes there any more: the end of the hours that hold, or that a person may still believe in."""
    ends = [span["until"] for one in (news, told) if one is not None for span in one["open"]]
    return instant(news["on"], max(ends, default=18 * 60))


def evening_before(on: str) -> datetime:
    return datetime.combine(date.fromisoformat(on) - timedelta(days=1), EVENING, SHANGHAI)


def rings_at(news: News, now: datetime, told: News | None = None) -> datetime | None:
    """When phones may ring for it, which is never at night; None when it would be too late to be of use."""
    at = awake(now)
    changes = "changed" in news["topics"] or news.get("corrects")
    late = changes or not news["open"]
    end = until(news, told) if late else instant(news["on"], news["open"][0]["from"])
    return at if at.timestamp() < end else None


def awake(now: datetime) -> datetime:
    """Now, or the morning."""
    local = now.astimezone(SHANGHAI)
    if local.time() >= QUIET_FROM:
        return datetime.combine(local.date() + timedelta(days=1), QUIET_UNTIL, SHANGHAI)
    return datetime.combine(local.date(), QUIET_UNTIL, SHANGHAI) if local.time() < QUIET_UNTIL else now


def instant(on: str, minute: int) -> int:
    return int(instant_of(date.fromisoformat(on), minute).timestamp())
