"""What a centre's calendar says of its days: each opening, each day on which one might come in vain."""

from __future__ import annotations

from datetime import date

from server.hours.clock import instant
from server.hours.engine import Day
from server.hours.feeds.ical import Event
from server.hours.feeds.outlook import Outlook, spans, staffed
from server.hours.feeds.say import Speech

CLOSED = ("holiday", "exception")


def events_of(of: Outlook, first: date, last: date, t: Speech) -> dict[str, Event]:
    found: dict[str, Event] = {}
    for one in of.days(first, (last - first).days + 1):
        found |= openings(of, one, t) if staffed(one) else closure(of, one, t)
    return found


def openings(of: Outlook, one: Day, t: Speech) -> dict[str, Event]:
    """The first of a day keeps its UID whatever its hours become; openings that touch are one."""
    code, name = of.centre["code"], of.centre["name"]
    summary = f"{t('逢场') + t('，') if one.market else ''}{t('{name}开门', name=name)}"
    return {
        f"open-{code}-{one.on:%Y%m%d}-{number}@ganchang": Event(
            start=instant(one.on, start),
            end=instant(one.on, end),
            summary=summary,
            description=t.because(one),
            location=of.centre.get("address", ""),
            tags=(t("逢场"),) if one.market else (),
            status="CONFIRMED" if one.workday is not None else "TENTATIVE",
        )
        for number, (start, end) in enumerate(spans(staffed(one)), start=1)
    }


def closure(of: Outlook, one: Day, t: Speech) -> dict[str, Event]:
    if not one.market and not any(code in CLOSED for code, _ in one.why):
        return {}
    code, name = of.centre["code"], of.centre["name"]
    why = t.because(one)
    return {
        f"closed-{code}-{one.on:%Y%m%d}@ganchang": Event(
            start=instant(one.on, 0),
            end=instant(one.on, 1440),
            summary=t("{name}不开门", name=name) + (t("（{why}）", why=why) if why else ""),
            location=of.centre.get("address", ""),
            tags=(t("逢场"),) if one.market else (),
            status="CONFIRMED" if one.workday is not None else "TENTATIVE",
            whole_days=True,
        )
    }
