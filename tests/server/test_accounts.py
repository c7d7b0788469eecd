"""Signing in by phone and code: what is sent how often, what is locked, and what tells nobody anything."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from server.accounts import rules, staff
from server.accounts.tables import Person
from server.forms.formats import is_mobile
from server.sync.work import Work
from tests.server.town import Town, town

pytestmark = pytest.mark.usefixtures("both_engines")

VECTORS = json.loads((Path(__file__).parents[2] / "shared_schema/vectors/accounts.json").read_text("utf-8"))
PHONE = "13800000001"


@pytest.mark.parametrize("case", VECTORS["id_numbers"], ids=lambda case: case["name"])
def test_id_numbers(case: dict[str, Any]) -> None:
    assert rules.id_number_ok(case["id_number"], date.fromisoformat(case["today"])) is case["ok"]


@pytest.mark.parametrize("case", VECTORS["phones"], ids=lambda case: repr(case["phone"]))
def test_phones(case: dict[str, Any]) -> None:
    assert is_mobile(case["phone"]) is case["ok"]


async def ask(xilai: Town, phone: str = PHONE) -> Any:
    return await xilai.http.post("/auth/code", json={"phone": phone})


async def enter(xilai: Town, code: str, phone: str = PHONE) -> Any:
    return await xilai.http.post("/auth/session", json={"phone": phone, "code": code, "client": "c" * 22})


def other_than(code: str, number: int) -> str:
    return f"{(int(code) + number) % 1_000_000:06d}"


async def test_one_message_a_minute_and_five_an_hour_for_a_number(tmp_path: Path) -> None:
    async with town(tmp_path) as xilai:
        assert (await ask(xilai)).status_code == 202
        again = await ask(xilai)
        assert again.status_code == 429 and again.json()["code"] == "rate_limited"
        assert 55 <= int(again.headers["retry-after"]) <= 60
        for _ in range(4):
            xilai.pass_time(seconds=61)
            assert (await ask(xilai)).status_code == 202
        xilai.pass_time(seconds=61)
        sixth = await ask(xilai)
        assert sixth.status_code == 429 and int(sixth.headers["retry-after"]) > 3000
        xilai.pass_time(hours=1)
        assert (await ask(xilai)).status_code == 202


async def test_twenty_an_hour_for_an_address_however_many_numbers(tmp_path: Path) -> None:
    async with town(tmp_path) as xilai:
        answers = [(await ask(xilai, f"138000001{number:02d}")).status_code for number in range(21)]
        assert answers == [202] * 20 + [429]


async def test_five_wrong_codes_lock_the_number_even_for_the_right_one(tmp_path: Path) -> None:
    async with town(tmp_path) as xilai:
        await ask(xilai)
        code = await xilai.code_for(PHONE)
        answers = [(await enter(xilai, other_than(code, number))).json()["code"] for number in range(1, 6)]
        assert answers == ["code_wrong"] * 4 + ["code_locked"]
        locked = await enter(xilai, code)
        assert locked.status_code == 429 and locked.json()["code"] == "code_locked"
        assert 890 <= int(locked.headers["retry-after"]) <= 900
        xilai.pass_time(minutes=16)
        await ask(xilai)
        assert (await enter(xilai, await xilai.code_for(PHONE))).status_code == 201


async def test_asking_for_a_new_code_does_not_lift_the_lock(tmp_path: Path) -> None:
    async with town(tmp_path) as xilai:
        await ask(xilai)
        code = await xilai.code_for(PHONE)
        for number in range(1, 6):
            await enter(xilai, other_than(code, number))
        xilai.pass_time(seconds=61)
        assert (await ask(xilai)).status_code == 202
        assert (await enter(xilai, await xilai.code_for(PHONE))).json()["code"] == "code_locked"


async def test_asking_again_does_not_give_more_tries(tmp_path: Path) -> None:
    async with town(tmp_path) as xilai:
        await ask(xilai)
        code = await xilai.code_for(PHONE)
        for number in range(1, 5):
            await enter(xilai, other_than(code, number))
        xilai.pass_time(seconds=61)
        await ask(xilai)
        code = await xilai.code_for(PHONE)
        assert (await enter(xilai, other_than(code, 1))).json()["code"] == "code_locked"


async def test_a_code_works_once_and_for_ten_minutes(tmp_path: Path) -> None:
    async with town(tmp_path) as xilai:
        await ask(xilai)
        code = await xilai.code_for(PHONE)
        assert (await enter(xilai, code)).status_code == 201
        assert (await enter(xilai, code)).json()["code"] == "code_wrong"
        xilai.pass_time(minutes=2)
        await ask(xilai)
        code = await xilai.code_for(PHONE)
        xilai.pass_time(minutes=10, seconds=1)
        assert (await enter(xilai, code)).json()["code"] == "code_wrong"


async def test_known_and_unknown_numbers_cannot_be_told_apart(tmp_path: Path) -> None:
    async with town(tmp_path) as xilai:
        await xilai.sign_in(PHONE)
        xilai.pass_time(minutes=2)
        for stranger, known in (
            (await ask(xilai, "13900000099"), await ask(xilai, PHONE)),
            (await enter(xilai, "000000", "13900000088"), await enter(xilai, "000000", PHONE)),
        ):
            assert (stranger.status_code, stranger.content) == (known.status_code, known.content)


async def test_a_stranger_who_guesses_without_a_code_locks_nobody_out(tmp_path: Path) -> None:
    async with town(tmp_path) as xilai:
        await xilai.sign_in(PHONE)  # its code is used up
        for phone in ("13900000077", PHONE):
            answers = [(await enter(xilai, "123456", phone)).json()["code"] for _ in range(6)]
            assert answers == ["code_wrong"] * 6
        xilai.pass_time(minutes=2)
        await ask(xilai)
        code = await xilai.code_for(PHONE)
        xilai.pass_time(minutes=11)  # and now it has run out
        assert {(await enter(xilai, code)).json()["code"] for _ in range(6)} == {"code_wrong"}
        await ask(xilai)
        assert (await enter(xilai, await xilai.code_for(PHONE))).status_code == 201


async def test_the_store_holds_neither_code_nor_token_in_clear(tmp_path: Path) -> None:
    async with town(tmp_path) as xilai:
        phone = await xilai.sign_in(PHONE)
        rows = str(await xilai.core.store.fetch("SELECT * FROM session"))
        assert phone.session is not None and phone.session not in rows
        xilai.pass_time(minutes=2)
        await ask(xilai)
        code = await xilai.code_for(PHONE)
        assert code not in str(await xilai.core.store.fetch("SELECT code FROM sign_in"))


async def test_a_session_slides_with_use_and_is_written_at_most_daily(tmp_path: Path) -> None:
    async with town(tmp_path) as xilai:
        phone = await xilai.sign_in(PHONE)
        [(first,)] = await xilai.core.store.fetch("SELECT expires_at FROM session")
        await phone.sync()
        assert await xilai.core.store.fetch("SELECT expires_at FROM session") == [(first,)]
        for _ in range(3):
            xilai.pass_time(days=150)
            assert "error" not in await phone.sync()


async def test_after_signing_out_the_token_opens_nothing(tmp_path: Path) -> None:
    async with town(tmp_path) as xilai:
        phone = await xilai.sign_in(PHONE)
        gone = await xilai.http.delete("/auth/session", headers=phone.headers)
        assert gone.status_code == 204
        assert (await phone.sync())["error"] == "session_expired"


async def test_signing_in_on_a_second_device_keeps_the_first_and_the_person(tmp_path: Path) -> None:
    async with town(tmp_path) as xilai:
        first = await xilai.sign_in(PHONE)
        xilai.pass_time(minutes=2)
        second = await xilai.sign_in(PHONE)
        assert first.person == second.person
        assert "error" not in await first.sync()


async def test_keys_are_for_the_servers_user_alone(tmp_path: Path) -> None:
    async with town(tmp_path) as xilai:
        await ask(xilai)
        modes = {path.name: path.stat().st_mode & 0o777 for path in (tmp_path / "keys").iterdir()}
        assert {"codes.key", "guide.pem", "vapid.pem"} <= modes.keys()
        assert set(modes.values()) == {0o600}


async def test_a_countys_hundreds_of_staff_who_use_it_already_are_loaded_at_once(tmp_path: Path) -> None:
    phones = [f"139{number:08}" for number in range(200)]
    duty: list[staff.StaffRow] = [
        {"phone": phone, "name": "周敏", "role": "clerk", "scope": "desk:510131104", "window": "1 号窗口"}
        for phone in phones
    ]
    async with town(tmp_path) as xilai:

        def people(work: Work) -> None:
            for number, phone in enumerate(phones):
                work.put(Person, {"id": str(number), "phone": phone, "made_at": 0})

        await xilai.core.act(people)
        assert await staff.load(xilai.core, duty, "510131") == 200
        shown = await xilai.core.store.fetch("SELECT count(*) FROM scope_row WHERE entity = 'profile'")
        assert shown == [(200,)]
