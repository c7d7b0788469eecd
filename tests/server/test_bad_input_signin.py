"""Guessing codes and receipts from one line: it ends, whatever numbers are tried and whatever address is taken."""

from pathlib import Path

import httpx
import pytest

from server.accounts.forget import forget
from server.accounts.rules import WRONG_FROM_ADDRESS
from tests.server.town import Town, town


def from_address(xilai: Town, address: str) -> httpx.AsyncClient:
    transport = httpx.ASGITransport(xilai.app, client=(address, 1))  # type: ignore[arg-type]
    return httpx.AsyncClient(transport=transport, base_url="http://town")


def guess(number: int) -> dict[str, str]:
    return {"phone": f"139{number:08d}", "code": f"{number:06d}", "client": "c" * 22}


async def test_guessing_at_ever_new_numbers_ends_and_fills_no_table(tmp_path: Path) -> None:
    async with town(tmp_path) as xilai, from_address(xilai, "203.0.113.7") as thief:
        for number in range(WRONG_FROM_ADDRESS):
            assert (await thief.post("/auth/session", json=guess(number))).json()["code"] == "code_wrong"
        refused = await thief.post("/auth/session", json=guess(999))
        assert refused.status_code == 429 and refused.json()["code"] == "rate_limited"
        assert 0 < int(refused.headers["retry-after"]) <= 3600
        assert await xilai.core.store.fetch("SELECT phone FROM sign_in") == [], "numbers that never asked"
        await xilai.sign_in("13800000001")
        xilai.pass_time(hours=1, seconds=1)
        assert (await thief.post("/auth/session", json=guess(2))).json()["code"] == "code_wrong"


@pytest.mark.parametrize(
    ("addresses", "one_line"),
    [
        (["2001:db8::1", "2001:db8::2:1", "2001:db8:0:0:ffff::9"], True),
        (["2001:db8::1", "2001:db8:0:1::1"], False),
        (["203.0.113.7", "203.0.113.8"], False),
        (["::ffff:203.0.113.7", "::ffff:203.0.113.8"], False),
    ],
)
async def test_all_addresses_of_one_line_count_together(tmp_path: Path, addresses: list[str], one_line: bool) -> None:
    async with town(tmp_path) as xilai:
        for number in range(20):
            async with from_address(xilai, addresses[number % (len(addresses) if one_line else 1)]) as http:
                assert (await http.post("/auth/code", json={"phone": f"138{number:08d}"})).status_code == 202
        async with from_address(xilai, addresses[-1]) as http:
            last = await http.post("/auth/code", json={"phone": "13811111111"})
            assert last.status_code == (429 if one_line else 202)


async def test_numbers_and_addresses_are_forgotten_when_they_guard_nothing_any_more(tmp_path: Path) -> None:
    async with town(tmp_path) as xilai, from_address(xilai, "203.0.113.7") as stranger:
        signed = await xilai.sign_in("13800000001")
        await stranger.post("/auth/session", json=guess(1))

        async def kept() -> list[int]:
            counts = [await xilai.core.store.fetch(f"SELECT count(*) FROM {name}") for name in TABLES]
            return [int(count) for ((count,),) in counts]

        before = await kept()
        assert all(before)
        await xilai.http.post("/auth/code", json={"phone": "13800000003"})
        await xilai.http.post("/auth/code", json={"phone": guess(2)["phone"]})
        for _ in range(5):
            await stranger.post("/auth/session", json=guess(2))
        await forget(xilai.core)
        locked = await stranger.post("/auth/session", json=guess(2))
        assert locked.json()["code"] == "code_locked", "what still guards stays"
        assert (await signed.sync())["rows"]
        xilai.pass_time(hours=3)
        await forget(xilai.core)
        assert await kept() == [0, 0, 1]
        xilai.pass_time(days=200)
        await forget(xilai.core)
        assert await kept() == [0, 0, 0]


TABLES = ("sign_in", "sender", "session")
