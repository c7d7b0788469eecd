"""Whose application it is, who may decide, and what must be there before the town takes it."""

from pathlib import Path
from typing import Any

import pytest

from server.sync.work import Work
from tests.server.counter import (
    ANSWERS,
    CLERK,
    ITEM,
    MATERIALS,
    NEWER,
    PROFILE,
    RELATIVE,
    RESIDENT,
    REVIEWER,
    SUPERVISOR,
    VILLAGE,
    draft,
    form,
    hand,
    open_counter,
    photo_arrives,
    submitted,
)
from tests.server.town import new_id, town

FORM_TABLE = form


async def test_an_application_of_somebody_else_is_as_if_it_were_not_there(tmp_path: Path) -> None:
    async with town(tmp_path) as xilai:
        await open_counter(xilai)
        yang, other = await hand(xilai, RESIDENT, profile=PROFILE), await hand(xilai, RELATIVE, profile=PROFILE)
        mine = draft(materials=MATERIALS)
        await yang.must("save", **mine)
        for name, args in (
            ("save", {**mine, "answers": {"unit": "别人"}}),
            ("submit", mine),
            ("discard", {"id": mine["id"]}),
            ("withdraw", {"id": mine["id"], "reason": "不是我的"}),
        ):
            assert (await other.do(name, **args))["code"] == "not_found"
        assert ("application", mine["id"]) not in other.seen
        await yang.send()
        assert yang.case(mine["id"])["answers"] == ANSWERS and yang.case(mine["id"])["state"] == "draft"


async def test_the_window_does_not_decide_and_the_back_office_does_not_take_in(tmp_path: Path) -> None:
    async with town(tmp_path) as xilai:
        await open_counter(xilai)
        yang = await hand(xilai, RESIDENT, profile=PROFILE)
        zhou, li, chen = await hand(xilai, CLERK), await hand(xilai, SUPERVISOR), await hand(xilai, REVIEWER)
        id = await submitted(xilai, yang)
        # Before it is handed over the department does not know of it.
        assert (await chen.do("accept", id=id))["code"] == "forbidden"
        assert (await chen.do("claim", id=id))["code"] == "not_found"
        await zhou.must("accept", id=id)
        assert (await zhou.do("hand_over", id=id, department="nowhere"))["code"] == "department_unknown"
        await zhou.must("hand_over", id=id, department="510131-ty")
        for clerk in (zhou, li):
            assert (await clerk.do("approve", id=id))["code"] == "forbidden"
            assert (await clerk.do("refuse", id=id, reason="不行"))["code"] == "forbidden"
        await chen.must("claim", id=id)
        assert chen.case(id)["handler"] == "陈建国，蒲江县退役军人事务局"
        await chen.must("approve", id=id)
        assert (await chen.do("issue", id=id, result="每月 55 元"))["code"] == "forbidden"
        assert (await yang.do("issue", id=id, result="每月 55 元"))["code"] == "forbidden"


async def test_staff_of_another_town_or_department_neither_see_nor_decide(tmp_path: Path) -> None:
    async with town(tmp_path) as xilai:
        await open_counter(xilai)
        yang, zhou = await hand(xilai, RESIDENT, profile=PROFILE), await hand(xilai, CLERK)
        neighbour, other = await hand(xilai, "13900000005"), await hand(xilai, "13900000006")
        id = await submitted(xilai, yang)
        assert (await neighbour.do("accept", id=id))["code"] == "not_found"
        await zhou.must("accept", id=id)
        await zhou.must("hand_over", id=id, department="510131-ty")
        assert (await other.do("approve", id=id))["code"] == "not_found"
        for hands in (neighbour, other):
            await hands.send()
            assert ("application", id) not in hands.seen


async def test_a_clerk_does_not_handle_her_own_application(tmp_path: Path) -> None:
    async with town(tmp_path) as xilai:
        await open_counter(xilai)
        zhou = await hand(xilai, CLERK, profile=PROFILE)
        id = await submitted(xilai, zhou)
        for name in ("claim", "accept"):
            assert (await zhou.do(name, id=id))["code"] == "forbidden"
        li = await hand(xilai, SUPERVISOR)
        await li.must("accept", id=id)


async def test_who_decided_on_an_old_version_looks_again_but_photos_arriving_do_not_count(tmp_path: Path) -> None:
    async with town(tmp_path) as xilai:
        await open_counter(xilai)
        yang, zhou = await hand(xilai, RESIDENT, profile=PROFILE), await hand(xilai, CLERK)
        li = await hand(xilai, SUPERVISOR)
        whole = draft(materials=MATERIALS)
        id = whole["id"]
        await yang.must("submit", **whole)
        await zhou.send()
        first = zhou.case(id)["version"]
        await photo_arrives(xilai, yang.device.person or "")
        await li.must("claim", id=id, base=first)
        await zhou.must("return", id=id, base=first, round=1, defects=[{"field": "unit", "reason": "写全称"}])
        await yang.must("mend", id=id, round=1, answers={"unit": "原成都军区某部"}, materials={})
        assert (await zhou.do("accept", id=id, base=first))["code"] == "version_moved"
        await zhou.send()
        await zhou.must("accept", id=id, base=zhou.case(id)["version"])


async def test_name_and_id_number_are_needed_before_submitting(tmp_path: Path) -> None:
    async with town(tmp_path) as xilai:
        await open_counter(xilai)
        yang = await hand(xilai, RESIDENT)
        whole = draft(materials=MATERIALS)
        await yang.must("save", **whole)
        assert (await yang.do("submit", **whole))["code"] == "profile_needed"
        assert (await yang.send(yang.make("accounts.set_profile", **PROFILE)))[0]["status"] == "accepted"
        assert (await yang.must("submit", **whole))["receipt"].endswith("-0001")


WRONG: list[tuple[dict[str, Any], str, str, dict[str, Any]]] = [
    ({"item": "gone"}, "item_unknown", "/item", {}),
    ({"place": "510131999"}, "item_unknown", "/item", {}),
    ({"item": "at-the-window"}, "item_not_online", "/item", {"why": "要本人按手印"}),
    ({"form": "tysb@9"}, "form_unknown", "/form", {}),
    ({"form": "other@1"}, "form_unknown", "/form", {}),
    ({"materials": {}}, "material_missing", "/materials/sfz", {"label": "身份证"}),
    ({"materials": {"sfz": []}}, "material_missing", "/materials/sfz", {"label": "身份证"}),
    ({"answers": {**ANSWERS, "unit": ""}}, "answer_missing", "/answers/unit", {"label": "服役部队"}),
    ({"answers": {**ANSWERS, "pays": "yes"}}, "answer_missing", "/answers/pays_name", {"label": "领的是哪一种"}),
    ({"answers": {**ANSWERS, "joined": "1974"}}, "answer_invalid", "/answers/joined", {"label": "哪年哪月入伍"}),
    ({"answers": {**ANSWERS, "left": "1970-01"}}, "answer_invalid", "/answers/left", {"problem": "退伍要在入伍之后"}),
    ({"answers": {**ANSWERS, "unit": [["a"]]}}, "args_invalid", "/answers/unit", {}),
    ({"answers": {**ANSWERS, "unit": {"a": 1}}}, "args_invalid", "/answers/unit", {}),
    ({"answers": {**ANSWERS, "long": "长" * 40_000}}, "too_large", "/answers", {}),
]


@pytest.mark.parametrize(("change", "code", "field", "detail"), WRONG, ids=lambda case: str(case)[:40])
async def test_what_the_town_cannot_take_is_told_with_its_field_and_may_be_sent_again(
    tmp_path: Path, change: dict[str, Any], code: str, field: str, detail: dict[str, Any]
) -> None:
    async with town(tmp_path) as xilai:
        await open_counter(xilai)
        yang = await hand(xilai, RESIDENT, profile=PROFILE)
        whole = draft(materials=MATERIALS)
        result = await yang.do("submit", **{**whole, **change})
        assert (result["status"], result["code"], result["field"]) == ("rejected", code, field)
        assert detail.items() <= result.get("detail", {}).items()
        assert ("application", whole["id"]) not in yang.seen
        assert (await yang.must("submit", **whole))["receipt"].endswith("-0001")


async def test_an_old_version_of_the_form_is_taken_and_only_what_is_new_is_asked_for(tmp_path: Path) -> None:
    async with town(tmp_path) as xilai:
        await open_counter(xilai)
        yang = await hand(xilai, RESIDENT, profile=PROFILE)
        phone = draft(form="tysb@1", answers={"unit": "成都军区", "pays": "no"}, materials=MATERIALS)
        await yang.must("save", **phone)
        result = await yang.do("submit", **phone)
        assert (result["code"], result["field"]) == ("answer_missing", "/answers/joined")
        assert [one["field"] for one in result["detail"]["problems"]] == ["joined", "left"]
        await yang.send()
        assert yang.case(phone["id"])["answers"] == phone["answers"]  # nothing typed is lost
        taken = await yang.must("submit", **{**phone, "answers": ANSWERS})
        assert taken["form"] == "tysb@1" and taken["answers"] == ANSWERS

        def newer(work: Work) -> None:
            from server.guide.tables import Form

            work.put(Form, FORM_TABLE(3, NEWER))

        await xilai.core.act(newer)
        later = await yang.do("submit", **draft(form="tysb@2", materials=MATERIALS))
        assert (later["code"], later["field"]) == ("answer_missing", "/answers/bank")


async def test_answers_to_hidden_questions_are_left_out_on_submitting(tmp_path: Path) -> None:
    async with town(tmp_path) as xilai:
        await open_counter(xilai)
        yang = await hand(xilai, RESIDENT, profile=PROFILE)
        sent = await yang.must("submit", **draft(answers={**ANSWERS, "pays_name": "低保"}, materials=MATERIALS))
        assert sent["answers"] == ANSWERS


async def test_a_photo_that_arrived_before_the_form_is_not_waited_for(tmp_path: Path) -> None:
    async with town(tmp_path) as xilai:
        await open_counter(xilai)
        yang = await hand(xilai, RESIDENT, profile=PROFILE)
        await photo_arrives(xilai, yang.device.person or "")
        first, second = draft(materials=MATERIALS), draft(materials={"sfz": [{"blob": "b2" * 32, "size": 5}]})
        assert "awaiting" not in await yang.must("submit", **first)
        assert (await yang.must("submit", **second))["awaiting"] == ["b2" * 32]
        await photo_arrives(xilai, yang.device.person or "", "b2" * 32)
        await yang.send()
        assert "awaiting" not in yang.case(second["id"])


async def test_the_item_of_a_draft_stays_and_a_broken_argument_names_its_place(tmp_path: Path) -> None:
    async with town(tmp_path) as xilai:
        await open_counter(xilai)
        yang = await hand(xilai, RESIDENT)
        mine = draft()
        await yang.must("save", **mine)
        other = await yang.do("save", **{**mine, "item": "at-the-window"})
        assert (other["code"], other["field"]) == ("args_invalid", "/item")
        wrong = await yang.do(
            "save", id=new_id(), item=ITEM, form="tysb@2", place=VILLAGE, materials={"sfz": [{"size": 1}]}
        )
        assert (wrong["code"], wrong["field"]) == ("args_invalid", "/materials/sfz/0/blob")
        nul = await yang.do("save", **{**mine, "answers": {"unit": "成都\0军区"}})
        assert (nul["code"], nul["field"]) == ("args_invalid", "/answers/unit")
        deep: Any = "\0"
        for _ in range(500):
            deep = {"a": deep}
        assert (await yang.do("save", **{**mine, "answers": deep}))["code"] == "args_invalid", "and nobody else waits"
        for number, taken in ((2**53 - 1, True), (-(2**53), False), ([1, 2**60], False), (2**70, False), (1e30, True)):
            told = await yang.do("save", **{**mine, "answers": {"years": number}})
            assert (told.get("code"), told.get("field")) == (
                (None, None) if taken else ("args_invalid", "/answers/years")
            )


async def test_an_item_without_time_limits_or_gone_from_the_guide_is_still_taken_to_its_end(tmp_path: Path) -> None:
    async with town(tmp_path) as xilai:
        await open_counter(xilai)
        yang, zhou = await hand(xilai, RESIDENT, profile=PROFILE), await hand(xilai, CLERK)
        id = await submitted(xilai, yang)

        def gone(work: Work) -> None:
            from server.guide.tables import Item

            work.delete(Item, f"{VILLAGE[:9]}/{ITEM}")

        await xilai.core.act(gone)
        accepted = await zhou.must("accept", id=id)
        assert "due_on" not in accepted and "statutory_due_on" not in accepted
        await zhou.must("hand_over", id=id, department="510131-ty")
        await yang.send()
        assert {notice["body"] for notice in yang.notices()} >= {"现在不用您做什么。"}
