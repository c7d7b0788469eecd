"""Whose session it is is known from the last time; what changes about it counts at once all the same."""

import asyncio
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from server.accounts import held, rules
from server.accounts.held import Held
from server.accounts.owners import Owner
from server.accounts.sessions import hash_of
from server.accounts.staff import StaffRow, load
from server.sync.work import Work, Writes
from tests.server.town import Device, Town, mutation, town

PHONE, OTHER = "13800000001", "13800000002"
CLERK: StaffRow = {
    "phone": "13900000001", "name": "周敏", "role": "clerk", "scope": "desk:510131104", "window": "2 号窗口",
}  # fmt: skip
NAME = {"name": "陈桂英", "id_number": "510131194903150017", "place": "510131104206"}


async def with_profile(xilai: Town) -> Device:
    phone = await xilai.sign_in(PHONE)
    await phone.sync(mutation("accounts.set_profile", "accounts", 1, **NAME))
    await phone.sync()
    return phone


async def test_R3_a_phone_that_comes_again_and_has_all_costs_no_look_into_the_database(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with town(tmp_path) as xilai:
        phone = await with_profile(xilai)
        store, looked = xilai.core.store, []

        async def no_look(sql: str, *more: object) -> list[object]:
            looked.append(sql)
            return []

        monkeypatch.setattr(store, "fetch", no_look)
        monkeypatch.setattr(store, "fetch_by", no_look)
        answer = (await phone.post_sync()).json()
        assert list(answer) == ["at"] and not looked


async def test_news_for_somebody_who_was_just_told_that_there_is_none_comes_with_the_next_request(
    tmp_path: Path,
) -> None:
    async with town(tmp_path) as xilai:
        phone = await with_profile(xilai)
        for said in ("一", "二"):
            assert "rows" not in (await phone.post_sync()).json()

            def say(work: Work, text: str = said) -> None:
                work.show(f"person:{phone.person}", "note", "n", {"text": text})

            await xilai.core.act(say)
            [row] = (await phone.sync())["rows"]["me"]
            assert row["body"] == {"text": said}


async def test_what_another_process_changes_counts_at_once(tmp_path: Path) -> None:
    """An operator's command writes beside the server."""
    async with town(tmp_path) as xilai:
        phone, other = await with_profile(xilai), await xilai.sign_in(OTHER)
        for ends in (0, 2**40, 0):
            await other.sync(mutation("accounts.set_profile", "accounts", 1, **NAME))
            with sqlite3.connect(xilai.settings.database_path) as beside:
                beside.execute("UPDATE session SET expires_at = ? WHERE person = ?", (ends, phone.person))
            beside.close()
            await asyncio.sleep(0)  # in one turn of the loop nothing else is looked at
            told = (await phone.post_sync()).json()
            assert told.get("error") == (None if ends else "session_expired")
            assert "error" not in (await other.post_sync()).json()


async def test_what_another_process_changes_in_a_moment_that_nobody_saw_counts_soon(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(held, "LOOK", 0.02)
    async with town(tmp_path) as xilai:
        phone = await with_profile(xilai)
        monkeypatch.setattr(xilai.core.parts[Held], "_others_wrote", lambda: False)
        with sqlite3.connect(xilai.settings.database_path) as beside:
            beside.execute("UPDATE session SET expires_at = 0")
        beside.close()
        async with asyncio.timeout(20):
            while (await phone.post_sync()).json().get("error") != "session_expired":
                await asyncio.sleep(0.01)


async def test_a_session_that_is_held_ends_and_slides_by_the_clock(tmp_path: Path) -> None:
    async with town(tmp_path) as xilai:
        phone = await with_profile(xilai)
        for _ in range(3):
            xilai.pass_time(days=100)
            assert "error" not in (await phone.post_sync()).json()
        xilai.pass_time(days=180, seconds=rules.HOUR)
        assert (await phone.post_sync()).json()["error"] == "session_expired"


def test_what_was_read_before_a_change_is_not_kept_after_it() -> None:
    known, read = Held(lambda: False), Owner("c" * 22, 1, 2, 0, "p", "", (), ())
    before = known.changes
    known.forget(Writes())
    known.keep("s", read, 3, before)
    assert known.owner("s") is None and known.version("p") is None
    known.keep("s", read, 3, known.changes)
    assert known.owner("s") == read and known.version("p") == 3


def test_no_more_sessions_are_held_than_there_is_room_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(held, "MOST", 3)
    known = Held(lambda: False)
    for number in range(10):
        known.keep(str(number), Owner("c" * 22, 1, 2, 0, str(number), "", (), ()), 1, known.changes)
    assert sum(known.owner(str(number)) is not None for number in range(10)) == 1


async def test_those_who_have_a_session_are_known_before_they_ask(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(held, "PIECE", 2)
    async with town(tmp_path) as xilai:
        await load(xilai.core, [CLERK, {**CLERK, "role": "supervisor"}], "county")
        phones = [await xilai.sign_in(f"1380000000{number}") for number in range(5)]
        clerk = await xilai.sign_in(CLERK["phone"])
        known: Any = xilai.core.parts[Held]
        known.forget_all()
        await held.learn(xilai.core, known)
        owners = [known.owner(hash_of(str(device.session))) for device in (*phones, clerk)]
        assert [one.person for one in owners] == [device.person for device in (*phones, clerk)]
        assert [role.role for role in owners[-1].roles] == ["clerk", "supervisor"]
