"""Notices of hours: planned ahead, told the evening before, taken back and corrected when the rules change."""

import json
from datetime import date
from pathlib import Path
from typing import Any

from server.guide.tables import Centre
from server.hours.clock import day_of
from server.hours.tables import CentreHours
from server.notices import days, words
from server.notices.evening import look_over_all, plan
from server.sync.work import Work
from tests.server.counter import RELATIVE, RESIDENT, STRANGER, TOWN, VILLAGE, Hand
from tests.server.market_town import (
    HOURS,
    change_hours,
    follower,
    it_is,
    keep_hours,
    later,
    market_town,
    open_centre,
    rings_at,
    spans,
    supervisor,
    undo,
)
from tests.server.push_services import decrypting_service, obedient_service
from tests.server.town import Town, town

SATURDAY = "8月5日 周六逢场，9:00–17:00 开门"
PLACE = f"place:{TOWN}"


async def evening(xilai: Town, on: str, clock: str = "18:30") -> None:
    await xilai.core.act(plan)
    it_is(xilai, on, clock)
    await xilai.worker.drain()


def titles(one: Hand) -> list[str]:
    return [notice["title"] for notice in one.notices()]


async def inbox(one: Hand) -> list[str]:
    await one.send()
    return titles(one)


async def test_N1_the_evening_before_a_market_day_all_who_follow_the_place_are_told_at_once(
    tmp_path: Path, both_engines: None
) -> None:
    async with obedient_service() as service, town(tmp_path, push_loopback=True) as xilai:
        await market_town(xilai, "2017-08-04", "10:00")
        yang = await follower(xilai, RESIDENT, service)
        chen = await follower(xilai, RELATIVE, service, topics=("extended",))
        other = await follower(xilai, STRANGER)
        await evening(xilai, "2017-08-04")
        assert await inbox(yang) == await inbox(other) == [SATURDAY]
        assert [headers["Urgency"] for headers, _ in service.got] == ["low"], "who does not care is not rung"
        assert await inbox(chen) == [SATURDAY], "but whoever looks finds it"
        [body] = yang.notices()
        assert body["hours"]["open"] == spans((540, 1020)) and body["place"] == TOWN
        assert body["until"] == int(it_is(xilai, "2017-08-05", "17:00").timestamp())
        [(rows,)] = await xilai.core.store.fetch("SELECT count(*) FROM scope_row WHERE entity = 'notice'")
        assert rows == 1, "one row for everybody"


async def test_the_push_says_what_the_inbox_says_in_the_language_of_the_person(tmp_path: Path) -> None:
    async with decrypting_service() as service, town(tmp_path, push_loopback=True) as xilai:
        at = days.awake(xilai.core.clock())  # push services go by the time of the world
        xilai.set_clock(at)
        today = day_of(at)
        await xilai.core.act(open_centre)
        await xilai.core.act(lambda work: keep_hours(work, open_at_night(today)))
        key = (await xilai.http.get("/push/key")).json()["key"]
        said: dict[str, Any] = {}
        for phone, lang in ((RESIDENT, "zh-CN"), (RELATIVE, "en")):
            one = await follower(xilai, phone, lang=lang)
            made = said[lang] = await service.subscribe(key)
            await rings_at(one, made["endpoint"], made["p256dh"], made["auth"])
        await look_over_all(xilai.core, [TOWN])
        await xilai.worker.drain()
        await one.send()
        [notice] = one.notices()
        for lang, made in said.items():
            [text] = await service.messages(made)
            assert len(text.encode()) <= 1024 and "1380000" not in text
            message = json.loads(text)
            title, shown = words.sentence(notice["hours"], lang), message["notification"]
            assert (shown["title"], shown["body"]) == (title, "西来镇便民服务中心")
            assert shown["tag"] == f"hours:{today}" and shown.get("lang", "zh-CN") == lang
            assert message["notice"]["id"] == notice["id"] and message["notice"]["until"] == notice["until"]
        assert notice["title"] == words.sentence(notice["hours"])


def open_at_night(on: date) -> dict[str, Any]:
    rule = {"days": "daily", "opens": 22 * 60, "closes": 23 * 60}
    return {**HOURS, "rules": [rule], "markets": [{"name": "西来赶场", "rule": "dates", "dates": [on.isoformat()]}]}


async def test_a_plan_that_the_rules_no_longer_bear_out_is_replaced_and_nobody_hears_of_it(tmp_path: Path) -> None:
    async with obedient_service() as service, town(tmp_path, push_loopback=True) as xilai:
        await market_town(xilai, "2017-08-03", "10:00")
        yang, li = await follower(xilai, RESIDENT, service), await supervisor(xilai)
        await look_over_all(xilai.core, [TOWN])
        await li.send()
        planned = {on: body["state"] for (entity, on), body in li.seen.items() if entity == "news"}
        assert planned == {
            "2017-08-03": "silent",  # it is open already
            "2017-08-05": "planned", "2017-08-07": "planned", "2017-08-09": "planned",
        }  # fmt: skip
        result = await change_hours(li, "2017-08-05")
        assert result["status"] == "accepted", result
        undone = await undo(li, result["change"])
        assert undone["status"] == "accepted"
        await xilai.worker.drain()
        assert len(service.got) == 0 and not any("8月5日" in title for title in await inbox(yang))
        await evening(xilai, "2017-08-04")
        assert SATURDAY in await inbox(yang) and len(service.got) == 1
        assert not any(title.startswith("更正") for title in titles(yang))


async def test_what_was_told_is_corrected_under_the_same_topic_and_the_inbox_holds_only_what_is_true(
    tmp_path: Path,
) -> None:
    async with obedient_service() as service, town(tmp_path, push_loopback=True) as xilai:
        await market_town(xilai, "2017-08-04", "10:00")
        yang, li = await follower(xilai, RESIDENT, service), await supervisor(xilai)
        await evening(xilai, "2017-08-04")
        it_is(xilai, "2017-08-04", "19:00")
        assert (await change_hours(li, "2017-08-05"))["status"] == "accepted"
        await xilai.worker.drain()
        assert await inbox(yang) == ["更正：8月5日 周六逢场，但不开门"]
        assert yang.notices()[0]["body"] == "西来镇便民服务中心。停电检修"
        first, second = (headers for headers, _ in service.got)
        assert first["Topic"] == second["Topic"] and (first["Urgency"], second["Urgency"]) == ("low", "normal")
        await evening(xilai, "2017-08-04", "19:30")
        assert len(service.got) == 2, "nothing new, nobody told"


async def test_at_night_phones_are_left_alone_and_what_comes_too_late_is_in_the_inbox_only(tmp_path: Path) -> None:
    async with obedient_service() as service, town(tmp_path, push_loopback=True) as xilai:
        await market_town(xilai, "2017-08-04", "10:00")
        yang, li = await follower(xilai, RESIDENT, service), await supervisor(xilai)
        await evening(xilai, "2017-08-04")
        it_is(xilai, "2017-08-04", "22:10")
        await change_hours(li, "2017-08-05", "hours", open=spans((600, 720)))
        await xilai.worker.drain()
        assert await inbox(yang) == ["更正：8月5日 周六逢场，改为 10:00–12:00 开门"]
        assert len(service.got) == 1
        it_is(xilai, "2017-08-05", "6:59")
        await xilai.worker.drain()
        assert len(service.got) == 1
        it_is(xilai, "2017-08-05", "7:00")
        await xilai.worker.drain()
        assert len(service.got) == 2
        it_is(xilai, "2017-08-07", "9:30")  # nobody was told of this market day the evening before: the machine was off
        await look_over_all(xilai.core, [TOWN])
        await xilai.worker.drain()
        assert len(service.got) == 2
        assert "8月7日 周一逢场，9:00–18:30 开门" in await inbox(yang)


async def test_who_follows_two_places_gets_one_message_for_the_day(tmp_path: Path) -> None:
    async with obedient_service() as service, town(tmp_path, push_loopback=True) as xilai:
        await market_town(xilai, "2017-08-04", "10:00")
        await second_town(xilai)
        yang = await follower(xilai, RESIDENT, service)
        await yang.send(yang.make("notices.follow", place="510131105", topics=["market"]))
        await evening(xilai, "2017-08-04")
        assert len(service.got) == 1
        assert sorted(await inbox(yang)) == [SATURDAY, SATURDAY]


async def test_a_place_that_is_closed_by_the_time_phones_ring_does_not_keep_the_other_from_being_told(
    tmp_path: Path,
) -> None:
    async with obedient_service() as service, town(tmp_path, push_loopback=True) as xilai:
        await market_town(xilai, "2017-08-04", "10:00")
        await second_town(xilai, closes=1140)
        yang = await follower(xilai, RESIDENT, service)
        await yang.send(yang.make("notices.follow", place="510131105", topics=["market"]))
        await xilai.core.act(plan)
        it_is(xilai, "2017-08-04", "18:30")
        await xilai.worker.once()
        it_is(xilai, "2017-08-05", "17:30")  # the machine was off
        await xilai.worker.drain()
        assert len(service.got) == 1


async def second_town(xilai: Town, closes: int = 1020) -> None:
    code = "510131105"
    rules = [{**rule, "closes": closes} if rule["days"] == [6] else rule for rule in HOURS["rules"]]

    def add(work: Work) -> None:
        centre = {"code": code, "name": "大塘镇便民服务中心", "place": code}
        work.put(Centre, {**centre, "layer": code, "body": json.dumps(centre)})
        work.put(
            CentreHours, {"centre": code, "layer": code, "body": json.dumps({**HOURS, "rules": rules, "centre": code})}
        )

    await xilai.core.act(add)


async def test_following_gives_the_place_s_scope_and_leaving_it_takes_it_away(tmp_path: Path) -> None:
    async with town(tmp_path) as xilai:
        await market_town(xilai, "2017-08-04", "10:00")
        yang, chen = await follower(xilai, RESIDENT), await follower(xilai, RELATIVE)
        await evening(xilai, "2017-08-04")
        assert await inbox(yang) == [SATURDAY] and PLACE in yang.device.cursors
        [id] = [notice["id"] for notice in yang.notices()]
        await yang.send(yang.make("notices.read", ids=[id]))
        await chen.send()
        assert yang.seen["follow", TOWN]["seen_at"] >= yang.notices()[0]["at"] > chen.seen["follow", TOWN]["seen_at"]
        await yang.send(yang.make("notices.unfollow", place=VILLAGE))
        assert ("follow", TOWN) not in yang.seen
        answer = await yang.device.sync()
        assert answer.get("purge") == [PLACE] or PLACE not in yang.device.cursors
        later(xilai, minutes=1)
        stranger = await follower(xilai, STRANGER)
        assert await inbox(stranger) == [SATURDAY], "what was told stands there"
        assert stranger.seen["follow", TOWN]["seen_at"] >= stranger.notices()[0]["at"], "but it is not new"


async def test_nobody_follows_more_than_eight_places_nor_one_that_is_not_there(tmp_path: Path) -> None:
    async with town(tmp_path) as xilai:
        await market_town(xilai, "2017-08-04", "10:00")
        yang = await follower(xilai, RESIDENT)
        [result] = await yang.send(yang.make("notices.follow", place="999999999", topics=["market"]))
        assert (result["status"], result["code"]) == ("rejected", "place_unknown")
        [result] = await yang.send(yang.make("notices.follow", place=TOWN, topics=[]))
        assert (result["status"], result["code"]) == ("rejected", "args_invalid")
