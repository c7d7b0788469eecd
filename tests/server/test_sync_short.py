"""Pushes in short say the same as mutations in full, and what comes back says it in as few words."""

from pathlib import Path
from typing import Any

import pytest

from tests.server.counter import draft, open_counter
from tests.server.town import Device, mutation, new_id, town

pytestmark = pytest.mark.usefixtures("both_engines")

NAME = {"name": "陈桂芳", "id_number": "511602196503120025", "place": "510131104"}


async def push(phone: Device, *short: Any) -> dict[str, Any]:
    reply = await phone.post_sync(push=list(short))
    assert reply.status_code == 200, reply.text
    answer: dict[str, Any] = reply.json()
    phone.cursors |= answer.get("cursors", {})
    return answer


async def test_a_hundred_drafts_in_short_come_back_in_one_word_for_all(tmp_path: Path) -> None:
    async with town(tmp_path) as xilai:
        await open_counter(xilai)
        phone = await xilai.sign_in("13800000001")
        await phone.sync()
        first = phone.cursors["me"] + 1
        drafts = [draft(new_id()) for _ in range(100)]
        answer = await push(phone, *(["applications.save", one] for one in drafts))
        assert answer["accepted"] == 100 and "results" not in answer and "rows" not in answer
        [made] = answer["made"]
        assert (made["of"], made["count"], made["version"]) == (0, 100, first)
        phone.cursors.clear()
        rows = {row["key"]: row for row in (await phone.sync())["rows"]["me"]}
        for number, one in enumerate(drafts):
            whole = {name: value for name, value in (one | made["body"]).items() if value is not None}
            assert rows[one["id"]] == {
                "entity": "application", "key": one["id"], "version": first + number, "body": whole,
            }  # fmt: skip


async def test_W2_what_was_sent_in_short_and_again_in_full_has_one_effect_and_one_result(tmp_path: Path) -> None:
    async with town(tmp_path) as xilai:
        await open_counter(xilai)
        phone = await xilai.sign_in("13800000001")
        one, later = draft(new_id()), new_id()
        second = one | {"answers": {"unit": "北京军区"}}
        answer = await push(phone, ["applications.save", one], ["applications.save", second, 2, later])
        assert answer["accepted"] == 2
        cursor = phone.cursors["me"]
        full = mutation("applications.save", one["id"], 1, **one) | {"id": one["id"]}
        answer = await phone.sync(full, mutation("applications.save", one["id"], 2, **second) | {"id": later})
        assert [result["status"] for result in answer["results"]] == ["accepted", "accepted"]
        assert phone.cursors["me"] == cursor
        answer = await push(phone, ["applications.save", second])
        assert answer["results"] == [{"id": one["id"], "status": "rejected", "code": "replay_differs"}]
        assert answer["accepted"] == 0 and phone.cursors["me"] == cursor


async def test_in_short_too_every_mutation_gets_what_it_deserves(tmp_path: Path) -> None:
    async with town(tmp_path) as xilai:
        await open_counter(xilai)
        phone = await xilai.sign_in("13800000001")
        ids = [new_id() for _ in range(4)]
        one, early = draft(new_id()), draft(new_id())
        answer = await push(
            phone,
            ["accounts.set_profile", NAME, 1, ids[0]],
            ["accounts.set_profile", NAME | {"name": "陈"}, 2, ids[1]],
            ["applications.save", early, 3, ids[2]],
            ["applications.save", one],
            ["bookings.of_tomorrow", {}, 1, ids[3]],
        )
        assert answer["accepted"] == 2
        assert {result["id"]: (result["status"], result["code"]) for result in answer["results"]} == {
            ids[1]: ("rejected", "args_invalid"),
            ids[2]: ("waiting", "need_seq"),
            ids[3]: ("waiting", "unknown_mutation"),
        }
        assert [made["of"] for made in answer["made"]] == [3]


async def test_a_short_push_that_names_no_lane_is_refused_by_its_name(tmp_path: Path) -> None:
    async with town(tmp_path) as xilai:
        await open_counter(xilai)
        phone = await xilai.sign_in("13800000001")
        id = new_id()
        answer = await push(phone, ["applications.save", {"item": "x"}, 1, id])
        assert answer["results"] == [{"id": id, "status": "rejected", "code": "lane_invalid"}]


@pytest.mark.parametrize(
    "wrong",
    [
        [["applications.save"]],
        [["applications.save", []]],
        [["applications.save", {}]],
        [["applications.save", {"id": "no-uuid"}]],
        [["applications.save", {"id": "01900000-0000-7000-8000-000000000001"}, 2]],
        [["applications.save", {"id": "01900000-0000-7000-8000-000000000001"}, 0]],
        [["applications.save", {}, 1, "no-uuid"]],
        [["applications.save", {}, 1, "01900000-0000-7000-8000-000000000001", 1]],
        [["applications.save", {}, 1, "01900000-0000-7000-8000-000000000001"]] * 201,
        {"applications.save": {}},
    ],
)
async def test_a_short_push_that_cannot_be_read_changes_nothing(tmp_path: Path, wrong: Any) -> None:
    async with town(tmp_path) as xilai:
        phone = await xilai.sign_in("13800000001")
        reply = await phone.post_sync(push=wrong)
        assert (reply.status_code, reply.json()["code"]) == (400, "bad_request")
        assert await xilai.core.store.fetch("SELECT count(*) FROM ledger") == [(0,)]


async def test_who_pushes_both_ways_at_once_is_told_to_choose(tmp_path: Path) -> None:
    async with town(tmp_path) as xilai:
        phone = await xilai.sign_in("13800000001")
        reply = await phone.post_sync(
            mutation("accounts.set_profile", "accounts", 1, **NAME), push=[["accounts.set_profile", NAME, 1, new_id()]]
        )
        assert (reply.status_code, reply.json()["field"]) == (400, "/push")
