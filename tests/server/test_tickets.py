"""One ticket a visit: how it is drawn, converted, called and told, on both databases where it matters."""

import asyncio
from datetime import timedelta
from itertools import permutations
from pathlib import Path

import pytest

from tests.server.counter import RELATIVE, RESIDENT, STRANGER, TOWN
from tests.server.hall import (
    KIOSK,
    OLD_MAN,
    SATURDAY,
    at,
    books,
    clerk,
    door_of,
    minutes_on,
    open_hall,
    supervisor,
    visitor,
)
from tests.server.town import new_id

KINDS = ("handling", "advice", "pickup")
PROFILE = {"name": "杨国福", "id_number": OLD_MAN, "place": "510131104206"}


async def test_E2_all_six_conversions_keep_number_and_place_and_leave_a_line_in_the_audit(tmp_path: Path) -> None:
    async with open_hall(tmp_path) as xilai:
        zhou = await clerk(xilai)
        for kind, other in permutations(KINDS, 2):
            drawn = await zhou.draw(kind)
            minutes_on(xilai, 3)
            assert (await zhou.act("convert", id=drawn["id"], kind=other))["status"] == "accepted"
            now = zhou.ticket(drawn["id"])
            assert (now["kind"], now["number"], now["since"]) == (other, drawn["number"], drawn["since"])
            event = now["history"][-1]
            assert (event["what"], event["note"], event["by"]) == ("tickets.convert", f"{kind}→{other}", "周敏")
        first = min(zhou.seen[key]["number"] for key in zhou.seen if key[0] == "ticket")
        assert (await zhou.next("2 号窗口"))["detail"]["number"] == first
        called = next(
            body for (entity, _), body in zhou.seen.items() if entity == "ticket" and body["state"] == "called"
        )
        refused = await zhou.act("convert", id=called["id"], kind="pickup" if called["kind"] != "pickup" else "advice")
        assert (refused["code"], refused["detail"]) == ("ticket_called", {"number": first, "window": "2 号窗口"})


async def test_E3_a_second_draw_by_the_same_person_gives_the_first_ticket_phone_or_card(tmp_path: Path) -> None:
    async with open_hall(tmp_path) as xilai:
        kiosk, zhou = await visitor(xilai, KIOSK), await clerk(xilai)
        yang = await visitor(xilai, RESIDENT, PROFILE)
        args = {"centre": TOWN, "kind": "handling", "id_number": OLD_MAN}
        assert (await kiosk.act("draw", id=new_id(), **args))["status"] == "accepted"
        again = await kiosk.act("draw", id=new_id(), **args)
        assert again["status"] == "changed" and again["detail"]["number"] == 1
        await yang.draw("advice", door=await door_of(xilai, kiosk))
        mine = [body for (entity, _), body in yang.seen.items() if entity == "ticket"]
        assert [(one["number"], one["kind"], one["channel"]) for one in mine] == [(1, "handling", "kiosk")]
        held = [body for (entity, _), body in kiosk.seen.items() if entity in ("ticket", "application")]
        assert [(one["number"], one["id"] == mine[0]["id"]) for one in held] == [(1, True)], "what it prints, no desk"
        await zhou.next("2 号窗口")
        await zhou.act("finish", id=mine[0]["id"], window="2 号窗口")
        assert (await kiosk.act("draw", id=new_id(), **args))["status"] == "accepted", "the next visit"
        wrong = await kiosk.act("draw", id=new_id(), **{**args, "id_number": "510131194903150018"})
        assert (wrong["code"], wrong["field"]) == ("id_number_invalid", "/id_number")
        kept = await xilai.core.store.fetch("SELECT * FROM ticket")
        assert OLD_MAN not in str(kept) and OLD_MAN not in str(await xilai.core.store.fetch("SELECT * FROM ledger"))


async def test_E5_on_the_phone_a_booking_opens_only_within_its_slot_and_the_refusal_names_the_times(
    tmp_path: Path,
) -> None:
    async with open_hall(tmp_path) as xilai:
        yang, stranger = await visitor(xilai, RESIDENT), await visitor(xilai, STRANGER)
        booking = await books(xilai, str(yang.device.person), at(9, 20))
        args = {"centre": TOWN, "kind": "handling", "booking": booking}
        early = await yang.act("draw", id=new_id(), **args)
        assert (early["code"], early["detail"]) == ("draw_early", {"from": "09:20", "until": "09:40"})
        xilai.set_clock(SATURDAY + timedelta(minutes=40, seconds=1))
        assert (await yang.act("draw", id=new_id(), **args))["code"] == "draw_late"
        assert (await stranger.act("draw", id=new_id(), **args))["code"] == "not_found"
        assert (await stranger.act("draw", id=new_id(), centre=TOWN, kind="advice"))["code"] == "door_needed"
        xilai.set_clock(SATURDAY + timedelta(minutes=20))
        assert (await yang.draw(booking=booking))["start"] == at(9, 20)
        other_day = await books(xilai, str(yang.device.person), at(33))
        again = await yang.act("draw", id=new_id(), **{**args, "booking": other_day})
        assert (again["code"], again["detail"]["on"]) == ("booking_other_day", "11月22日 周日")


async def test_E6_the_code_on_the_screen_opens_the_door_for_some_minutes_and_only_the_centre_may_show_it(
    tmp_path: Path,
) -> None:
    async with open_hall(tmp_path) as xilai:
        kiosk, yang = await visitor(xilai, KIOSK), await visitor(xilai, RESIDENT)
        assert (await xilai.http.get(f"/q/{TOWN}/door", headers=yang.device.headers)).status_code == 403
        assert (await xilai.http.get(f"/q/{TOWN}/door")).status_code == 401
        code = await door_of(xilai, kiosk)
        minutes_on(xilai, 20)
        late = await yang.act("draw", id=new_id(), centre=TOWN, kind="handling", door=code)
        assert (late["code"], late["field"]) == ("door_over", "/door")
        fresh = await door_of(xilai, kiosk)
        assert fresh != code
        ticket = await yang.draw(door=fresh)
        seen = (await xilai.http.get(f"/t/{ticket['code'].lower()}")).json()
        assert seen == {
            "centre": TOWN, "name": "西来镇便民服务中心", "on": "2026-11-21", "number": 1, "kind": "handling",
            "state": "waiting",
        }  # fmt: skip
        assert (await xilai.http.get("/t/0000000000")).status_code == 404


async def test_B11_E10_on_a_saturday_the_booked_go_first_and_walk_ins_are_not_forgotten(tmp_path: Path) -> None:
    async with open_hall(tmp_path, SATURDAY - timedelta(minutes=30)) as xilai:
        zhou = await clerk(xilai)
        walk_ins = [(await zhou.draw())["number"] for _ in range(3)]
        xilai.set_clock(SATURDAY)
        booked = []
        for phone in (RESIDENT, RELATIVE, STRANGER):
            person = await visitor(xilai, phone)
            booked.append((await person.draw(booking=await books(xilai, str(person.device.person), at(9))))["number"])
        called = []
        for _ in range(6):
            detail = (await zhou.next("2 号窗口"))["detail"]
            called.append(detail["number"])
            await zhou.act("finish", id=detail["ticket"], window="2 号窗口")
        assert called == [booked[0], booked[1], walk_ins[0], booked[2], walk_ins[1], walk_ins[2]]
        assert (await zhou.next("2 号窗口"))["code"] == "nobody_waits"


async def test_staff_let_an_old_person_go_first_with_a_reason_that_only_the_desk_sees(tmp_path: Path) -> None:
    async with open_hall(tmp_path) as xilai:
        zhou, kiosk = await clerk(xilai), await visitor(xilai, KIOSK)
        yang = await visitor(xilai, RESIDENT)
        await zhou.draw()
        mine = await yang.draw(door=await door_of(xilai, kiosk))
        assert (await yang.act("prefer", id=mine["id"], reason="我老了"))["code"] == "forbidden"
        assert (await zhou.act("prefer", id=mine["id"], reason="80 岁"))["status"] == "accepted"
        await yang.send()
        assert "preferred" not in yang.ticket(mine["id"]) and "history" not in yang.ticket(mine["id"])
        assert zhou.ticket(mine["id"])["preferred"] == "80 岁"
        assert (await zhou.next("2 号窗口"))["detail"]["number"] == mine["number"]


async def test_every_step_at_a_window_and_what_may_not_be_done(tmp_path: Path) -> None:
    async with open_hall(tmp_path) as xilai:
        zhou, li = await clerk(xilai), await supervisor(xilai)
        one, two = await zhou.draw(), await zhou.draw("advice")
        assert (await zhou.next("9 号窗口"))["code"] == "window_unknown"
        assert (await zhou.next("2 号窗口"))["detail"]["number"] == 1
        busy = await zhou.next("2 号窗口")
        assert (busy["code"], busy["detail"]) == ("window_busy", {"number": 1, "window": "2 号窗口"})
        await li.send()
        elsewhere = await li.act("finish", id=one["id"], window="1 号窗口")
        assert (elsewhere["code"], elsewhere["detail"]) == ("ticket_elsewhere", {"number": 1, "window": "2 号窗口"})
        await zhou.act("recall", id=one["id"], window="2 号窗口")
        hall = (await xilai.http.get(f"/q/{TOWN}")).json()
        assert hall["calls"] == [{"number": 1, "kind": "handling", "window": "2 号窗口", "at": at(9), "times": 2}]
        assert hall["waiting"] == [{"number": 2, "kind": "advice"}]
        await zhou.act("skip", id=one["id"], window="2 号窗口")
        assert (await zhou.next("2 号窗口"))["detail"]["number"] == 2
        await zhou.act("serve", id=two["id"], window="2 号窗口")
        moved = await zhou.act("transfer", id=two["id"], window="2 号窗口", to="1 号窗口", kind="handling")
        assert moved["status"] == "accepted"
        assert (await zhou.next("2 号窗口"))["code"] == "nobody_waits", "only 1 号窗口 may call it"
        assert (await li.next("1 号窗口"))["detail"] == {"ticket": two["id"], "number": 2, "kind": "handling"}
        assert (await zhou.act("call", id=one["id"], window="2 号窗口"))["status"] == "accepted", "who comes back late"
        await zhou.act("hold", id=one["id"], window="2 号窗口")
        await zhou.act("cancel", id=one["id"])
        refused = await zhou.act("call", id=one["id"], window="2 号窗口")
        assert (refused["code"], refused["detail"]) == ("state_forbids", {"state": "不要了"})
        assert [event["what"].split(".")[1] for event in zhou.ticket(one["id"])["history"]] == [
            *("draw", "next", "recall", "skip", "call", "hold", "cancel")
        ]


async def test_a_ticket_of_yesterday_and_one_of_somebody_else_are_refused_in_words(tmp_path: Path) -> None:
    async with open_hall(tmp_path) as xilai:
        zhou, kiosk = await clerk(xilai), await visitor(xilai, KIOSK)
        yang, stranger = await visitor(xilai, RESIDENT), await visitor(xilai, STRANGER)
        mine = await yang.draw(door=await door_of(xilai, kiosk))
        assert (await stranger.act("cancel", id=mine["id"]))["code"] == "not_found"
        assert (await yang.act("call", id=mine["id"], window="2 号窗口"))["code"] == "forbidden"
        neighbour = await visitor(xilai, "13900000005")
        assert (await neighbour.act("cancel", id=mine["id"]))["code"] == "not_found"
        assert (await neighbour.next("2 号窗口"))["code"] == "forbidden"
        xilai.set_clock(SATURDAY + timedelta(days=1))
        for hand, step, args in ((yang, "convert", {"kind": "advice"}), (zhou, "call", {"window": "2 号窗口"})):
            past = await hand.act(step, id=mine["id"], **args)
            assert (past["code"], past["detail"]) == ("ticket_past", {"on": "11月21日 周六"})
        assert (await xilai.http.get(f"/q/{TOWN}")).json()["waiting"] == []


async def test_W6_a_tablet_without_a_line_draws_calls_and_finishes_and_everything_has_one_effect(
    tmp_path: Path,
) -> None:
    async with open_hall(tmp_path) as xilai:
        zhou, li, kiosk = await clerk(xilai), await supervisor(xilai), await visitor(xilai, KIOSK)
        for hand in (zhou, li, kiosk):
            assert (await hand.send(hand.make("tickets.reserve", centre=TOWN)))[0]["status"] == "accepted"
        blocks = [
            next(body for (entity, _), body in hand.seen.items() if entity == "ticket_block")
            for hand in (zhou, li, kiosk)
        ]
        assert [(block["first"], block["last"]) for block in blocks] == [(501, 600), (601, 700), (701, 800)]
        id, then = new_id(), at(10)
        xilai.set_clock(SATURDAY + timedelta(days=13))  # 14 days of a hundred each
        steps = [
            zhou.make("tickets.draw", id=id, centre=TOWN, kind="advice", number=501, code="7KQ4M2XD9P", at=then),
            zhou.make("tickets.convert", id=id, kind="handling", at=then + 60),
            zhou.make("tickets.call", id=id, window="2 号窗口", at=then + 120),
            zhou.make("tickets.finish", id=id, window="2 号窗口", at=then + 600),
        ]
        for _ in range(2):
            assert {one["status"] for one in await zhou.send(*steps)} == {"accepted"}
        told = zhou.ticket(id)
        assert (told["on"], told["number"], told["state"], told["done_at"]) == (
            "2026-11-21",
            501,
            "finished",
            then + 600,
        )
        assert (await xilai.http.get(f"/q/{TOWN}")).json()["calls"] == [], "nobody is called today"
        twice = await zhou.act("draw", id=new_id(), centre=TOWN, kind="advice", number=501, at=then)
        assert twice["detail"] == {"number": 1, "instead_of": {"number": 501}}
        foreign = await zhou.act("draw", id=new_id(), centre=TOWN, kind="advice", number=601, at=then)
        assert foreign["detail"]["instead_of"] == {"number": 601}


async def test_W6_one_ticket_called_by_two_windows_without_a_line_ends_visibly(tmp_path: Path) -> None:
    async with open_hall(tmp_path) as xilai:
        zhou, li = await clerk(xilai), await supervisor(xilai)
        drawn = await zhou.draw()
        await li.send()
        first = li.make("tickets.call", id=drawn["id"], window="1 号窗口", at=at(9, 5))
        second = zhou.make("tickets.call", id=drawn["id"], window="2 号窗口", at=at(9, 4))
        minutes_on(xilai, 30)
        assert (await li.send(first))[0]["status"] == "accepted"
        refused = (await zhou.send(second))[0]
        assert (refused["code"], refused["detail"]) == ("ticket_called", {"number": 1, "window": "1 号窗口"})
        assert zhou.ticket(drawn["id"])["window"] == "1 号窗口"


@pytest.mark.usefixtures("both_engines")
async def test_50_windows_call_at_once_and_nobody_is_called_twice(tmp_path: Path) -> None:
    windows = [f"{n} 号窗口" for n in range(1, 51)]
    async with open_hall(tmp_path, windows=windows) as xilai:
        zhou = await clerk(xilai)
        drawn = [zhou.make("tickets.draw", id=new_id(), centre=TOWN, kind="handling") for _ in range(60)]
        await zhou.send(*drawn)
        details = [one["detail"] for one in await asyncio.gather(*(zhou.next(window) for window in windows))]
        assert sorted(one["number"] for one in details) == list(range(1, 51))
        hall = (await xilai.http.get(f"/q/{TOWN}")).json()
        assert [one["number"] for one in hall["waiting"]] == list(range(51, 61))
        assert sorted(one["number"] for one in hall["windows"]) == list(range(1, 51))


async def test_two_before_you_and_your_turn_reach_the_phone_once_and_are_soon_stale(tmp_path: Path) -> None:
    async with open_hall(tmp_path) as xilai:
        zhou, kiosk = await clerk(xilai), await visitor(xilai, KIOSK)
        for _ in range(4):
            await zhou.draw()
        yang = await visitor(xilai, RESIDENT)
        await yang.draw(door=await door_of(xilai, kiosk))
        titles = []
        for _ in range(5):
            detail = (await zhou.next("2 号窗口"))["detail"]
            await yang.send()
            titles.append([one["title"] for one in yang.notices() if one["kind"] == "ticket"])
            await zhou.act("finish", id=detail["ticket"], window="2 号窗口")
        near, turn = "受理 5 号：前面还有 2 位", "受理 5 号：请到 2 号窗口"
        assert titles == [[], [near], [near], [near], [near, turn]]
        assert {one["until"] - one["at"] for one in yang.notices()} == {600}


async def test_E14_who_waits_for_one_group_of_windows_is_told_whoever_waits_for_the_others(tmp_path: Path) -> None:
    async with open_hall(tmp_path, windows=["公安:1 号窗口", "便民:2 号窗口"]) as xilai:
        zhou, kiosk, yang = await clerk(xilai), await visitor(xilai, KIOSK), await visitor(xilai, RESIDENT)
        for group in ("便民",) * 5 + ("公安",) * 3:
            await zhou.draw(group=group)
        await yang.draw(door=await door_of(xilai, kiosk), group="公安")
        titles = []
        for window in ("2 号窗口", "1 号窗口"):
            await zhou.next(window)
            await yang.send()
            titles.append([one["title"] for one in yang.notices() if one["kind"] == "ticket"])
        assert titles == [[], ["受理 9 号：前面还有 2 位"]]


async def test_E14_a_booking_waits_for_the_group_of_the_window_that_it_was_given(tmp_path: Path) -> None:
    async with open_hall(tmp_path, windows=["公安:1 号窗口", "便民:2 号窗口"]) as xilai:
        yang = await visitor(xilai, RESIDENT)
        for window, group in (("公安:1 号窗口", "公安"), ("2 号窗口", "便民"), ("9 号窗口", None)):
            booking = await books(xilai, str(yang.device.person), at(9), window=window)
            drawn = await yang.draw(booking=booking)
            assert drawn.get("group") == group
            await yang.act("cancel", id=drawn["id"])


async def test_B3_E12_the_days_figures_come_from_real_tickets(tmp_path: Path) -> None:
    async with open_hall(tmp_path) as xilai:
        zhou, yang = await clerk(xilai), await visitor(xilai, RESIDENT)
        await zhou.draw()
        booking = await books(xilai, str(yang.device.person), at(9))
        await yang.draw(booking=booking)
        assert yang.seen["booking", booking]["state"] == "arrived"
        minutes_on(xilai, 10)
        for window, minutes in (("2 号窗口", 20), ("3 号窗口", 30)):
            id = (await zhou.next(window))["detail"]["ticket"]
            minutes_on(xilai, minutes)
            await zhou.act("finish", id=id, window=window)
        await yang.send()
        assert (yang.seen["booking", booking]["state"], yang.seen["booking", booking]["done_at"]) == ("done", at(9, 30))
        days = (await xilai.http.get(f"/q/{TOWN}/days", headers=zhou.device.headers)).json()
        assert days == [
            {
                "on": "2026-11-21", "drawn": 2, "finished": 2, "given_up": 0, "booked": 1, "wait": 20.0, "stay": 45.0,
                "stay_booked": 30.0, "saved_hours": 6.5,
            }
        ]  # fmt: skip
        assert (await xilai.http.get(f"/q/{TOWN}/days", headers=yang.device.headers)).status_code == 403


async def test_E14_windows_in_groups_call_only_their_own(tmp_path: Path) -> None:
    windows = ["政务服务:1 号窗口", "公共服务:2 号窗口", "便民服务:3 号窗口"]
    async with open_hall(tmp_path, windows=windows) as xilai:
        zhou = await clerk(xilai)
        await zhou.draw(group="公共服务")
        any_ = await zhou.draw()
        assert (await zhou.act("draw", id=new_id(), centre=TOWN, kind="advice", group="公安"))["field"] == "/group"
        assert (await zhou.next("3 号窗口"))["detail"]["number"] == any_["number"]
        assert (await zhou.next("1 号窗口"))["code"] == "nobody_waits"
        hall = (await xilai.http.get(f"/q/{TOWN}")).json()
        assert {one["window"]: one.get("group") for one in hall["windows"]}["2 号窗口"] == "公共服务"
        assert hall["waiting"] == [{"number": 1, "kind": "handling", "group": "公共服务"}]
