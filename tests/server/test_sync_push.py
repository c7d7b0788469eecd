"""A mutation has one effect and one result, however often and in whatever order it arrives."""

import asyncio
import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from tests.server.town import Town, mutation, new_id, town

pytestmark = pytest.mark.usefixtures("both_engines")

NAME = {"name": "陈桂芳", "id_number": "511602196503120025", "place": "510131104"}


def set_profile(seq: int, **changes: Any) -> dict[str, Any]:
    return mutation("accounts.set_profile", "accounts", seq, **(NAME | changes))


def read_notices(seq: int) -> dict[str, Any]:
    return mutation("notices.read", "notices", seq, ids=[])


async def ledger(xilai: Town) -> int:
    return int((await xilai.core.store.fetch("SELECT count(*) FROM ledger"))[0][0])


async def test_a_replay_is_known_by_what_it_says_in_whatever_order(tmp_path: Path) -> None:
    """Also by a later version of the server: the print is that of the canonical JSON."""
    async with town(tmp_path) as xilai:
        phone = await xilai.sign_in("13800000001")
        id = new_id()
        args = {"id": id, "item": "x", "form": "f@1", "place": "510131104", "answers": {"b": '雨 \\ "', "a": [1, True]}}
        one = mutation("applications.save", id, 1, **args, materials={})
        first = (await phone.sync(one))["results"]
        other = one["args"] | {"answers": {"a": [1, True], "b": '雨 \\ "'}}
        again = await phone.sync({**one, "args": dict(reversed(other.items()))})
        assert again["results"] == first == [{"id": one["id"], "status": "accepted"}]
        told = [one["name"], id, 1, one["args"]]
        text = json.dumps(told, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        [(kept,)] = await xilai.core.store.fetch("SELECT hash FROM ledger")
        assert kept == hashlib.sha256(text.encode()).hexdigest()[:32]


async def test_a_profile_is_set_once_although_the_answer_was_lost(tmp_path: Path) -> None:
    async with town(tmp_path) as xilai:
        phone = await xilai.sign_in("13800000001")
        await phone.sync()
        change = set_profile(1)
        first = await phone.sync(change)
        assert first["results"] == [{"id": change["id"], "status": "accepted"}]
        version = first["rows"]["me"][0]["version"]
        again = await phone.sync(change)
        assert again["results"] == first["results"]
        assert phone.cursors["me"] == version
        assert await ledger(xilai) == 1


async def test_W2_a_hundred_replays_at_once_have_one_effect(tmp_path: Path) -> None:
    async with town(tmp_path) as xilai:
        phone = await xilai.sign_in("13800000001")
        await phone.sync()
        change = set_profile(1)
        replies = await asyncio.gather(*(phone.post_sync(change) for _ in range(100)))
        assert {reply.json()["results"][0]["status"] for reply in replies} == {"accepted"}
        assert await ledger(xilai) == 1
        assert (await phone.sync())["cursors"]["me"] == 2  # the sign-in's row, and this one


async def test_W3_a_later_step_waits_for_the_earlier_one_and_other_lanes_go_on(tmp_path: Path) -> None:
    async with town(tmp_path) as xilai:
        phone = await xilai.sign_in("13800000001")
        second, other = set_profile(2, name="陈桂香"), read_notices(1)
        answer = await phone.sync(second, other)
        assert answer["results"][0] == {
            "id": second["id"],
            "status": "waiting",
            "code": "need_seq",
            "detail": {"seq": 1},
        }
        assert answer["results"][1]["status"] == "accepted"
        answer = await phone.sync(set_profile(1), second)
        assert [result["status"] for result in answer["results"]] == ["accepted", "accepted"]
        assert answer["rows"]["me"][-1]["body"]["name"] == "陈桂香"


async def test_the_same_id_with_other_content_is_refused_and_the_first_effect_stays(tmp_path: Path) -> None:
    async with town(tmp_path) as xilai:
        phone = await xilai.sign_in("13800000001")
        first = set_profile(1)
        await phone.sync(first)
        other = {**first, "args": {**NAME, "name": "别人"}}
        answer = await phone.sync(other)
        assert answer["results"] == [{"id": first["id"], "status": "rejected", "code": "replay_differs"}]
        assert (await phone.sync(first))["results"][0]["status"] == "accepted"
        phone.cursors.clear()
        assert (await phone.sync())["rows"]["me"][0]["body"]["name"] == "陈桂芳"


async def test_W3_a_rejected_mutation_uses_its_place_and_the_next_goes_on(tmp_path: Path) -> None:
    async with town(tmp_path) as xilai:
        phone = await xilai.sign_in("13800000001")
        bad, good = set_profile(1, id_number="511602196503120026"), set_profile(2)
        answer = await phone.sync(bad, good)
        assert answer["results"] == [
            {"id": bad["id"], "status": "rejected", "code": "id_number_invalid", "field": "/id_number"},
            {"id": good["id"], "status": "accepted"},
        ]
        assert (await phone.sync(bad))["results"] == answer["results"][:1]


async def test_arguments_that_do_not_fit_are_named(tmp_path: Path) -> None:
    async with town(tmp_path) as xilai:
        phone = await xilai.sign_in("13800000001")
        short, missing = set_profile(1, name="陈"), set_profile(2)
        del missing["args"]["place"]
        wrong_type = set_profile(3, name=["x"])
        answer = await phone.sync(short, missing, wrong_type)
        assert [(result["code"], result["field"]) for result in answer["results"]] == [
            ("args_invalid", "/name"),
            ("args_invalid", "/place"),
            ("args_invalid", "/name"),
        ]


async def test_a_mutation_in_the_wrong_lane_or_with_a_used_number_is_rejected(tmp_path: Path) -> None:
    async with town(tmp_path) as xilai:
        phone = await xilai.sign_in("13800000001")
        astray = mutation("accounts.set_profile", "elsewhere", 1, **NAME)
        used = set_profile(1)
        answer = await phone.sync(astray, set_profile(1), used)
        assert [(result["status"], result.get("code")) for result in answer["results"]] == [
            ("rejected", "lane_invalid"),
            ("accepted", None),
            ("rejected", "lane_invalid"),
        ]


async def test_what_the_server_does_not_know_yet_waits(tmp_path: Path) -> None:
    async with town(tmp_path) as xilai:
        phone = await xilai.sign_in("13800000001")
        coming = mutation("bookings.reserve", "bookings", 1)
        answer = await phone.sync(coming)
        assert answer["results"] == [{"id": coming["id"], "status": "waiting", "code": "unknown_mutation"}]
        assert await ledger(xilai) == 0


async def test_without_a_session_work_waits_and_is_done_after_signing_in(tmp_path: Path) -> None:
    async with town(tmp_path) as xilai:
        phone = xilai.device()
        change = set_profile(1)
        answer = await phone.sync(change)
        assert answer["results"] == [{"id": change["id"], "status": "waiting", "code": "session_missing"}]
        assert "error" not in answer
        await xilai.sign_in("13800000001", phone)
        assert (await phone.sync(change))["results"][0]["status"] == "accepted"


async def test_an_expired_session_keeps_all_work_and_all_rows(tmp_path: Path) -> None:
    async with town(tmp_path) as xilai:
        phone = await xilai.sign_in("13800000001")
        await phone.sync()
        xilai.pass_time(days=181)
        change = set_profile(1)
        answer = await phone.sync(change)
        assert answer["error"] == "session_expired"
        assert answer["results"] == [{"id": change["id"], "status": "waiting", "code": "session_expired"}]
        assert "purge" not in answer
        await xilai.sign_in("13800000001", phone)
        answer = await phone.sync(change)
        assert answer["results"][0]["status"] == "accepted" and "error" not in answer


async def test_a_token_taken_to_another_device_opens_nothing(tmp_path: Path) -> None:
    async with town(tmp_path) as xilai:
        phone = await xilai.sign_in("13800000001")
        thief = xilai.device()
        thief.session = phone.session
        answer = await thief.sync(set_profile(1))
        assert answer["error"] == "session_of_other_device"
        assert answer["results"][0]["status"] == "waiting"
        assert answer["rows"] == {}


async def test_a_resident_may_not_do_the_work_of_the_desk(tmp_path: Path) -> None:
    async with town(tmp_path) as xilai:
        phone = await xilai.sign_in("13800000001")
        case = new_id()
        answer = await phone.sync(mutation("applications.accept", case, 1, id=case))
        assert answer["results"][0]["code"] == "forbidden"


async def test_two_hundred_mutations_of_one_request_apply_in_order(tmp_path: Path) -> None:
    async with town(tmp_path) as xilai:
        phone = await xilai.sign_in("13800000001")
        answer = await phone.sync(*(set_profile(seq, name=f"陈{seq}号") for seq in range(1, 201)))
        assert {result["status"] for result in answer["results"]} == {"accepted"}
        assert answer["rows"]["me"][-1]["body"]["name"] == "陈200号"
