"""A centre's tablet gives out receipt numbers without a line, and takes in for people who stand at the window."""

from pathlib import Path
from typing import Any

from server.accounts import staff
from tests.server.counter import CLERK, DUTY, FORM, ITEM, RESIDENT, SUPERVISOR, TOWN, VILLAGE, Hand, hand, open_counter
from tests.server.town import mutation, new_id, town

OLD_MAN: dict[str, Any] = {"name": "吴大爷", "id_number": "510131194903150017", "phone": "13800000009"}


async def reserve(zhou: Hand, count: int = 200, centre: str = TOWN) -> dict[str, Any]:
    """The block as the tablet then holds it."""
    id = new_id()
    results = await zhou.send(zhou.make("numbers.reserve", id=id, centre=centre, count=count))
    assert results[0]["status"] == "accepted", results
    return zhou.seen["number_block", id]


def numbers(block: dict[str, Any]) -> list[str]:
    return [f"{block['centre']}-W{serial:06d}" for serial in range(block["first"], block["last"] + 1)]


def taken_in(receipt: str | None = None, **more: Any) -> dict[str, Any]:
    id = new_id()
    args = {
        "id": id,
        "item": ITEM,
        "form": FORM,
        "place": VILLAGE,
        "paper": ["sfz"],
        "applicant": OLD_MAN,
        "agreed": True,
    }
    answers = {"unit": "成都军区", "joined": "1974-12", "left": "1979-03", "pays": "no"}
    number = {} if receipt is None else {"receipt": receipt}
    return mutation("counter.take_in", id, 1, **{**args, "answers": answers, **number, **more})


async def test_W6_a_tablet_without_a_line_for_14_days_gives_out_200_numbers_and_every_one_is_taken(
    tmp_path: Path,
) -> None:
    async with town(tmp_path) as xilai:
        await open_counter(xilai)
        zhou = await hand(xilai, CLERK)
        given = numbers(await reserve(zhou, 200))
        assert len(set(given)) == 200
        cases = [taken_in(number) for number in given]
        xilai.pass_time(days=14)
        for start in range(0, 200, 50):
            results = await zhou.send(*cases[start : start + 50])
            assert {result["status"] for result in results} == {"accepted"}, results
        assert [zhou.case(case["args"]["id"])["receipt"] for case in cases] == given


async def test_W6_no_number_is_ever_in_two_hands(tmp_path: Path) -> None:
    async with town(tmp_path) as xilai:
        await open_counter(xilai)
        zhou, li = await hand(xilai, CLERK), await hand(xilai, SUPERVISOR)
        first = await reserve(zhou, 10)
        await zhou.send(zhou.make("numbers.give_back", id=first["id"], next=first["first"] + 3))
        assert ("number_block", first["id"]) not in zhou.seen
        xilai.pass_time(days=61)
        other, again = await reserve(li, 10), await reserve(zhou, 10)
        lists = [numbers(first), numbers(other), numbers(again)]
        assert len(set(sum(lists, []))) == 30

        kept = numbers(first)
        fine, given_back, of_another, twice, invented = [
            taken_in(number) for number in (kept[2], kept[3], numbers(other)[0], kept[2], f"{TOWN}-W000999")
        ]
        results = await zhou.send(fine, given_back, of_another, twice, invented)
        assert [result["status"] for result in results] == ["accepted", *["changed"] * 4], "30 days later or not"
        for case, result in zip((given_back, of_another, twice, invented), results[1:], strict=True):
            new = zhou.case(case["args"]["id"])["receipt"]
            assert result["detail"] == {"receipt": new, "instead_of": {"receipt": case["args"]["receipt"]}}
            assert case["args"]["receipt"] in zhou.case(case["args"]["id"])["history"][-1]["note"]
        receipts = [body["receipt"] for (entity, _), body in zhou.seen.items() if entity == "application"]
        assert len(receipts) == len(set(receipts)) == 5


async def test_W6_numbers_are_for_the_staff_of_just_this_centre_and_not_without_end(tmp_path: Path) -> None:
    async with town(tmp_path) as xilai:
        await open_counter(xilai)
        yang, zhou, neighbour = [await hand(xilai, phone) for phone in (RESIDENT, CLERK, "13900000005")]
        ask = {"id": new_id(), "centre": TOWN, "count": 10}
        for stranger in (yang, neighbour):
            assert (await stranger.send(stranger.make("numbers.reserve", **ask)))[0]["code"] == "forbidden"
        block = await reserve(zhou, 500)
        assert block["expires_at"] - xilai.core.clock().timestamp() > 29 * 86400
        same_again = (await zhou.send(zhou.make("numbers.reserve", **{**ask, "id": block["id"]})))[0]
        assert (same_again["code"], same_again["field"]) == ("args_invalid", "/id")
        await reserve(zhou, 500)
        assert (await zhou.send(zhou.make("numbers.reserve", **ask)))[0]["code"] == "numbers_enough"
        late = {"id": block["id"], "next": block["first"]}
        assert (await neighbour.send(neighbour.make("numbers.give_back", **late)))[0]["code"] == "not_found"
        beyond = (await zhou.send(zhou.make("numbers.give_back", **{**late, "next": block["last"] + 2})))[0]
        assert (beyond["code"], beyond["field"]) == ("args_invalid", "/next")


async def test_W6_somebody_without_a_phone_hands_in_at_the_window(tmp_path: Path) -> None:
    async with town(tmp_path) as xilai:
        await open_counter(xilai)
        zhou, li = await hand(xilai, CLERK), await hand(xilai, SUPERVISOR)
        case = taken_in(numbers(await reserve(zhou))[0], code="7KQ4M2XD9P")
        assert (await zhou.send(case))[0]["status"] == "accepted"
        await li.send()
        seen = li.case(case["args"]["id"])
        assert (seen["state"], seen["code"], seen["paper"], seen["applicant"]) == (
            "submitted",
            "7KQ4M2XD9P",
            ["sfz"],
            OLD_MAN,
        )
        event = seen["history"][0]
        assert (event["what"], event["by"], event["where"]) == ("counter.take_in", "周敏", "2 号窗口")
        assert "同意" in event["note"]
        # The number that was left belongs, perhaps, to somebody else: signing in with it opens nothing.
        neighbour = await hand(xilai, OLD_MAN["phone"])
        assert not [key for key in neighbour.seen if key[0] == "application"]
        await li.must("return", id=seen["id"], round=1, defects=[{"field": "left", "reason": "和退伍证对不上"}])
        texts = await xilai.core.store.fetch("SELECT payload FROM job WHERE queue = 'sms' ORDER BY id DESC")
        assert OLD_MAN["phone"] in texts[0][0] and "和退伍证对不上" in texts[0][0]


async def test_W6_who_has_an_account_sees_what_the_window_handed_in_for_them(tmp_path: Path) -> None:
    async with town(tmp_path) as xilai:
        await open_counter(xilai)
        profile = {"name": OLD_MAN["name"], "id_number": OLD_MAN["id_number"], "place": VILLAGE}
        wu = await hand(xilai, OLD_MAN["phone"], profile=profile)
        zhou = await hand(xilai, CLERK)
        case = taken_in()
        await zhou.send(case)
        await wu.send()
        assert wu.case(case["args"]["id"])["state"] == "submitted"
        assert wu.case(case["args"]["id"])["receipt"].endswith("-0001"), "without a reserved number the town gives one"


async def test_W6_what_the_window_may_not_take_in(tmp_path: Path) -> None:
    async with town(tmp_path) as xilai:
        await open_counter(xilai)
        zhou, neighbour, yang = [await hand(xilai, phone) for phone in (CLERK, "13900000005", RESIDENT)]
        own = {**OLD_MAN, "phone": CLERK}
        for sender, more, code in (
            (zhou, {"agreed": False}, "consent_missing"),
            (zhou, {"paper": []}, "material_missing"),
            (zhou, {"paper": ["sfz", "nothing"]}, "args_invalid"),
            (zhou, {"applicant": own}, "forbidden"),
            (zhou, {"applicant": {**OLD_MAN, "id_number": "510131194903150018"}}, "id_number_invalid"),
            (zhou, {"applicant": {**OLD_MAN, "phone": "110"}}, "phone_invalid"),
            (zhou, {"applicant": {"name": "吴"}}, "args_invalid"),
            (zhou, {"answers": {"unit": "成都军区"}}, "answer_missing"),
            (neighbour, {}, "forbidden"),
            (yang, {}, "forbidden"),
        ):
            result = (await sender.send(taken_in(**more)))[0]
            assert result.get("code", result["status"]) == code, (more, result)
        case = taken_in()
        await zhou.send(case)
        again = mutation("counter.take_in", case["lane"], 2, **case["args"])
        assert (await zhou.send(again))[0]["code"] == "args_invalid"


async def test_W6_the_same_receipt_code_on_two_papers_is_told(tmp_path: Path) -> None:
    async with town(tmp_path) as xilai:
        await open_counter(xilai)
        zhou = await hand(xilai, CLERK)
        one, two = taken_in(code="7KQ4M2XD9P"), taken_in(code="7KQ4M2XD9P")
        results = await zhou.send(one, two)
        assert [result["status"] for result in results] == ["accepted", "changed"]
        assert results[1]["detail"]["code"] == zhou.case(two["lane"])["code"] != "7KQ4M2XD9P"


async def test_W6_what_was_asked_for_is_brought_to_the_window(tmp_path: Path) -> None:
    async with town(tmp_path) as xilai:
        await open_counter(xilai)
        zhou = await hand(xilai, CLERK)
        case = taken_in()
        await zhou.send(case)
        id = case["lane"]
        zhou.seqs[id] = 1
        defects = [
            {"material": "sfz", "reason": "复印件不清楚"},
            {"field": "left", "reason": "和退伍证对不上"},
            {"reason": "原件要看一眼"},
        ]
        returned = await zhou.must("return", id=id, round=1, defects=defects)
        mend = {"id": id, "round": 1, "answers": {"left": "1979-04"}, "paper": ["sfz"], "agreed": True}
        for less, code, where in (
            ({"agreed": False}, "consent_missing", "/agreed"),
            ({"paper": []}, "defect_open", "/materials/sfz"),
            ({"answers": {}}, "defect_open", "/answers/left"),
            ({"paper": ["sfz", "twz"]}, "args_invalid", "/paper/1"),
            ({"answers": {"left": "1970-01"}}, "answer_invalid", "/answers/left"),
            ({"round": 2}, "version_moved", "/round"),
        ):
            result = (await zhou.send(zhou.make("counter.mend", **{**mend, **less})))[0]
            assert (result["code"], result["field"]) == (code, where)
        assert zhou.case(id) == returned
        assert (await zhou.send(zhou.make("counter.mend", **mend)))[0]["status"] == "accepted"
        mended = zhou.case(id)
        assert (mended["state"], mended["round"], mended["answers"]["left"]) == ("submitted", 2, "1979-04")
        assert mended["history"][-1]["what"] == "counter.mend" and "defects" not in mended


async def test_D3_W6_what_a_former_clerk_took_in_is_entered_by_the_supervisor_with_the_number_on_the_paper(
    tmp_path: Path,
) -> None:
    async with town(tmp_path) as xilai:
        await open_counter(xilai)
        zhou, li = await hand(xilai, CLERK), await hand(xilai, SUPERVISOR)
        number = numbers(await reserve(zhou, 10))[0]
        case = taken_in(number)
        await staff.load(xilai.core, [one for one in DUTY if one["phone"] != CLERK], "510131")
        assert (await zhou.send(case))[0]["code"] == "quarantined"
        await li.send()
        [held] = [row for (entity, _), row in li.seen.items() if entity == "quarantine"]
        assert (held["name"], held["why"], held["args"]["receipt"]) == ("counter.take_in", "role_gone", number)
        entered = await li.send(li.make(held["name"], **held["args"]))
        assert entered[0]["status"] == "accepted", entered
        assert li.case(case["args"]["id"])["receipt"] == number
