"""The whole life of an application, from the draft on a phone to the result at the one window."""

import asyncio
from pathlib import Path

import pytest

from tests.server.counter import (
    ANSWERS,
    CLERK,
    FORM,
    ITEM,
    MATERIALS,
    PHOTO,
    PROFILE,
    RESIDENT,
    REVIEWER,
    TOWN,
    VILLAGE,
    draft,
    hand,
    in_the_department,
    open_counter,
    photo_arrives,
)  # fmt: skip
from tests.server.town import new_id, town

pytestmark = pytest.mark.usefixtures("both_engines")


async def test_from_the_draft_to_the_result_everybody_sees_each_step(tmp_path: Path) -> None:
    async with town(tmp_path) as xilai:
        await open_counter(xilai)
        yang = await hand(xilai, RESIDENT, profile=PROFILE)
        zhou, chen = await hand(xilai, CLERK), await hand(xilai, REVIEWER)
        form = draft(materials=MATERIALS)
        id = form["id"]

        saved = await yang.must("save", **{**form, "answers": {"unit": "成都军区"}, "materials": {}})
        assert saved["state"] == "draft" and saved["item_name"] == "农村籍退役士兵定期生活补助"
        await zhou.send()
        assert not zhou.seen.get(("application", id))

        sent = await yang.must("submit", **form)
        assert sent["state"] == "submitted" and sent["round"] == 1 and sent["awaiting"] == [PHOTO]
        assert sent["receipt"].startswith(f"{TOWN}-") and sent["receipt"].endswith("-0001")
        assert len(sent["code"]) == 10 and "applicant" not in sent
        await zhou.send()
        assert zhou.case(id)["applicant"] == {
            "name": "杨国福", "id_number": PROFILE["id_number"], "phone": RESIDENT
        }  # fmt: skip

        assert (await zhou.do("accept", id=id))["code"] == "material_missing"
        await photo_arrives(xilai, yang.device.person or "")
        await zhou.send()
        assert "awaiting" not in zhou.case(id) and zhou.case(id)["history"][-1]["what"] == "blobs_arrived"

        assert (await zhou.must("claim", id=id))["handler"] == "周敏，2 号窗口"
        accepted = await zhou.must("accept", id=id, base=zhou.case(id)["version"])
        assert accepted["due_on"] < accepted["statutory_due_on"]
        await zhou.must("hand_over", id=id, department="510131-ty")

        await chen.send()
        assert chen.case(id)["applicant"]["name"] == "杨国福"
        await chen.must("approve", id=id, note="年限核对过了")
        await zhou.send()
        done = await zhou.must("issue", id=id, result="每月 55 元，下个月打到社保卡")
        assert done["state"] == "issued"

        await yang.send()
        seen = yang.case(id)
        assert seen["state"] == "issued" and seen["result"] == "每月 55 元，下个月打到社保卡"
        assert [event["what"].removeprefix("applications.") for event in seen["history"]] == [
            "submit", "blobs_arrived", "claim", "accept", "hand_over", "approve", "issue"
        ]  # fmt: skip
        assert seen["history"][0]["by"] == "本人"
        assert (seen["history"][5]["by"], seen["history"][5]["where"]) == ("陈建国", "蒲江县退役军人事务局")
        assert all("person" not in event for event in seen["history"])
        titles = {notice["state"]: notice["title"] for notice in yang.notices()}
        assert titles == {
            "submitted": f"{saved['item_name']}：送到镇上了",
            "accepted": f"{saved['item_name']}：受理了",
            "in_department": f"{saved['item_name']}：转到蒲江县退役军人事务局办",
            "approved": f"{saved['item_name']}：批准了",
            "issued": f"{saved['item_name']}：办好了",
        }


async def test_a_phone_that_never_saved_may_submit_and_old_and_new_drafts_stand_side_by_side(tmp_path: Path) -> None:
    async with town(tmp_path) as xilai:
        await open_counter(xilai)
        yang = await hand(xilai, RESIDENT, profile=PROFILE)
        first, second = draft(materials=MATERIALS), draft()
        await yang.must("save", **second)
        assert (await yang.must("submit", **first))["state"] == "submitted"
        assert yang.case(second["id"])["state"] == "draft"
        third = await yang.must("submit", **draft(materials=MATERIALS))
        assert third["receipt"].endswith("-0002")


async def test_submitting_is_sent_twice_and_has_one_receipt_number(tmp_path: Path) -> None:
    async with town(tmp_path) as xilai:
        await open_counter(xilai)
        yang = await hand(xilai, RESIDENT, profile=PROFILE)
        submit = yang.make("applications.submit", **draft(materials=MATERIALS))
        first = await yang.send(submit)
        before = yang.case(submit["args"]["id"])
        again = await yang.send(submit)
        assert again == first and first[0]["status"] == "accepted"
        yang.device.cursors.clear()
        await yang.send()
        assert yang.case(submit["args"]["id"]) == before
        assert len(yang.notices()) == 1
        next_one = await yang.must("submit", **draft(materials=MATERIALS))
        assert next_one["receipt"].endswith("-0002")


async def test_twenty_applications_at_once_have_twenty_numbers_without_a_gap(tmp_path: Path) -> None:
    async with town(tmp_path) as xilai:
        await open_counter(xilai)
        yang = await hand(xilai, RESIDENT, profile=PROFILE)
        mutations = [yang.make("applications.submit", **draft(materials=MATERIALS)) for _ in range(20)]
        await asyncio.gather(*(yang.device.post_sync(one) for one in mutations))
        await yang.send()
        cases = [yang.case(one["args"]["id"]) for one in mutations]
        assert sorted(int(case["receipt"][-4:]) for case in cases) == list(range(1, 21))
        assert len({case["code"] for case in cases}) == 20


async def test_two_devices_of_one_person_merge_their_fields(tmp_path: Path) -> None:
    async with town(tmp_path) as xilai:
        await open_counter(xilai)
        phone = await hand(xilai, RESIDENT, profile=PROFILE)
        xilai.pass_time(minutes=2)
        tablet = await hand(xilai, RESIDENT)
        id = new_id()
        names = {"id": id, "item": ITEM, "form": FORM, "place": VILLAGE}
        await phone.must("save", **names, answers={"unit": "成都军区", "joined": "1974-12"}, materials=MATERIALS)
        await tablet.must("save", **names, answers={"left": "1979-03", "joined": "1974-11"})
        await phone.must("save", **names, answers={"unit": None, "pays": "no"}, materials={"sfz": []})
        await tablet.send()
        assert tablet.case(id)["answers"] == {"joined": "1974-11", "left": "1979-03", "pays": "no"}
        assert tablet.case(id)["materials"] == {}
        assert tablet.case(id) == phone.case(id)


async def test_a_draft_is_discarded_and_brought_back(tmp_path: Path) -> None:
    async with town(tmp_path) as xilai:
        await open_counter(xilai)
        yang = await hand(xilai, RESIDENT)
        form = draft()
        await yang.must("save", **form)
        assert (await yang.must("discard", id=form["id"]))["state"] == "discarded"
        late = await yang.do("save", **form)
        assert (late["code"], late["detail"]) == ("state_forbids", {"state": "已删除"})
        back = await yang.must("restore", id=form["id"])
        assert back["state"] == "draft" and back["answers"] == ANSWERS


async def test_a_withdrawn_application_says_why_and_stays_visible(tmp_path: Path) -> None:
    async with town(tmp_path) as xilai:
        await open_counter(xilai)
        yang, zhou = await hand(xilai, RESIDENT, profile=PROFILE), await hand(xilai, CLERK)
        form = draft(materials=MATERIALS)
        await yang.must("submit", **form)
        await yang.must("withdraw", id=form["id"], reason="先不办了")
        await zhou.send()
        assert zhou.case(form["id"])["reason"] == "先不办了"
        assert (await zhou.do("accept", id=form["id"]))["code"] == "state_forbids"


async def test_a_result_on_public_notice_is_given_out_when_the_notice_has_run(tmp_path: Path) -> None:
    async with town(tmp_path) as xilai:
        yang, zhou, id = await in_the_department(xilai)
        chen = await hand(xilai, REVIEWER)
        await chen.must("approve", id=id)
        assert (await chen.do("publicise", id=id, until="2020-01-01"))["field"] == "/until"
        until = (await chen.must("publicise", id=id, until="2999-01-04"))["publicised_until"]
        assert until == "2999-01-04"
        assert (await zhou.do("issue", id=id, result="发"))["code"] == "args_invalid"
        early = await zhou.do("issue", id=id, result="每月 55 元")
        assert (early["code"], early["detail"]) == ("state_forbids", {"state": "公示中"})
        await yang.send()
        assert any("公示到 1月4日" in notice["body"] for notice in yang.notices())
