"""A window's "next" that lay on a tablet without a line calls nobody when it comes at last."""

from pathlib import Path

from tests.server.counter import TOWN
from tests.server.hall import at, clerk, minutes_on, open_hall
from tests.server.town import new_id

WINDOW = "2 号窗口"


async def test_a_next_pressed_as_the_line_died_calls_nobody_and_the_clerks_own_choice_counts(tmp_path: Path) -> None:
    async with open_hall(tmp_path) as xilai:
        zhou = await clerk(xilai)
        await zhou.draw()
        drawn = await zhou.draw()
        pressed = zhou.make("tickets.next", id=new_id(), centre=TOWN, window=WINDOW, at=at(9))
        chose = zhou.make("tickets.call", id=drawn["id"], window=WINDOW, at=at(9, 2))
        done = zhou.make("tickets.finish", id=drawn["id"], window=WINDOW, at=at(9, 9))
        minutes_on(xilai, 10)
        late, *own = await zhou.send(pressed, chose, done)
        assert (late["status"], late["code"], late["field"]) == ("rejected", "args_invalid", "/at")
        assert [one["status"] for one in own] == ["accepted", "accepted"]
        assert zhou.ticket(drawn["id"])["state"] == "finished"


async def test_a_next_is_good_for_a_minute_and_one_from_ahead_of_the_towns_clock_is_too(tmp_path: Path) -> None:
    async with open_hall(tmp_path) as xilai:
        zhou = await clerk(xilai)
        for window, ahead, status in (
            ("1 号窗口", -61, "rejected"),
            (WINDOW, -60, "changed"),
            ("3 号窗口", 3600, "changed"),
        ):
            await zhou.draw()
            assert (await zhou.next(window, at=at(9) + ahead))["status"] == status
