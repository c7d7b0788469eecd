"""Sending back with all defects at once, and mending just those."""

from pathlib import Path
from typing import Any

from tests.server.counter import (
    CLERK,
    MATERIALS,
    PROFILE,
    RESIDENT,
    SUPERVISOR,
    Hand,
    draft,
    hand,
    open_counter,
    submitted,
)
from tests.server.town import Town, town

DEFECTS: list[dict[str, Any]] = [
    {"material": "sfz", "page": 1, "reason": "反光，号码看不清"},
    {"field": "left", "reason": "和退伍证对不上"},
]
NEW_PAGE = {"sfz": [{"blob": "c3" * 32, "size": 80_000}]}


async def returned(xilai: Town) -> tuple[Hand, Hand, str]:
    await open_counter(xilai)
    yang, zhou = await hand(xilai, RESIDENT, profile=PROFILE), await hand(xilai, CLERK)
    id = await submitted(xilai, yang)
    await zhou.must("return", id=id, round=1, defects=DEFECTS)
    await yang.send()
    return yang, zhou, id


async def test_the_applicant_is_told_all_defects_at_once_by_notice_and_sms(tmp_path: Path) -> None:
    async with town(tmp_path) as xilai:
        yang, _, id = await returned(xilai)
        case = yang.case(id)
        assert case["state"] == "returned" and case["defects"] == DEFECTS and case["mend_by"]
        notice = next(one for one in yang.notices() if one["kind"] == "defects")
        assert notice["title"] == "农村籍退役士兵定期生活补助：要补 2 处"
        assert "1. 身份证第 1 页：反光，号码看不清" in notice["body"]
        assert "2. 哪年哪月退伍：和退伍证对不上" in notice["body"]
        assert notice["from"] == "西来镇便民服务中心 周敏，2 号窗口"
        [(sms,)] = await xilai.core.store.fetch("SELECT sms FROM notice WHERE id = ?", (notice["id"],))
        assert all(defect["reason"] in sms for defect in DEFECTS) and "028-00001040" in sms


async def test_a_second_list_in_one_round_needs_the_supervisor_and_a_reason(tmp_path: Path) -> None:
    async with town(tmp_path) as xilai:
        yang, zhou, id = await returned(xilai)
        li = await hand(xilai, SUPERVISOR)
        more = {"id": id, "round": 1, "defects": [*DEFECTS, {"material": "twz", "reason": "也要交"}]}
        assert (await zhou.do("return", **more))["code"] == "defects_already_given"
        assert (await zhou.do("return", **more, again_because="漏了一处"))["code"] == "defects_already_given"
        assert (await li.do("return", **more))["code"] == "defects_already_given"
        assert (await li.do("return", **more, again_because=" "))["code"] == "defects_already_given"
        await li.must("return", **more, again_because="县里昨天改了要求")
        await yang.send()
        assert len(yang.case(id)["defects"]) == 3
        assert "县里昨天改了要求" in yang.case(id)["history"][-1]["note"]


async def test_just_what_was_asked_is_mended_and_the_next_round_begins(tmp_path: Path) -> None:
    async with town(tmp_path) as xilai:
        yang, zhou, id = await returned(xilai)
        before = yang.case(id)
        forgot = await yang.do("mend", id=id, round=1, answers={"left": "1979-04"}, materials={})
        assert (forgot["code"], forgot["field"]) == ("defect_open", "/materials/sfz")
        assert forgot["detail"]["label"] == "身份证"
        beyond = await yang.do("mend", id=id, round=1, answers={"left": "1979-04", "unit": "改"}, materials=NEW_PAGE)
        assert (beyond["code"], beyond["field"]) == ("args_invalid", "/answers/unit")
        wrong = await yang.do("mend", id=id, round=1, answers={"left": "1970-01"}, materials=NEW_PAGE)
        assert (wrong["code"], wrong["field"]) == ("answer_invalid", "/answers/left")
        late = await yang.do("mend", id=id, round=2, answers={"left": "1979-04"}, materials=NEW_PAGE)
        assert late["code"] == "version_moved"
        assert yang.case(id) == before

        mended = await yang.must("mend", id=id, round=1, answers={"left": "1979-04"}, materials=NEW_PAGE)
        assert mended["state"] == "submitted" and mended["round"] == 2 and "defects" not in mended
        assert mended["answers"] == {**before["answers"], "left": "1979-04"}
        assert mended["awaiting"] == ["c3" * 32] and mended["receipt"] == before["receipt"]
        # The next round has a list of its own, once.
        await zhou.must("return", id=id, round=2, defects=[{"reason": "请把原件带来看一眼"}])
        again = await zhou.do("return", id=id, round=2, defects=DEFECTS)
        assert again["code"] == "defects_already_given"


async def test_a_defect_about_nothing_the_application_has_is_refused(tmp_path: Path) -> None:
    async with town(tmp_path) as xilai:
        await open_counter(xilai)
        yang, zhou = await hand(xilai, RESIDENT, profile=PROFILE), await hand(xilai, CLERK)
        whole = draft(materials=MATERIALS)
        await yang.must("submit", **whole)
        nowhere = [DEFECTS[0], {"material": "nothing", "reason": "没有这样材料"}]
        result = await zhou.do("return", id=whole["id"], round=1, defects=nowhere)
        assert (result["code"], result["field"]) == ("args_invalid", "/defects/1")
        assert (await zhou.do("return", id=whole["id"], round=1, defects=[]))["code"] == "args_invalid"


async def test_refusing_tells_the_reason_and_how_to_object(tmp_path: Path) -> None:
    async with town(tmp_path) as xilai:
        await open_counter(xilai)
        yang, zhou = await hand(xilai, RESIDENT, profile=PROFILE), await hand(xilai, CLERK)
        whole = draft(materials=MATERIALS)
        await yang.must("submit", **whole)
        await zhou.must("decline", id=whole["id"], reason="没满 60 周岁")
        await yang.send()
        case = yang.case(whole["id"])
        assert case["state"] == "declined" and case["reason"] == "没满 60 周岁" and "复议" in case["remedy"]
        assert any("没满 60 周岁" in one["body"] and "复议" in one["body"] for one in yang.notices())
