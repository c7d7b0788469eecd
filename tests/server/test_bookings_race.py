"""The same window-slot is never sold twice (B6): many at once, on both engines, several workers, answers lost."""

import asyncio
from dataclasses import replace
from pathlib import Path
from typing import Any

from server.accounts.actor import Actor
from server.schema.types import Mutation, Result
from server.sync.core import Core
from server.sync.push import Batch
from server.sync.work import Work
from tests.server.booking_town import TOWN, at, booking_town, set_weekly
from tests.server.town import Town, new_id

THURSDAY = "2017-08-03 10:00"
SATURDAY = {"from": at("2017-08-05 09:00"), "until": at("2017-08-05 17:00")}
SLOTS = 24  # of twenty minutes, from nine to five at one window


def client(number: int, name: str = "bookings.request", **args: Any) -> Batch:
    id = new_id()
    whole = {"id": id, "centre": TOWN, "wishes": [SATURDAY], **args}
    one = Mutation(id=new_id(), lane=id, seq=1, name=name, args=whole)
    return Batch(Actor(f"person-{number}", f"client-{number}"), [one])


def workers(xilai: Town, count: int) -> list[Core]:
    """As several processes over one database are: each with a queue of its own."""
    return [Core(xilai.core.store, xilai.settings, clock=xilai.core.clock) for _ in range(count)]


async def push(cores: list[Core], batches: list[Batch]) -> list[Result]:
    sent = [replace(batch, results=[], made={}) for batch in batches]
    await asyncio.gather(*(cores[number % len(cores)].push(batch) for number, batch in enumerate(sent)))
    return [batch.results[0] for batch in sent]


async def one_window(xilai: Town) -> None:
    def begin(work: Work) -> None:
        set_weekly(work, {"window": "1 号窗口"})

    await xilai.core.act(begin)


async def test_B6_two_hundred_take_the_last_twenty_slots(both_engines: None, tmp_path: Path) -> None:
    async with booking_town(tmp_path, THURSDAY) as xilai:
        await one_window(xilai)
        cores = workers(xilai, 8)
        first = await push(cores, [client(number) for number in range(SLOTS - 20)])
        assert {result.status for result in first} == {"accepted"}

        batches = [client(number) for number in range(1000, 1200)]
        # Every answer is lost once: each comes again, to another worker, while the first is still under way.
        answers = await push(cores, [one for batch in batches for one in (batch, batch)])
        again = await push(cores, batches)
        assert [first.status for first in answers[::2]] == [result.status for result in again]
        assert answers[::2] == answers[1::2] == again

        won = [result for result in again if result.status == "accepted"]
        lost = [result for result in again if result.status == "changed"]
        assert (len(won), len(lost)) == (20, 180)
        monday = [at(f"2017-08-07 {time}") for time in ("09:00", "09:20", "09:40")]
        for result in lost:
            assert isinstance(result.detail, dict) and result.detail["code"] == "slot_taken"
            assert [offer["start"] for offer in result.detail["offers"]] == monday, "no market on Sunday"

        rows = await xilai.core.store.fetch("SELECT start, \"window\" FROM booking WHERE state = 'confirmed'")
        assert len(rows) == len(set(rows)) == SLOTS
        taken = await xilai.core.store.fetch("SELECT id FROM booked_slot")
        assert len(taken) == SLOTS
        [(counted,)] = await xilai.core.store.fetch(
            "SELECT channels FROM booked_day WHERE id = ?", (f"{TOWN}/2017-08-05",)
        )
        assert counted == '{"app":24}'
        states = dict(await xilai.core.store.fetch("SELECT state, count(*) FROM booking GROUP BY state"))
        assert states == {"confirmed": SLOTS, "requested": 180}, "each request has one visible result"


async def test_B6_holds_and_waitlists_at_once_sell_nothing_twice(both_engines: None, tmp_path: Path) -> None:
    async with booking_town(tmp_path, THURSDAY) as xilai:
        await one_window(xilai)
        cores = workers(xilai, 6)
        batches = [client(number, waitlist=True) for number in range(36)]
        await push(cores, batches)
        waiting = await xilai.core.store.fetch("SELECT count(*) FROM booking WHERE state = 'waitlisted'")
        assert waiting == [(36 - SLOTS,)]
        confirmed = dict(await xilai.core.store.fetch("SELECT id, person FROM booking WHERE state = 'confirmed'"))
        gone = [
            Batch(batch.actor, [Mutation(id=new_id(), lane=id, seq=2, name="bookings.cancel", args={"id": id})])
            for batch in batches
            if (id := batch.mutations[0].lane) in confirmed
        ]
        newcomers = [client(number) for number in range(2000, 2012)]
        results = await push(cores, [*gone[:12], *newcomers, *gone[12:]])
        assert {result.status for result in results[:12]} == {"accepted"}
        living = await xilai.core.store.fetch(
            "SELECT start, \"window\", id FROM booking WHERE state = 'confirmed' AND start < ?",
            (at("2017-08-06 00:00"),),
        )
        taken = dict(await xilai.core.store.fetch("SELECT booking, start FROM booked_slot"))
        assert len({start for start, _, _ in living}) == len(living) <= SLOTS
        assert {id: start for start, _, id in living} == {
            id: start for id, start in taken.items() if start < at("2017-08-06 00:00")
        }
