"""D4: a phone whose storage was cleared is told what the server knows of the one before: when it was last heard, and
how much it had not sent by then."""

from pathlib import Path

import pytest

from tests.server.counter import CLERK, hand, open_counter
from tests.server.town import Device, Town, town

pytestmark = pytest.mark.usefixtures("both_engines")
PHONE = "13800000001"


async def signed(xilai: Town, phone: str, device: Device) -> list[dict[str, object]]:
    """Signs in, and gives what is said of other devices."""
    xilai.pass_time(minutes=2)
    assert (await xilai.http.post("/auth/code", json={"phone": phone})).status_code == 202
    code = await xilai.code_for(phone)
    opened = await xilai.http.post("/auth/session", json={"phone": phone, "code": code, "client": device.client})
    device.session, device.person = opened.json()["session"], opened.json()["person"]
    former: list[dict[str, object]] = opened.json().get("former", [])
    return former


async def test_D4_a_phone_that_comes_back_empty_hears_what_it_had_not_sent(tmp_path: Path) -> None:
    async with town(tmp_path) as xilai:
        before, after = xilai.device(), xilai.device()
        assert await signed(xilai, PHONE, before) == []
        await before.sync(unsent=3)
        await before.sync(unsent=2)
        at = int(xilai.core.clock().timestamp())
        xilai.pass_time(days=9)
        [former] = await signed(xilai, PHONE, after)
        assert (former["client"], former["unsent"]) == (before.client[:6], 2)
        assert abs(int(str(former["at"])) - at) < 60
        assert await signed(xilai, "13800000002", xilai.device()) == [], "nobody hears of others' devices"


async def test_D4_signing_in_again_on_the_same_phone_tells_nothing(tmp_path: Path) -> None:
    async with town(tmp_path) as xilai:
        phone = xilai.device()
        await signed(xilai, PHONE, phone)
        await phone.sync(unsent=1)
        assert await signed(xilai, PHONE, phone) == []


async def test_D4_without_a_word_of_it_the_last_contact_is_told(tmp_path: Path) -> None:
    async with town(tmp_path) as xilai:
        before = xilai.device()
        await signed(xilai, PHONE, before)
        [former] = await signed(xilai, PHONE, xilai.device())
        assert former["unsent"] == 0 and former["client"] == before.client[:6]


async def test_D4_a_phone_is_forgotten_after_180_days(tmp_path: Path) -> None:
    from server.accounts.forget import forget

    async with town(tmp_path) as xilai:
        await open_counter(xilai)
        phone, tablet = xilai.device(), await hand(xilai, CLERK)
        await signed(xilai, PHONE, phone)
        await phone.sync(unsent=1)
        await tablet.device.sync(unsent=1)
        xilai.pass_time(days=181)
        assert await signed(xilai, PHONE, xilai.device()) == []
        await forget(xilai.core)
        kept = await xilai.core.store.fetch("SELECT id FROM device")
        assert kept == [(tablet.device.client,)], "staff's devices stay their supervisor's concern"


async def test_D4_what_a_resident_has_not_sent_names_nobody_and_is_written_only_when_it_changed(tmp_path: Path) -> None:
    async with town(tmp_path) as xilai:
        phone = xilai.device()
        await signed(xilai, PHONE, phone)
        await phone.sync(unsent=2)
        [before] = await xilai.core.store.fetch("SELECT name, unsent, seen_at FROM device")
        assert before[:2] == ("", 2)
        xilai.pass_time(minutes=5)
        await phone.sync(unsent=2)
        await phone.sync()
        assert await xilai.core.store.fetch("SELECT name, unsent, seen_at FROM device") == [before]
