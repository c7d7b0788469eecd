"""A line in which many wait is the same line, however it is written: for this server, for another, and for the hall."""

from pathlib import Path

import pytest

from server.tickets import line, many
from server.tickets.line import read_line
from tests.server.counter import TOWN
from tests.server.hall import SATURDAY, Visitor, clerk, open_hall
from tests.server.test_tickets_night import night_after
from tests.server.town import Town, new_id

DAY = f"{TOWN}/{SATURDAY.date()}"
WINDOW = "2 号窗口"


def another_worker() -> None:
    """Knows nothing of what this one wrote."""
    line._READ.clear()
    many._KNOWN.clear()


@pytest.fixture(autouse=True)
def many_are_ten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(many, "MANY", 9)


async def draws(zhou: Visitor, count: int) -> None:
    steps = [zhou.make("tickets.draw", id=new_id(), centre=TOWN, kind="handling") for _ in range(count)]
    assert {one["status"] for one in await zhou.send(*steps)} == {"accepted"}


async def written(xilai: Town) -> tuple[str, int]:
    """The line, and how often all who wait are written."""
    [(body,)] = await xilai.core.store.fetch("SELECT body FROM ticket_line")
    [(count,)] = await xilai.core.store.fetch("SELECT count(*) FROM tickets_waiting")
    return body, count


async def test_of_many_who_wait_only_who_came_and_went_is_written_and_another_worker_calls_the_next(
    tmp_path: Path,
) -> None:
    async with open_hall(tmp_path) as xilai:
        zhou = await clerk(xilai)
        await draws(zhou, 12)
        called = []
        for turn in range(3):
            if turn % 2:
                another_worker()
            detail = (await zhou.next(WINDOW))["detail"]
            called.append(detail["number"])
            await zhou.act("finish", id=detail["ticket"], window=WINDOW)
            await zhou.draw()
            seen = (await xilai.http.get(f"/q/{TOWN}")).json()
            assert [one["number"] for one in seen["waiting"]] == list(range(turn + 2, turn + 14))
        assert called == [1, 2, 3]
        body, whole = await written(xilai)
        assert '"gone":[1,2,3]' in body and whole == 1
        await draws(zhou, 10)
        another_worker()
        assert [one.number for one in (await read_line(xilai.core.store, DAY)).waiting] == list(range(4, 26))
        assert (await written(xilai))[1] == 1, "what was written whole before is gone"
        await night_after(xilai, 31)
        assert await written(xilai) == ("{}", 0)


async def test_a_change_of_one_who_waits_among_many_is_seen_by_another_worker(tmp_path: Path) -> None:
    async with open_hall(tmp_path) as xilai:
        zhou = await clerk(xilai)
        await draws(zhou, 12)
        last = next(key for (entity, key), body in zhou.seen.items() if entity == "ticket" and body["number"] == 12)
        await zhou.act("prefer", id=last, reason="80 岁")
        another_worker()
        await zhou.act("convert", id=last, kind="advice")
        another_worker()
        detail = (await zhou.next(WINDOW))["detail"]
        assert (detail["number"], detail["kind"]) == (12, "advice")
        assert (await zhou.act("finish", id=last, window=WINDOW))["status"] == "accepted"
        another_worker()
        assert [one.number for one in (await read_line(xilai.core.store, DAY)).waiting] == list(range(1, 12))
