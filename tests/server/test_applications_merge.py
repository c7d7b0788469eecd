"""Phones and tablets change one application apart: nothing typed is lost, and the server decides (W5, W7)."""

from functools import partial
from pathlib import Path
from typing import Any

from server.guide.tables import Form
from server.schema.tables import PROTOCOL
from server.sync.exchange import OLDEST
from server.sync.work import Work
from tests.server.counter import (
    ANSWERS,
    CLERK,
    FORM,
    ITEM,
    MATERIALS,
    NEWER,
    PROFILE,
    QUESTIONS,
    RESIDENT,
    SUPERVISOR,
    VILLAGE,
    Hand,
    draft,
    form,
    hand,
    open_counter,
    photo_arrives,
)
from tests.server.town import Town, new_id, town

WHOLE: dict[str, Any] = {"item": ITEM, "form": FORM, "place": VILLAGE}


def page(letter: str) -> dict[str, Any]:
    return {"blob": letter * 64, "size": 90_000, "type": "image/jpeg"}


async def two_phones(xilai: Town) -> tuple[Hand, Hand]:
    await open_counter(xilai)
    phone = await hand(xilai, RESIDENT, profile=PROFILE)
    xilai.pass_time(minutes=2)
    return phone, await hand(xilai, RESIDENT)


async def test_W5_two_phones_without_a_line_lose_nothing_of_one_draft(tmp_path: Path) -> None:
    async with town(tmp_path) as xilai:
        one, two = await two_phones(xilai)
        id = new_id()
        first = {"unit": "甲", "joined": "1974-12"}
        base = (await one.must("save", id=id, **WHOLE, base=0, answers=first, materials={"sfz": [page("a")]}))[
            "version"
        ]
        was = {"answers": {"unit": "甲"}, "materials": {"sfz": ["a" * 8]}}
        apart = {"id": id, **WHOLE, "base": base, "was": was}
        pages = [{"sfz": [page("a"), page(letter)]} for letter in "bc"]
        await one.must("save", **apart, answers={"unit": "乙", "left": "1979-03"}, materials=pages[0])
        result = await two.do("save", **apart, answers={"unit": "丙", "pays": "no"}, materials=pages[1])
        assert (result["status"], result["detail"]) == ("changed", {"conflicts": ["unit"], "base": base})
        await one.send()
        assert one.case(id) == two.case(id)
        assert one.case(id)["answers"] == {"unit": "丙", "joined": "1974-12", "left": "1979-03", "pays": "no"}
        assert one.case(id)["conflicts"] == {"answers": {"unit": ["乙"]}}
        assert [one["blob"][0] for one in one.case(id)["materials"]["sfz"]] == ["a", "c", "b"]

        version = one.case(id)["version"]
        taken = await one.must(
            "save", id=id, **WHOLE, base=version, was={"answers": {"unit": "丙"}}, answers={"unit": "乙"}
        )
        assert taken["answers"]["unit"] == "乙" and "conflicts" not in taken


async def test_W5_a_replayed_clash_tells_the_same_and_keeps_the_values_once(tmp_path: Path) -> None:
    async with town(tmp_path) as xilai:
        one, two = await two_phones(xilai)
        id = new_id()
        await one.must("save", id=id, **WHOLE, base=0, answers={"unit": "甲"})
        clash = two.make("applications.save", id=id, **WHOLE, base=0, answers={"unit": "乙"})
        first, again = await two.send(clash), await two.send(clash)
        assert first == again and first[0]["detail"]["conflicts"] == ["unit"]
        assert two.case(id)["conflicts"] == {"answers": {"unit": ["甲"]}}


async def test_W5_what_one_phone_hands_in_stands_and_the_other_phone_s_unseen_work_is_kept_beside_it(
    tmp_path: Path,
) -> None:
    async with town(tmp_path) as xilai:
        one, two = await two_phones(xilai)
        zhou = await hand(xilai, CLERK)
        id = new_id()
        base = (await one.must("save", id=id, **WHOLE, base=0, answers=ANSWERS))["version"]
        was = {"answers": {"unit": ANSWERS["unit"]}}
        await two.must(
            "save", id=id, **WHOLE, base=base, was=was, answers={"unit": "兰州军区"}, materials={"twz": [page("b")]}
        )
        result = await one.do("submit", **draft(id, materials=MATERIALS, base=base))
        assert (result["status"], result["detail"]["conflicts"]) == ("changed", ["unit"])
        await two.send()
        seen = two.case(id)
        assert seen["state"] == "submitted" and seen["answers"] == ANSWERS and seen["materials"] == MATERIALS
        assert seen["conflicts"] == {"answers": {"unit": ["兰州军区"]}, "materials": {"twz": [page("b")]}}
        # What was not handed in is nobody's but the applicant's.
        await zhou.send()
        assert "兰州军区" not in str(zhou.case(id)) and "conflicts" not in zhou.case(id)


async def test_W5_a_client_that_says_nothing_of_what_it_knew_overwrites_as_it_always_did(tmp_path: Path) -> None:
    async with town(tmp_path) as xilai:
        one, two = await two_phones(xilai)
        id = new_id()
        await one.must("save", id=id, **WHOLE, answers={"unit": "甲"})
        await two.must("save", id=id, **WHOLE, answers={"unit": "乙"})
        assert two.case(id)["answers"] == {"unit": "乙"} and "conflicts" not in two.case(id)


async def test_W5_the_server_decides_which_of_two_steps_came_first_and_says_what_stands(tmp_path: Path) -> None:
    """Each pair is taken on two devices without a line; the second to arrive changes nothing, and says why."""
    fix = {"round": 1, "defects": [{"field": "left", "reason": "和退伍证对不上"}]}
    mending = {"round": 1, "answers": {"left": "1979-04"}, "materials": {}}
    other_list = {"round": 1, "defects": [{"field": "unit", "reason": "写全称"}]}
    pairs: list[tuple[str, list[Any], list[Any], str]] = [
        ("submitted", ["one", "withdraw", {"reason": "不办了"}], ["zhou", "accept", {}], "state_forbids"),
        ("submitted", ["zhou", "accept", {}], ["li", "decline", {"reason": "不归本镇办"}], "state_forbids"),
        (
            "submitted",
            ["zhou", "decline", {"reason": "不归本镇办"}],
            ["one", "withdraw", {"reason": "不办了"}],
            "state_forbids",
        ),
        ("submitted", ["zhou", "return", fix], ["zhou2", "return", other_list], "defects_already_given"),
        ("submitted", ["zhou", "return", fix], ["li", "return", other_list], "version_moved"),
        ("returned", ["one", "mend", mending], ["two", "mend", mending], "state_forbids"),
        ("returned", ["one", "withdraw", {"reason": "不办了"}], ["two", "mend", mending], "state_forbids"),
        (
            "returned",
            ["li", "return", {**other_list, "again_because": "漏了"}],
            ["one", "mend", mending],
            "args_invalid",
        ),
        (
            "draft",
            ["one", "discard", {}],
            ["two", "save", {**WHOLE, "base": 1, "answers": {"unit": "乙"}}],
            "state_forbids",
        ),
        (
            "draft",
            ["one", "submit", draft(materials=MATERIALS)],
            ["two", "save", {**WHOLE, "answers": {}}],
            "state_forbids",
        ),
        (
            "draft",
            ["one", "submit", draft(materials=MATERIALS)],
            ["two", "submit", draft(materials=MATERIALS)],
            "state_forbids",
        ),
    ]
    async with town(tmp_path) as xilai:
        one, two = await two_phones(xilai)
        zhou, li = await hand(xilai, CLERK), await hand(xilai, SUPERVISOR)
        xilai.pass_time(minutes=2)
        hands = {"one": one, "two": two, "zhou": zhou, "li": li, "zhou2": await hand(xilai, CLERK)}
        await photo_arrives(xilai, one.device.person or "")
        for state, (who, step, args), (late, later, late_args), code in pairs:
            id = new_id()
            await one.must("save", id=id, **WHOLE, answers={"unit": "成都军区"})
            if state != "draft":
                await one.must("submit", **draft(id, materials=MATERIALS))
            if state == "returned":
                await zhou.must("return", id=id, **fix)
            for device in hands.values():
                await device.send()
            seen = {"base": hands[late].case(id)["version"]} if late in ("zhou", "zhou2", "li") else {}
            await hands[who].must(step, **{**args, "id": id})
            stands = hands[who].case(id)
            result = await hands[late].do(later, **{**seen, **late_args, "id": id})
            assert (result["status"], result["code"]) == ("rejected", code), (step, later, result)
            await hands[who].send()
            assert hands[who].case(id) == stands, (step, later)


async def test_W7_a_phone_two_form_versions_behind_hands_in_or_is_told_what_to_add(tmp_path: Path) -> None:
    async with town(tmp_path) as xilai:
        await open_counter(xilai)
        yang = await hand(xilai, RESIDENT, profile=PROFILE)
        xilai.pass_time(days=181)
        old = {"unit": "成都军区", "pays": "no"}
        whole = yang.make("applications.submit", **draft(materials=MATERIALS, form="tysb@1", answers=old))
        [waits] = await yang.send(whole)
        assert (waits["status"], waits["code"]) == ("waiting", "session_expired")
        await xilai.sign_in(RESIDENT, yang.device)
        [told] = await yang.send(whole)
        assert (told["code"], told["field"]) == ("answer_missing", "/answers/joined")
        assert [problem["field"] for problem in told["detail"]["problems"]] == ["joined", "left"]
        await xilai.core.act(partial(publish, version=3, questions=NEWER))
        told = await yang.do("submit", **draft(materials=MATERIALS))
        assert (told["code"], told["detail"]["label"]) == ("answer_missing", "社保卡开户行")
        added = draft(materials=MATERIALS, form="tysb@3", answers={**ANSWERS, "bank": "农信社"})
        assert (await yang.must("submit", **added))["answers"]["bank"] == "农信社"
        # A newest form that asks for less takes what an older one asked for, and drops nothing of it.
        await xilai.core.act(partial(publish, version=4, questions={"unit": QUESTIONS["unit"]}))
        case = await yang.must("submit", **draft(materials=MATERIALS))
        assert case["answers"] == ANSWERS and case["form"] == FORM


def publish(work: Work, version: int, questions: dict[str, Any]) -> None:
    work.put(Form, form(version, questions))


async def test_W7_an_old_phone_hands_in_what_a_new_one_filled_in_of_questions_it_cannot_show(tmp_path: Path) -> None:
    async with town(tmp_path) as xilai:
        new, old = await two_phones(xilai)
        await xilai.core.act(partial(publish, version=3, questions=NEWER))
        id = new_id()
        await new.must("save", id=id, **{**WHOLE, "form": "tysb@3"}, base=0, answers={**ANSWERS, "bank": "农信社"})
        await old.send()
        known = {"base": old.case(id)["version"], "was": {"answers": {"bank": "农信社"}}}
        case = await old.must("submit", **draft(id, materials=MATERIALS), **known)
        assert case["answers"] == {**ANSWERS, "bank": "农信社"} and "conflicts" not in case


async def test_W7_every_protocol_number_there_ever_was_is_understood(tmp_path: Path) -> None:
    async with town(tmp_path) as xilai:
        await open_counter(xilai)
        yang = await hand(xilai, RESIDENT, profile=PROFILE)
        for proto in range(OLDEST, PROTOCOL + 1):
            id = new_id()
            mutation = yang.make("applications.save", id=id, **WHOLE, answers={"unit": str(proto)})
            answer = (await yang.device.post_sync(mutation, proto=proto)).json()
            assert answer["results"][0]["status"] == "accepted"
        too_old = await yang.device.post_sync(proto=OLDEST - 1)
        assert (too_old.status_code, too_old.json()["code"]) == (426, "client_too_old")


async def test_W5_one_phone_alone_never_hears_of_another(tmp_path: Path) -> None:
    async with town(tmp_path) as xilai:
        phone, _ = await two_phones(xilai)
        straight, saved = new_id(), new_id()
        sent = await phone.do("submit", **draft(straight, materials=MATERIALS, base=0))
        assert sent["status"] == "accepted" and "conflicts" not in phone.case(straight)
        some = dict(list(ANSWERS.items())[:2])
        base = (await phone.must("save", id=saved, **WHOLE, base=0, answers=some))["version"]
        sent = await phone.do("submit", **draft(saved, materials=MATERIALS, base=base))
        assert sent["status"] == "accepted" and "conflicts" not in phone.case(saved)
