"""Rows come in the order of their versions, a page at a time, and damage is found and mended."""

import asyncio
from pathlib import Path
from typing import Any

import pytest

from server.accounts import staff
from server.sync.forget import forget_some
from server.sync.restored import restored
from server.sync.unit import print_of
from server.sync.work import Work
from tests.server.town import Device, Town, town

pytestmark = pytest.mark.usefixtures("both_engines")

DESK = "desk:510131104"


def clerk(phone: str) -> list[staff.StaffRow]:
    return [{"phone": phone, "name": "周敏", "role": "clerk", "scope": DESK, "window": "2 号窗口"}]


def note(scope: str, key: str, text: str | None) -> Any:
    def show(work: Work) -> None:
        work.show(scope, "note", key, None if text is None else {"text": text})

    return show


def held(device: Device, rows: list[dict[str, Any]]) -> str:
    """The digest of what a device holds after these changes, as PROTOCOL.md says."""
    latest = {(row["entity"], row["key"]): row for row in rows}
    mix = 0
    for (entity, key), row in latest.items():
        if "body" in row:
            mix ^= print_of(entity, key, row["version"])
    return f"{mix:016x}"


async def test_a_long_scope_comes_in_pages_without_gap_or_repeat(tmp_path: Path) -> None:
    async with town(tmp_path) as xilai:
        phone = await xilai.sign_in("13800000001")
        me = f"person:{phone.person}"
        for number in range(60):
            await xilai.core.act(note(me, f"n{number}", "水" * 500))
        first = (await phone.post_sync()).json()
        assert first["more"] is True
        assert len(str(first["rows"])) < 40_000
        answer = await phone.sync()
        versions = [row["version"] for row in answer["rows"]["me"]]
        assert versions == list(range(1, 62))
        quiet = (await phone.post_sync()).json()
        assert quiet.keys() == {"at"}


async def test_many_small_rows_come_in_pages_too(tmp_path: Path) -> None:
    async with town(tmp_path) as xilai:
        phone = await xilai.sign_in("13800000001")

        def all_at_once(work: Work) -> None:
            for number in range(450):
                work.show(f"person:{phone.person}", "note", f"n{number}", {})

        await xilai.core.act(all_at_once)
        answer = await phone.sync()
        assert [row["version"] for row in answer["rows"]["me"]] == list(range(1, 452))


async def test_a_row_that_is_taken_away_comes_without_a_body(tmp_path: Path) -> None:
    async with town(tmp_path) as xilai:
        phone = await xilai.sign_in("13800000001")
        me = f"person:{phone.person}"
        await xilai.core.act(note(me, "a", "一"))
        await phone.sync()
        await xilai.core.act(note(me, "a", None))
        [row] = (await phone.sync())["rows"]["me"]
        assert row == {"entity": "note", "key": "a", "version": 3}


async def test_showing_the_same_again_is_no_news(tmp_path: Path) -> None:
    async with town(tmp_path) as xilai:
        phone = await xilai.sign_in("13800000001")
        me = f"person:{phone.person}"
        await xilai.core.act(note(me, "a", "一"))
        await phone.sync()
        await xilai.core.act(note(me, "a", "一"))
        assert (await phone.post_sync()).json().keys() == {"at"}


async def test_R6_a_damaged_store_is_found_by_its_digest_and_filled_anew(tmp_path: Path) -> None:
    async with town(tmp_path) as xilai:
        phone = await xilai.sign_in("13800000001")
        me = f"person:{phone.person}"
        for number in range(5):
            await xilai.core.act(note(me, f"n{number % 3}", f"第 {number}"))
        await xilai.core.act(note(me, "n1", None))
        rows = (await phone.sync())["rows"]["me"]
        right = held(phone, rows)
        whole = (await phone.post_sync(digests={"me": right})).json()
        assert "purge" not in whole and "rows" not in whole
        broken = (await phone.post_sync(digests={"me": "0" * 16})).json()
        assert broken["purge"] == ["me"]
        assert held(phone, broken["rows"]["me"]) == right


async def test_a_cursor_from_before_a_restored_backup_starts_again(tmp_path: Path) -> None:
    async with town(tmp_path) as xilai:
        phone = await xilai.sign_in("13800000001")
        phone.cursors["me"] = 99
        answer = (await phone.post_sync()).json()
        assert answer["purge"] == ["me"] and answer["cursors"]["me"] == 1


async def test_R6_after_a_restore_no_phone_keeps_rows_that_the_backup_does_not_know(tmp_path: Path) -> None:
    async with town(tmp_path) as xilai:
        phone = await xilai.sign_in("13800000001")
        phone.cursors["me"] = 2  # of two changes, the backup knows the first; another was made since it came back
        await restored(xilai.core.store)
        await xilai.core.act(note(f"person:{phone.person}", "a", "二"))
        answer = await phone.sync()
        assert answer["purge"] == ["me"]
        assert [row["entity"] for row in answer["rows"]["me"]] == ["profile", "note"]
        assert (await phone.post_sync()).json().keys() == {"at"}


async def first_load(device: Device) -> list[dict[str, Any]]:
    """The pages that a device gets which follows `more`; a scope that never comes to its end has too many."""
    pages: list[dict[str, Any]] = []
    while not pages or pages[-1].get("more"):
        assert len(pages) < 20, "pages without end"
        pages.append((await device.post_sync()).json())
        device.cursors |= pages[-1]["cursors"]
    return pages


async def long_scope(xilai: Town) -> Device:
    phone = await xilai.sign_in("13800000001")
    for number in range(60):
        await xilai.core.act(note(f"person:{phone.person}", f"n{number}", "水" * 500))
    return phone


async def test_R4_a_scope_of_many_pages_comes_whole_though_old_removals_were_forgotten(tmp_path: Path) -> None:
    async with town(tmp_path) as xilai:
        me = f"person:{(await long_scope(xilai)).person}"
        for text in ("一", None):
            await xilai.core.act(note(me, "gone", text))
        xilai.pass_time(days=181)
        assert await forget_some(xilai.core) == 1
        phone = await xilai.sign_in("13800000001", xilai.device())
        pages = await first_load(phone)
        assert len(pages) > 2 and not any("purge" in page for page in pages)
        versions = [row["version"] for page in pages for row in page["rows"]["me"]]
        assert versions == list(range(1, 62))
        assert (await phone.post_sync()).json().keys() == {"at"}


async def test_R6_a_first_load_that_a_restore_broke_off_begins_anew_and_ends(tmp_path: Path) -> None:
    async with town(tmp_path) as xilai:
        phone = await long_scope(xilai)
        for _ in range(2):
            await restored(xilai.core.store)
            first = (await phone.post_sync()).json()
            assert first["more"] and first["rows"]["me"][0]["version"] == 1
            phone.cursors |= first["cursors"]
        rest = await first_load(phone)
        assert not any("purge" in page for page in rest)
        assert rest[-1]["rows"]["me"][-1]["version"] == 61


async def test_staff_see_their_desk_until_the_role_ends(tmp_path: Path) -> None:
    async with town(tmp_path) as xilai:
        await staff.load(xilai.core, clerk("13900000001"), "xilai")
        tablet = await xilai.sign_in("13900000001")
        await xilai.core.act(note(DESK, "case", "收件"))
        answer = await tablet.sync()
        assert answer["rows"][DESK][0]["body"] == {"text": "收件"}
        assert answer["rows"]["me"][0]["body"]["roles"] == [{"role": "clerk", "scope": DESK, "window": "2 号窗口"}]
        assert await staff.load(xilai.core, [], "xilai") == 1
        answer = (await tablet.post_sync()).json()
        assert answer["purge"] == [DESK]
        assert "roles" not in answer["rows"]["me"][0]["body"]


async def test_roles_of_one_county_do_not_end_those_of_another(tmp_path: Path) -> None:
    async with town(tmp_path) as xilai:
        await staff.load(xilai.core, clerk("13900000001"), "pujiang")
        assert await staff.load(xilai.core, clerk("13900000001"), "pujiang") == 0
        await staff.load(xilai.core, [], "guangan")
        tablet = await xilai.sign_in("13900000001")
        await xilai.core.act(note(DESK, "case", "收件"))
        assert DESK in (await tablet.sync())["rows"]


async def test_nobody_reads_the_scope_of_another(tmp_path: Path) -> None:
    async with town(tmp_path) as xilai:
        one, other = await xilai.sign_in("13800000001"), await xilai.sign_in("13800000002")
        await xilai.core.act(note(f"person:{one.person}", "secret", "一"))
        await xilai.core.act(note(DESK, "case", "收件"))
        answer = (await other.post_sync(cursors={"me": 0, f"person:{one.person}": 0, DESK: 0})).json()
        assert list(answer["rows"]) == ["me"]
        assert [row["entity"] for row in answer["rows"]["me"]] == ["profile"]
        assert sorted(answer["purge"]) == [DESK, f"person:{one.person}"]


async def test_R7_fifty_writers_of_one_desk_never_skip_or_share_a_version(tmp_path: Path) -> None:
    async with town(tmp_path) as xilai:
        await staff.load(xilai.core, clerk("13900000001"), "xilai")
        tablet = await xilai.sign_in("13900000001")
        seen: list[int] = []
        writing = True

        async def write(writer: int) -> None:
            for number in range(6):
                await xilai.core.act(note(DESK, f"{writer}-{number}", "收件"))

        async def read() -> None:
            while writing:
                answer = await tablet.sync()
                seen.extend(row["version"] for row in answer["rows"].get(DESK, []))
                await asyncio.sleep(0)

        reader = asyncio.create_task(read())
        await asyncio.gather(*(write(writer) for writer in range(50)))
        writing = False
        await reader
        answer = await tablet.sync()
        seen.extend(row["version"] for row in answer["rows"].get(DESK, []))
        assert seen == list(range(1, 301))


async def test_old_removals_are_forgotten_and_only_a_long_sleeper_starts_again(tmp_path: Path) -> None:
    async with town(tmp_path) as xilai:
        await staff.load(xilai.core, clerk("13900000001"), "xilai")
        sleeper, tablet = await xilai.sign_in("13900000001"), xilai.device()
        await xilai.core.act(note(DESK, "a", "收件"))
        await sleeper.sync()
        await xilai.core.act(note(DESK, "a", None))
        await xilai.core.act(note(DESK, "b", "收件"))
        xilai.pass_time(days=100)
        await xilai.sign_in("13900000001", tablet)
        await tablet.sync()
        assert await forget_some(xilai.core) == 0
        xilai.pass_time(days=81)
        assert await forget_some(xilai.core) == 1
        assert (await tablet.post_sync()).json().keys() == {"at"}
        await xilai.sign_in("13900000001", sleeper)
        answer = (await sleeper.post_sync()).json()
        assert DESK in answer["purge"]
        assert [row["key"] for row in answer["rows"][DESK]] == ["b"]
