"""Jobs exist with their effect or not at all, are done once, and are tried again when they fail."""

import asyncio
from pathlib import Path
from typing import Any

import pytest

from server.jobs.registry import QUEUES, Later, Permanent, Run, job
from server.jobs.worker import IDLE, LONGEST_WAIT, Worker, wait_before
from server.sync.work import Rejected, Work
from tests.server.town import Town, town

pytestmark = pytest.mark.usefixtures("both_engines")


class Log:
    """A queue for one test, and what it was given."""

    def __init__(self, *outcomes: Exception | None) -> None:
        self.seen: list[tuple[Any, int]] = []
        self.outcomes = list(outcomes)
        job("test", tries=4)(self.handle)

    async def handle(self, payload: dict[str, Any], run: Run) -> None:
        self.seen.append((payload["n"], run.attempt))
        outcome = self.outcomes.pop(0) if self.outcomes else None
        if outcome is not None:
            raise outcome


@pytest.fixture(autouse=True)
def forget_queue() -> Any:
    yield
    QUEUES.pop("test", None)


def enqueue(n: int, dedupe: str | None = None) -> Any:
    return lambda work: work.enqueue("test", {"n": n}, dedupe)


async def states(xilai: Town) -> list[tuple[Any, ...]]:
    return await xilai.core.store.fetch("SELECT state, attempts FROM job WHERE queue = 'test' ORDER BY id")


async def test_a_job_is_done_once_in_the_order_given(tmp_path: Path) -> None:
    async with town(tmp_path) as xilai:
        log = Log()
        for n in range(3):
            await xilai.core.act(enqueue(n))
        await xilai.worker.drain()
        await xilai.worker.drain()
        assert log.seen == [(0, 1), (1, 1), (2, 1)]


async def test_a_rejected_function_leaves_no_job(tmp_path: Path) -> None:
    def refuse(work: Work) -> None:
        work.enqueue("test", {"n": 1})
        work.reject("forbidden")

    async with town(tmp_path) as xilai:
        with pytest.raises(Rejected):
            await xilai.core.act(refuse)
        assert await states(xilai) == []


async def test_the_same_dedupe_key_makes_one_job_even_after_it_is_done(tmp_path: Path) -> None:
    async with town(tmp_path) as xilai:
        log = Log()
        await xilai.core.act(enqueue(1, "case-1"))
        await xilai.core.act(enqueue(2, "case-1"))
        await xilai.worker.drain()
        await xilai.core.act(enqueue(3, "case-1"))
        await xilai.worker.drain()
        assert log.seen == [(1, 1)]


async def test_a_failed_job_is_tried_again_later_and_not_before(tmp_path: Path) -> None:
    async with town(tmp_path) as xilai:
        log = Log(OSError("no line"), OSError("no line"))
        await xilai.core.act(enqueue(1))
        await xilai.worker.drain()
        await xilai.worker.drain()
        assert log.seen == [(1, 1)]
        xilai.pass_time(seconds=2)
        await xilai.worker.drain()
        xilai.pass_time(seconds=4)
        await xilai.worker.drain()
        assert log.seen == [(1, 1), (1, 2), (1, 3)]
        assert await states(xilai) == [("done", 3)]


async def test_a_job_that_always_fails_ends_as_dead_and_blocks_nobody(tmp_path: Path) -> None:
    async with town(tmp_path) as xilai:
        log = Log(*(OSError() for _ in range(4)))
        await xilai.core.act(enqueue(1))
        for _ in range(6):
            await xilai.worker.drain()
            xilai.pass_time(hours=1)
        await xilai.core.act(enqueue(2))
        await xilai.worker.drain()
        assert log.seen == [(1, 1), (1, 2), (1, 3), (1, 4), (2, 1)]
        assert await states(xilai) == [("dead", 4), ("done", 1)]


async def test_the_other_side_says_when(tmp_path: Path) -> None:
    async with town(tmp_path) as xilai:
        log = Log(Later(600), Permanent("number unknown"))
        await xilai.core.act(enqueue(1))
        await xilai.worker.drain()
        xilai.pass_time(seconds=599)
        assert await xilai.worker.drain() == 0
        xilai.pass_time(seconds=2)
        await xilai.worker.drain()
        assert len(log.seen) == 2
        assert await states(xilai) == [("dead", 2)]


async def test_a_worker_that_died_leaves_its_job_to_the_next_when_the_lease_is_over(tmp_path: Path) -> None:
    async with town(tmp_path) as xilai:
        log = Log()
        await xilai.core.act(enqueue(1))
        assert len(await Worker(xilai.core)._claim()) == 1  # and no more is heard of it
        assert await xilai.worker.drain() == 0
        xilai.pass_time(minutes=10)
        assert await xilai.worker.drain() == 1
        assert log.seen == [(1, 2)]


def test_waits_double_up_to_an_hour_and_differ_by_chance() -> None:
    assert [wait_before(attempt, 0) for attempt in (1, 2, 3, 4)] == [2, 4, 8, 16]
    assert wait_before(30, 0) == LONGEST_WAIT
    assert wait_before(1, 0.999) < 1.01


class Slow:
    """A queue whose work takes longer than a lease, and how many do one job at the same time."""

    def __init__(self, seconds: float) -> None:
        self.seconds, self.begun, self.ended, self.now, self.most = seconds, 0, 0, 0, 0
        job("test", tries=4)(self.handle)

    async def handle(self, payload: dict[str, Any], run: Run) -> None:
        self.begun += 1
        self.now += 1
        self.most = max(self.most, self.now)
        try:
            await asyncio.sleep(self.seconds)
            self.ended += 1
        finally:
            self.now -= 1


async def test_several_workers_do_each_of_many_jobs_once(tmp_path: Path) -> None:
    async with town(tmp_path) as xilai:
        log = Log()

        def many(work: Work) -> None:
            for n in range(200):
                work.enqueue("test", {"n": n})

        await xilai.core.act(many)
        done = await asyncio.gather(*(Worker(xilai.core).drain() for _ in range(4)))
        assert sum(done) == 200
        assert sorted(n for (n, _) in log.seen) == list(range(200))
        assert {attempt for (_, attempt) in log.seen} == {1}


async def test_a_job_that_takes_longer_than_its_lease_keeps_it_while_its_worker_lives(tmp_path: Path) -> None:
    async with town(tmp_path) as xilai:
        slow = Slow(1.0)
        await xilai.core.act(enqueue(1))
        one, other = Worker(xilai.core, lease=0.4), Worker(xilai.core, lease=0.4)
        working = asyncio.create_task(one.once())
        while slow.begun == 0:
            await asyncio.sleep(0.01)
        while not working.done():
            await asyncio.sleep(0.05)
            await other.once()
        assert (slow.begun, slow.ended, slow.most) == (1, 1, 1)
        assert await states(xilai) == [("done", 1)]


async def test_a_worker_that_cannot_renew_stops_before_another_begins_and_its_word_counts_no_more(
    tmp_path: Path,
) -> None:
    async with town(tmp_path) as xilai:
        slow = Slow(0.6)
        await xilai.core.act(enqueue(1))
        lost, other = Worker(xilai.core, lease=0.4), Worker(xilai.core, lease=30)

        async def no_line(*_: object) -> bool:
            raise OSError("the database does not answer")

        lost._renew = no_line  # type: ignore[method-assign]
        lost._end = no_line  # type: ignore[method-assign]
        working = asyncio.create_task(lost.once())
        while slow.begun == 0:
            await asyncio.sleep(0.01)
        while await other.once() == 0:
            await asyncio.sleep(0.02)
        with pytest.raises(OSError):
            await working
        assert (slow.begun, slow.ended, slow.most) == (2, 1, 1)
        assert await states(xilai) == [("done", 2)]


async def test_the_word_of_a_worker_whose_job_was_taken_over_changes_nothing(tmp_path: Path) -> None:
    async with town(tmp_path) as xilai:
        Log()
        await xilai.core.act(enqueue(1))
        late = Worker(xilai.core)
        [(id, _, _, attempt)] = await late._claim()
        xilai.pass_time(minutes=10)
        assert await xilai.worker.drain() == 1
        assert not await late._renew(id, attempt)
        await late._end(id, attempt, "dead", "too late")
        assert await states(xilai) == [("done", 2)]


async def test_an_idle_worker_does_not_ask_for_jobs_that_another_is_doing(tmp_path: Path) -> None:
    async with town(tmp_path) as xilai:
        await xilai.core.act(enqueue(1))
        assert len(await Worker(xilai.core)._claim()) == 1
        assert await Worker(xilai.core)._until_next() == IDLE
