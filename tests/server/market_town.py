"""西来镇 in August 2017 for tests of hours and their news: the market on odd days, and people who follow it."""

import json
from datetime import UTC, date, datetime, timedelta
from typing import Any

from server.accounts import staff
from server.guide.tables import Centre
from server.hours.clock import instant
from server.hours.tables import CentreHours
from server.sync.work import Work
from tests.server.counter import DUTY, SUPERVISOR, TOWN, VILLAGE, Hand, hand
from tests.server.push_services import Obedient
from tests.server.town import Device, Town, new_id

P256DH = "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4"
AUTH = "BTBZMqHH6r4Tts7J_aSIgg"
HOURS = {
    "centre": TOWN,
    "rules": [
        {"days": "workdays", "opens": 540, "closes": 1020},
        {"days": [6], "opens": 540, "closes": 1020},
        {"days": [7], "opens": 540, "closes": 780, "kind": "market", "market": "西来赶场"},
        {"days": [1], "opens": 1020, "closes": 1110, "kind": "extended"},
    ],
    "markets": [{"name": "西来赶场", "rule": "odd"}],
}


def keep_hours(work: Work, hours: dict[str, Any] = HOURS) -> None:
    work.put(CentreHours, {"centre": TOWN, "layer": TOWN, "body": json.dumps(hours, ensure_ascii=False)})


async def market_town(xilai: Town, on: str, clock: str) -> None:
    """Opens the centre; from now on it is that moment in the town."""
    it_is(xilai, on, clock)
    await xilai.core.act(open_centre)
    await staff.load(xilai.core, DUTY, "510131")


def open_centre(work: Work) -> None:
    centre = {"code": TOWN, "name": "西来镇便民服务中心", "place": TOWN}
    work.put(Centre, {**centre, "layer": TOWN, "body": json.dumps(centre, ensure_ascii=False)})
    keep_hours(work)


def it_is(xilai: Town, on: str, clock: str) -> datetime:
    hour, minute = clock.split(":")
    at = instant(date.fromisoformat(on), 60 * int(hour) + int(minute)).astimezone(UTC)
    xilai.set_clock(at)
    return at


def later(xilai: Town, **span: float) -> None:
    xilai.set_clock(xilai.core.clock() + timedelta(**span))


async def follower(
    xilai: Town,
    phone: str,
    service: Obedient | None = None,
    topics: tuple[str, ...] = ("market", "changed"),
    **more: Any,
) -> Hand:
    one = await hand(xilai, phone)
    if service is not None:
        await rings_at(one, f"{service.url}/{phone}")
    [result] = await one.send(one.make("notices.follow", place=VILLAGE, topics=list(topics), **more))
    assert result["status"] == "accepted", result
    return one


async def rings_at(one: Hand, endpoint: str, p256dh: str = P256DH, auth: str = AUTH) -> None:
    await one.send(one.make("alerts.subscribe", endpoint=endpoint, p256dh=p256dh, auth=auth))


async def supervisor(xilai: Town, device: Device | None = None) -> Hand:
    return await hand(xilai, SUPERVISOR, device)


async def change_hours(
    one: Hand, on: str, what: str = "closed", reason: str = "停电检修", **more: Any
) -> dict[str, Any]:
    """The result; its `detail` has no id, so it is added: `change`."""
    args = {"id": new_id(), "centre": TOWN, "on": on, "what": what, "reason": reason, **more}
    [result] = await one.send(one.make("hours.change", **args))
    return {**result, "change": args["id"]}


async def undo(one: Hand, id: str) -> dict[str, Any]:
    [result] = await one.send(one.make("hours.undo", id=id))
    return result


def spans(*pairs: tuple[int, int]) -> list[dict[str, int]]:
    return [{"from": start, "until": end} for start, end in pairs]
