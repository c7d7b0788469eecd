"""A booking from the wish on the mountain to the window: rules of time, offers, the waitlist, and who sees it."""

import json
from datetime import date
from pathlib import Path
from typing import Any

from server.hours.model import ItemOfSet, Rule
from tests.server.booking_town import (
    TOWN,
    at,
    booked,
    booking_town,
    do,
    hand,
    make,
    pass_jobs,
    request,
    seen,
    set_clock,
    set_hours,
    set_rule,
    set_weekly,
    wish,
)
from tests.server.counter import CLERK, ITEM, RELATIVE, RESIDENT, STRANGER, Hand, draft
from tests.server.town import Town, mutation, new_id

THURSDAY = "2017-08-03 10:00"
SATURDAY_NINE = "2017-08-05 09:00"
NEIGHBOUR_CLERK = "13900000005"


async def texts(xilai: Town) -> list[str]:
    rows = await xilai.core.store.fetch("SELECT payload FROM job WHERE queue = 'sms' ORDER BY id")
    return [payload for (payload,) in rows]


async def test_B14_B29_booked_on_thursday_for_saturday_at_nine_and_everybody_sees_their_part(tmp_path: Path) -> None:
    async with booking_town(tmp_path, THURSDAY) as xilai:
        yang, zhou, liu = await hand(xilai, RESIDENT, "杨国福"), await hand(xilai, CLERK), await hand(xilai, STRANGER)
        result, id = await request(yang, wish(SATURDAY_NINE), item=ITEM)
        assert result["status"] == "accepted"
        booking = seen(yang, id)
        assert (booking["state"], booking["start"], booking["window"]) == ("confirmed", at(SATURDAY_NINE), "1 号窗口")
        assert (booking["end"] - booking["start"], booking["item_name"]) == (1200, "农村籍退役士兵定期生活补助")
        assert len(booking["code"]) == 10 and "contact" not in booking
        told = yang.notices()[-1]
        assert told["kind"] == "booking" and "8月5日 周六 9:00" in told["title"] and "1 号窗口" in told["body"]
        await zhou.send()
        assert seen(zhou, id) == booking | {"contact": {"name": "杨国福", "phone": RESIDENT}}
        await liu.send()
        assert ("booking", id) not in liu.seen
        day = (await xilai.http.get(f"/b/{TOWN}/2017-08-05")).json()
        assert day["slots"][0] == {"start": at(SATURDAY_NINE), "free": [1, 2, 3], "of": 4}
        assert len(day["duty"]) == 4 and day["duty"][0] == {"window": "1 号窗口", "name": "李涛"}, "B26: four people"
        assert day["closes_at"] == at("2017-08-04 16:00") and "code" not in day


async def test_B10_online_booking_for_the_weekend_ends_on_friday_at_four_by_the_servers_clock(tmp_path: Path) -> None:
    async with booking_town(tmp_path, "2017-08-04 15:59:59") as xilai:
        yang, wang, zhou = [await hand(xilai, phone) for phone in (RESIDENT, RELATIVE, CLERK)]
        assert (await request(yang, wish(SATURDAY_NINE)))[0]["status"] == "accepted"
        set_clock(xilai, "2017-08-04 16:00:00")
        refused, id = await request(wang, wish(SATURDAY_NINE))
        assert (refused["status"], refused["code"], refused["field"]) == ("rejected", "booking_closed", "/wishes/0")
        assert ("booking", id) not in wang.seen
        assert refused["detail"]["offers"][0]["start"] == at("2017-08-07 09:00"), "Monday: no market on the 6th"
        assert (await do(wang, "move", id=seen(yang, list_ids(yang)[0])["id"], wishes=[wish(SATURDAY_NINE)]))[
            "code"
        ] == "not_found"
        taken = {
            "id": new_id(),
            "centre": TOWN,
            "channel": "phone",
            "contact": {"name": "老吴", "phone": "13800000009"},
        }
        assert (await do(zhou, "take", **taken, wishes=[wish(SATURDAY_NINE)]))["status"] == "accepted"
        assert seen(zhou, taken["id"])["window"] == "2 号窗口"
        assert (await xilai.http.get(f"/b/{TOWN}/2017-08-05")).json()["code"] == "booking_closed"


def list_ids(hand: Hand) -> list[str]:
    return [key for entity, key in hand.seen if entity == "booking"]


async def test_B19_at_times_at_which_nobody_is_there_nothing_changes(tmp_path: Path) -> None:
    async with booking_town(tmp_path, THURSDAY) as xilai:
        yang, liu = await hand(xilai, RESIDENT), await hand(xilai, STRANGER)
        await xilai.core.act(lambda work: set_rule(work, minutes=15, ahead=14, since="2014-08-01"))
        for wishes, code in (
            ([wish("2017-08-13 13:00")], "slot_closed"),
            ([wish("2017-08-06 09:00", "2017-08-06 12:00")], "slot_closed"),
            ([wish("2017-08-05 09:07")], "slot_closed"),
            ([wish("2017-08-03 09:00")], "slot_past"),
            ([wish("2017-08-02 09:00")], "slot_past"),
            ([wish("2017-08-18 09:00")], "slot_far"),
            ([{"from": 2**50}], "slot_far"),
            ([wish("2017-08-05 09:00", "2017-08-05 08:00")], "args_invalid"),
            ([wish("2017-08-05 09:00", "2017-08-06 09:00")], "args_invalid"),
            ([], "args_invalid"),
            ([wish(SATURDAY_NINE)] * 4, "args_invalid"),
            ([wish(SATURDAY_NINE, window="9 号窗口")], "slot_taken"),
        ):
            result, id = await request(yang, *wishes)
            assert result.get("code", result.get("detail", {}).get("code")) == code, (wishes, result)
            assert ("booking", id) not in yang.seen or code == "slot_taken"
        for more, code in (
            ({"item": "nothing"}, "item_unknown"),
            ({"application": new_id()}, "not_found"),
            ({"kind": "visit"}, "address_missing"),
            ({"kind": "key_project"}, "reason_missing"),
        ):
            assert (await request(yang, wish(SATURDAY_NINE), **more))[0]["code"] == code
        elsewhere = make(yang, "request", id=new_id(), centre="510131999", wishes=[wish(SATURDAY_NINE)])
        assert (await yang.send(elsewhere))[0]["code"] == "place_unknown"
        assert list_ids(yang) != [] and len(list_ids(yang)) == 1, "the window that does not exist: others are offered"
        assert (await request(yang, wish("2017-08-13 12:45")))[0]["status"] == "accepted", "it just fits"
        again = make(yang, "request", id=list_ids(yang)[0], centre=TOWN, wishes=[wish("2017-08-14 09:00")])
        assert (await yang.send(again))[0]["code"] == "args_invalid"
        same = mutation("bookings.request", list_ids(yang)[0], 1, id=list_ids(yang)[0], centre=TOWN, wishes=[])
        await liu.send(same)
        assert len(await xilai.core.store.fetch("SELECT id FROM booked_slot")) == 1


async def test_B7_an_item_can_be_booked_from_its_day_on_and_when_it_is_served(tmp_path: Path) -> None:
    async with booking_town(tmp_path, "2014-07-31 10:00") as xilai:
        yang = await hand(xilai, RESIDENT)
        await xilai.core.act(lambda work: set_rule(work, ITEM, minutes=30, ahead=14, since="2014-08-01"))
        refused, _ = await request(yang, wish("2014-08-04 09:00"), item=ITEM)
        assert (refused["code"], refused["detail"]) == ("booking_not_yet", {"from": "2014-08-01"})
        set_clock(xilai, "2014-08-01 00:00")
        booking = await booked(yang, wish("2014-08-04 09:00"), item=ITEM)
        assert booking["end"] - booking["start"] == 1800

        liu = await hand(xilai, STRANGER)
        longer = Rule(days=(1,), opens=1020, closes=1110, kind="extended", items="延时")
        served = ItemOfSet(set="延时", item=ITEM, start=date(2014, 8, 11))
        await xilai.core.act(lambda work: set_hours(work, longer, items=(served,)))
        for start, item, code in (
            ("2014-08-11 18:30", ITEM, "slot_closed"),
            ("2014-08-04 17:00", ITEM, "slot_item"),  # among the items of extended hours a week later (A19)
            ("2014-08-11 17:00", "at-the-window", "slot_item"),
        ):
            refused, _ = await request(liu, wish(start), item=item)
            assert refused["code"] == code, start
        assert (await booked(yang, wish("2014-08-11 18:00"), item=ITEM))["end"] == at("2014-08-11 18:30")


async def test_made_offline_with_three_wishes_the_first_that_is_free_is_taken(tmp_path: Path) -> None:
    async with booking_town(tmp_path, THURSDAY) as xilai:
        await xilai.core.act(lambda work: set_weekly(work, {"window": "1 号窗口"}))
        yang, wang, liu = [await hand(xilai, phone) for phone in (RESIDENT, RELATIVE, STRANGER)]
        await booked(wang, wish(SATURDAY_NINE))
        wishes = [wish("2017-08-06 09:00", "2017-08-06 12:00"), wish(SATURDAY_NINE), wish("2017-08-07 10:00")]
        assert (await booked(yang, *wishes))["start"] == at("2017-08-07 10:00")

        result, id = await request(liu, wish(SATURDAY_NINE))
        assert (result["status"], result["detail"]["state"], result["detail"]["code"]) == (
            "changed",
            "requested",
            "slot_taken",
        )
        offered = [offer["start"] for offer in result["detail"]["offers"]]
        assert offered == [at(f"2017-08-05 {time}") for time in ("09:20", "09:40", "10:00")]
        booking = seen(liu, id)
        assert booking["offers"] == result["detail"]["offers"] and booking["reasons"] == ["slot_taken"]
        assert "8月5日 周六 9:20" in liu.notices()[-1]["body"]
        assert (await do(liu, "move", id=id, wishes=[{"from": offered[1]}]))["status"] == "accepted"
        assert (seen(liu, id)["state"], seen(liu, id)["start"]) == ("confirmed", offered[1])
        assert "offers" not in seen(liu, id)


async def test_offers_that_nobody_took_end_with_a_word(tmp_path: Path) -> None:
    async with booking_town(tmp_path, THURSDAY) as xilai:
        await xilai.core.act(lambda work: set_weekly(work, {"window": "1 号窗口"}))
        yang, wang = await hand(xilai, RESIDENT), await hand(xilai, RELATIVE)
        await booked(wang, wish(SATURDAY_NINE))
        _, id = await request(yang, wish(SATURDAY_NINE))
        await pass_jobs(xilai, "2017-08-05 09:59")
        await yang.send()
        assert seen(yang, id)["state"] == "requested", "an offer is still to come"
        await pass_jobs(xilai, "2017-08-05 10:00")
        await yang.send()
        assert seen(yang, id)["state"] == "declined" and yang.notices()[-1]["title"] == "没有约上"


async def test_the_waitlist_moves_up_in_order_when_a_slot_frees(tmp_path: Path) -> None:
    async with booking_town(tmp_path, THURSDAY) as xilai:
        await xilai.core.act(lambda work: set_weekly(work, {"window": "1 号窗口"}))
        yang, wang, liu, zhou = [await hand(xilai, phone) for phone in (RESIDENT, RELATIVE, STRANGER, CLERK)]
        first = await booked(wang, wish(SATURDAY_NINE))
        nine = wish(SATURDAY_NINE, "2017-08-05 09:20")
        result, waits = await request(yang, nine, waitlist=True)
        assert (result["status"], result["detail"]["state"]) == ("changed", "waitlisted")
        set_clock(xilai, "2017-08-03 10:01")
        _, later = await request(liu, nine, waitlist=True)
        await zhou.send()
        assert seen(zhou, waits)["state"] == "waitlisted", "the desk sees how many wait"

        set_clock(xilai, "2017-08-04 17:00")
        assert (await do(wang, "cancel", id=first["id"]))["status"] == "accepted"
        assert "late" not in seen(wang, first["id"]) and seen(wang, first["id"])["state"] == "cancelled"
        await yang.send()
        await liu.send()
        assert (seen(yang, waits)["state"], seen(yang, waits)["start"]) == ("confirmed", at(SATURDAY_NINE))
        assert "排到了" in yang.notices()[-1]["title"], "although it is past the cut-off: asked in time"
        assert seen(liu, later)["state"] == "waitlisted"

        set_clock(xilai, "2017-08-05 08:30")
        assert (await do(yang, "cancel", id=waits))["status"] == "accepted"
        assert seen(yang, waits)["late"] is True
        await liu.send()
        assert seen(liu, later)["state"] == "waitlisted", "half an hour before, nobody comes from the mountain"
        await pass_jobs(xilai, "2017-08-05 10:00")
        await liu.send()
        assert seen(liu, later)["state"] == "declined"


async def test_a_slot_is_held_while_the_form_is_filled_in(tmp_path: Path) -> None:
    async with booking_town(tmp_path, "2017-08-04 15:55") as xilai:
        await xilai.core.act(lambda work: set_weekly(work, {"window": "1 号窗口"}))
        yang, wang = await hand(xilai, RESIDENT), await hand(xilai, RELATIVE)
        one, two, three = new_id(), new_id(), new_id()
        assert (await do(yang, "hold", id=one, centre=TOWN, start=at(SATURDAY_NINE)))["status"] == "accepted"
        assert (seen(yang, one)["state"], seen(yang, one)["release_at"]) == ("held", at("2017-08-04 16:05"))
        refused = await do(wang, "hold", id=two, centre=TOWN, start=at(SATURDAY_NINE))
        assert (refused["code"], refused["detail"]["offers"][0]["start"]) == ("slot_taken", at("2017-08-05 09:20"))
        set_clock(xilai, "2017-08-04 16:04:59")
        assert (await do(yang, "confirm", id=one))["status"] == "accepted", "kept although it is past 16:00 meanwhile"
        assert seen(yang, one)["state"] == "confirmed" and "release_at" not in seen(yang, one)

        set_clock(xilai, "2017-08-06 12:00")
        monday = at("2017-08-07 09:00")
        assert (await do(yang, "hold", id=three, centre=TOWN, start=monday))["status"] == "accepted"
        set_clock(xilai, "2017-08-06 12:10")
        assert (await do(wang, "hold", id=new_id(), centre=TOWN, start=monday))["status"] == "accepted", "free by time"
        lost = await do(yang, "confirm", id=three)
        assert (lost["code"], lost["detail"]["offers"][0]["start"]) == ("hold_over", at("2017-08-07 09:20"))
        await xilai.worker.drain()
        assert (await do(yang, "confirm", id=three))["code"] == "hold_over", "nor once the job has let go of it"
        [(taken,)] = await xilai.core.store.fetch("SELECT count(*) FROM booked_slot WHERE start = ?", (monday,))
        assert taken == 1, "the job let go of nothing that somebody else has now"

        set_clock(xilai, "2017-08-06 13:00")
        await xilai.worker.drain()
        last = new_id()
        await do(yang, "hold", id=last, centre=TOWN, start=at("2017-08-07 10:00"))
        _, waits = await request(wang, wish("2017-08-07 10:00"), waitlist=True)
        await do(yang, "hold", id=last, centre=TOWN, start=at("2017-08-07 10:20"))
        await wang.send()
        assert seen(wang, waits)["state"] == "confirmed", "what was let go of is theirs who waited"
        other = new_id()
        await do(yang, "hold", id=other, centre=TOWN, start=at("2017-08-07 10:40"))
        held = await xilai.core.store.fetch("SELECT start FROM booked_slot WHERE until > 0")
        assert [start for (start,) in held] == [at("2017-08-07 10:40")], "one hold at a time"
        await xilai.core.act(lambda work: set_weekly(work, {"window": "2 号窗口"}))
        await xilai.core.act(lambda work: work.enqueue("booking_displaced", {"centre": TOWN}))
        await xilai.worker.drain()
        held = await xilai.core.store.fetch('SELECT "window" FROM booked_slot WHERE until > 0')
        assert held == [("2 号窗口",)], "held at another window when the roster changed, and no longer than before"


async def test_who_was_without_a_line_when_the_hold_ran_out_still_gets_the_time_unless_somebody_has_it(
    tmp_path: Path,
) -> None:
    async with booking_town(tmp_path, THURSDAY) as xilai:
        await xilai.core.act(lambda work: set_weekly(work, {"window": "1 号窗口"}))
        yang, wang, liu = [await hand(xilai, phone) for phone in (RESIDENT, RELATIVE, STRANGER)]
        one, two = new_id(), new_id()
        nine, monday = at(SATURDAY_NINE), at("2017-08-07 09:00")
        await do(yang, "hold", id=one, centre=TOWN, start=nine)
        await do(wang, "hold", id=two, centre=TOWN, start=monday)
        _, waits = await request(liu, wish("2017-08-07 09:00", "2017-08-07 09:20"), waitlist=True)
        base = seen(yang, one)["version"]
        await pass_jobs(xilai, "2017-08-03 10:11")
        assert await xilai.core.store.fetch("SELECT booking FROM booked_slot") == [(waits,)], "it goes to who waited"

        late = await do(wang, "confirm", id=two)
        assert (late["code"], late["detail"]["offers"][0]["start"]) == ("hold_over", at("2017-08-07 09:20"))
        days = [await booked(yang, wish(f"2017-08-{day} 09:00")) for day in ("08", "09", "10")]
        assert [booking["state"] for booking in days] == ["confirmed"] * 3, "what ran out does not count"
        assert (await do(yang, "confirm", id=one, base=base))["code"] == "too_many_bookings"
        assert (await do(yang, "move", id=one, wishes=[wish("2017-08-11 09:00")]))["code"] == "too_many_bookings"
        await do(yang, "cancel", id=days[0]["id"])
        assert (await do(yang, "confirm", id=one, base=base))["status"] == "accepted"
        assert (seen(yang, one)["state"], seen(yang, one)["start"]) == ("confirmed", nine)

        await pass_jobs(xilai, "2017-08-07 09:00")
        await wang.send()
        assert (seen(wang, two)["state"], seen(wang, two)["reasons"]) == ("cancelled", ["hold_over"]), "now it is over"


async def test_a_booking_is_moved_and_the_old_slot_kept_until_there_is_a_new_one(tmp_path: Path) -> None:
    async with booking_town(tmp_path, THURSDAY) as xilai:
        await xilai.core.act(lambda work: set_weekly(work, {"window": "1 号窗口"}))
        yang, wang, zhou = [await hand(xilai, phone) for phone in (RESIDENT, RELATIVE, CLERK)]
        one, two = await booked(yang, wish(SATURDAY_NINE)), await booked(wang, wish("2017-08-05 09:20"))
        refused = await do(yang, "move", id=one["id"], wishes=[wish("2017-08-05 09:20")])
        assert refused["code"] == "slot_taken" and seen(yang, one["id"]) == one
        stale = await do(yang, "move", id=one["id"], base=one["version"] - 1, wishes=[wish("2017-08-05 10:00")])
        assert stale["code"] == "version_moved"
        assert (await do(yang, "move", id=one["id"], wishes=[wish("2017-08-05 10:00")]))["status"] == "accepted"
        assert seen(yang, one["id"])["code"] == one["code"], "the QR stays"
        assert seen(yang, one["id"])["version"] > one["version"]
        assert (await do(wang, "move", id=two["id"], wishes=[wish(SATURDAY_NINE)]))["status"] == "accepted"
        assert (await do(zhou, "cancel", id=two["id"]))["code"] == "reason_missing"
        assert (await do(zhou, "cancel", id=two["id"], reason="停电，今天不开门"))["status"] == "accepted"
        await wang.send()
        assert seen(wang, two["id"])["note"] == "停电，今天不开门" and "停电" in wang.notices()[-1]["body"]
        assert (await do(wang, "cancel", id=two["id"]))["code"] == "state_forbids"
        set_clock(xilai, "2017-08-05 10:00")
        assert (await do(yang, "cancel", id=one["id"]))["code"] == "slot_past"
        assert (await do(yang, "move", id=one["id"], wishes=[wish("2017-08-07 09:00")]))["code"] == "slot_past"


async def test_one_person_cannot_take_the_slots_of_others(tmp_path: Path) -> None:
    async with booking_town(tmp_path, THURSDAY) as xilai:
        yang, zhou = await hand(xilai, RESIDENT), await hand(xilai, CLERK)
        one = await booked(yang, wish(SATURDAY_NINE))
        again, _ = await request(yang, wish("2017-08-05 10:00"))
        assert (again["code"], again["detail"]) == ("booking_exists", {"id": one["id"]})
        by_phone: dict[str, Any] = {
            "centre": TOWN,
            "channel": "phone",
            "contact": {"name": "杨国福", "phone": RESIDENT},
        }
        twice = await do(zhou, "take", id=new_id(), **by_phone, wishes=[wish("2017-08-05 10:00")])
        assert twice["code"] == "booking_exists", "the same number by phone"
        await booked(yang, wish("2017-08-07 09:00"))
        await booked(yang, wish("2017-08-05 10:00"), wish("2017-08-08 09:00"))
        assert (await request(yang, wish("2017-08-09 09:00")))[0]["code"] == "too_many_bookings"
        for _ in range(7):
            last = next(key for key in list_ids(yang) if seen(yang, key)["state"] == "confirmed")
            assert (await do(yang, "cancel", id=last))["status"] == "accepted"
            result, _ = await request(
                yang, wish("2017-08-10 09:00"), wish("2017-08-11 09:00"), wish("2017-08-05 09:00")
            )
            assert result["status"] == "accepted", result
        await do(yang, "cancel", id=next(key for key in list_ids(yang) if seen(yang, key)["state"] == "confirmed"))
        limited, _ = await request(yang, wish("2017-08-14 09:00"))
        assert limited["code"] == "rate_limited" and limited["detail"]["minutes"] == 1440


async def test_who_did_not_come_three_times_books_by_phone(tmp_path: Path) -> None:
    async with booking_town(tmp_path, THURSDAY) as xilai:
        yang, zhou = await hand(xilai, RESIDENT, "杨国福"), await hand(xilai, CLERK)
        for day in ("07", "08", "09"):
            booking = await booked(yang, wish(f"2017-08-{day} 09:00"))
            await pass_jobs(xilai, f"2017-08-{day} 09:20")
            await yang.send()
            told = yang.notices()[-1]
            assert seen(yang, booking["id"])["state"] == "missed" and told["title"] == "约好的时间过了"
            assert "until" not in told, "it is news although the time is over"
        refused, _ = await request(yang, wish("2017-08-11 09:00"))
        assert (refused["code"], refused["detail"]) == ("booking_paused", {"until": "2017-10-06"})
        by_phone: dict[str, Any] = {
            "centre": TOWN,
            "channel": "phone",
            "contact": {"name": "杨国福", "phone": RESIDENT},
        }
        taken = await do(zhou, "take", id=new_id(), **by_phone, wishes=[wish("2017-08-11 09:00")])
        assert taken["status"] == "accepted"


async def test_B8_what_was_sent_back_is_booked_anew_with_its_application(tmp_path: Path) -> None:
    async with booking_town(tmp_path, THURSDAY) as xilai:
        yang, liu = await hand(xilai, RESIDENT, "杨国福"), await hand(xilai, STRANGER)
        case = draft()
        await yang.must("save", **case)
        booking = await booked(yang, wish(SATURDAY_NINE), application=case["id"])
        assert (booking["application"], booking["item"]) == (case["id"], ITEM)
        assert booking["item_name"] == "农村籍退役士兵定期生活补助"
        stolen, _ = await request(liu, wish(SATURDAY_NINE), application=case["id"])
        assert (stolen["code"], stolen["field"]) == ("not_found", "/application")


async def test_B27_a_meeting_for_a_key_project_is_accepted_or_declined_with_a_reason(tmp_path: Path) -> None:
    async with booking_town(tmp_path, THURSDAY) as xilai:
        yang, zhou, wang = [await hand(xilai, phone) for phone in (RESIDENT, CLERK, RELATIVE)]
        more = {"kind": "key_project", "about": "茶厂二期扩建，要一起问国土和环保"}
        wishes = [wish("2017-08-05 14:00", "2017-08-05 18:00")]
        asked = await booked(yang, *wishes, **more)
        other = await booked(wang, *wishes, **more)
        assert asked["state"] == "requested" and "window" not in asked
        await zhou.send()
        assert seen(zhou, asked["id"])["about"] == more["about"]
        late, early = (
            {"start": at("2017-08-05 15:00"), "end": at("2017-08-05 16:30")},
            {"start": at("2017-08-02 09:00")},
        )
        for args, code in (
            ({"accept": False}, "reason_missing"),
            ({"accept": True, **early, "end": at("2017-08-06 09:00")}, "slot_past"),
            ({"accept": True, "start": late["start"]}, "args_invalid"),
        ):
            assert (await do(zhou, "decide", id=asked["id"], **args))["code"] == code
        assert (await do(yang, "decide", id=asked["id"], accept=True, **late))["code"] == "forbidden"
        note = "三楼会议室，国土、环保都来人"
        assert (await do(zhou, "decide", id=asked["id"], accept=True, **late, note=note))["status"] == "accepted"
        assert (await do(zhou, "decide", id=other["id"], accept=False, note="请先到县发改局立项"))[
            "status"
        ] == "accepted"
        await yang.send()
        await wang.send()
        assert (seen(yang, asked["id"])["state"], seen(yang, asked["id"])["note"]) == ("confirmed", note)
        assert (seen(wang, other["id"])["state"], seen(wang, other["id"])["note"]) == ("declined", "请先到县发改局立项")
        assert any("请先到县发改局立项" in notice["body"] for notice in wang.notices())
        assert ("booking", other["id"]) not in zhou.seen


async def test_B28_a_visit_at_home_is_a_job_on_the_workers_tablet(tmp_path: Path) -> None:
    async with booking_town(tmp_path, THURSDAY) as xilai:
        yang, zhou, neighbour = [await hand(xilai, phone) for phone in (RESIDENT, CLERK, NEIGHBOUR_CLERK)]
        more = {"kind": "visit", "address": "马福村 3 组，晒坝旁", "about": "老人起不来床，要办社保认证"}
        asked = await booked(yang, wish("2017-08-07 09:00", "2017-08-07 12:00"), **more)
        time = {"start": at("2017-08-07 10:00"), "end": at("2017-08-07 11:00")}
        assert (await do(neighbour, "decide", id=asked["id"], accept=True, **time))["code"] == "not_found"
        assert (await do(zhou, "decide", id=asked["id"], accept=True, **time))["status"] == "accepted"
        job = seen(zhou, asked["id"])
        assert (job["address"], job["contact"]["phone"], job["kind"]) == (more["address"], RESIDENT, "visit")
        steps = [make(zhou, step, id=asked["id"]) for step in ("arrive", "finish")]
        await pass_jobs(xilai, "2017-08-08 09:00")  # where they were there was no line
        assert [result["status"] for result in await zhou.send(*steps)] == ["accepted", "accepted"]
        await yang.send()
        assert seen(yang, asked["id"])["state"] == "done"
        stranger = (await xilai.http.get(f"/booking/{job['code']}")).json()
        assert stranger == {"view": "stranger", "state": "done", "centre": "西来镇便民服务中心", "on": "2017-08-07"}


async def test_B9_each_booking_keeps_its_channel_and_they_are_counted(tmp_path: Path) -> None:
    async with booking_town(tmp_path, THURSDAY) as xilai:
        yang, wang, zhou = [await hand(xilai, phone) for phone in (RESIDENT, RELATIVE, CLERK)]
        await booked(yang, wish(SATURDAY_NINE), channel="kiosk")
        gone = await booked(wang, wish(SATURDAY_NINE))
        await do(wang, "cancel", id=gone["id"])
        for channel, phone in (("phone", "13800000008"), ("counter", "13800000009")):
            person = {"name": "吴大爷", "phone": phone}
            taken = {"id": new_id(), "centre": TOWN, "channel": channel, "contact": person}
            assert (await do(zhou, "take", **taken, wishes=[wish(SATURDAY_NINE)]))["status"] == "accepted"
            assert seen(zhou, taken["id"])["channel"] == channel
        [(counted,)] = await xilai.core.store.fetch(
            "SELECT channels FROM booked_day WHERE id = ?", (f"{TOWN}/2017-08-05",)
        )
        assert sorted(json.loads(counted).items()) == [("app", 1), ("counter", 1), ("kiosk", 1), ("phone", 1)]
        sms = [text for text in await texts(xilai) if "13800000008" in text]
        assert "约好了" in sms[0] and "8月5日 周六 9:00" in sms[0], "a caller has no app: told by text message"
