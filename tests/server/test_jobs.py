"""Jobs exist with their effect or not at all, are done once, and are tried again when they fail."""

from pathlib import Path
from typing import Any

import pytest

from server.jobs.registry import QUEUES, Later, Permanent, Run, job
from server.jobs.worker import LONGEST_WAIT, Worker, wait_before
from server.sync.work import Rejected, Work
from tests.server.town import Town, town

pytestmark = pytest.mark.usefixtures("both_engines")


class Log:
    """A queue for one test, and what it was given."""

    def __init__(self, *outcomes: Exception | None) -> None:
        self.seen: list[tuple[Any, int]] = []
        self.outcomes = list(outcomes)
        job("test", tries=4, lease=60)(self.handle)

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
