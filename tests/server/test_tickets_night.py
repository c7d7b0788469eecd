"""What becomes of tickets when their day is over: off the screens, told later all the same, given up, gone."""

from datetime import timedelta
from pathlib import Path

from server.tickets import tidy
from tests.server.counter import PROFILE, RESIDENT, TOWN
from tests.server.hall import SATURDAY, at, books, clerk, open_hall, visitor
from tests.server.town import Town


async def night_after(xilai: Town, days: int) -> None:
    """Of so many days after Saturday; the one that follows it is Sunday."""
    xilai.set_clock(SATURDAY + timedelta(days=days))
    await xilai.core.act(tidy.plan)
    xilai.set_clock(SATURDAY + timedelta(days=days + 1))
    await xilai.worker.drain()


async def test_W6_what_a_tablet_finished_without_a_line_counts_when_it_is_told_after_a_closed_day(
    tmp_path: Path,
) -> None:
    async with open_hall(tmp_path) as xilai:
        zhou, yang = await clerk(xilai), await visitor(xilai, RESIDENT, PROFILE)
        booking = await books(xilai, str(yang.device.person), at(9))
        mine, left = await yang.draw(booking=booking), await zhou.draw()
        steps = [
            zhou.make("tickets.call", id=mine["id"], window="2 号窗口", at=at(9, 20)),
            zhou.make("tickets.finish", id=mine["id"], window="2 号窗口", at=at(9, 40)),
        ]
        for days in (0, 1):
            await night_after(xilai, days)
        kept = await xilai.core.store.fetch("SELECT state, holder FROM ticket ORDER BY number")
        assert kept == [("waiting", "-"), ("waiting", "-")], "who drew it is forgotten"
        assert {one["status"] for one in await zhou.send(*steps)} == {"accepted"}
        await yang.send()
        assert yang.seen["booking", booking]["state"] == "done"
        assert not [key for hand in (yang, zhou) for key in hand.seen if key[0] == "ticket"], "nothing comes back"
        [day] = (await xilai.http.get(f"/q/{TOWN}/days", headers=zhou.device.headers)).json()
        assert (day["drawn"], day["finished"], day["given_up"]) == (2, 1, 1)
        await night_after(xilai, 31)
        kept = await xilai.core.store.fetch("SELECT id, state FROM ticket ORDER BY number")
        assert kept == [(mine["id"], "finished"), (left["id"], "cancelled")]


async def test_tickets_and_lines_are_gone_180_days_later_and_newer_ones_are_not(tmp_path: Path) -> None:
    async with open_hall(tmp_path) as xilai:
        zhou = await clerk(xilai)
        await zhou.draw()
        xilai.set_clock(SATURDAY + timedelta(days=2))
        await zhou.draw()
        await night_after(xilai, 180)
        for table in ("ticket", "ticket_line"):
            [(id,)] = await xilai.core.store.fetch(f"SELECT id FROM {table}")
            assert table == "ticket" or id == f"{TOWN}/2026-11-23"
        await night_after(xilai, 182)
        for table in ("ticket", "ticket_line"):
            assert await xilai.core.store.fetch(f"SELECT id FROM {table}") == []
