"""Takes due jobs with a lease and does them: a worker that dies leaves its jobs to the next one."""

import asyncio
import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import msgspec
import structlog

from server.jobs.beside import beside
from server.jobs.registry import QUEUES, Later, Permanent, Queue, Run
from server.store import Values
from server.store.rows import marks
from server.store.trouble import Unavailable
from server.sync.core import Core

log = structlog.get_logger()

TOGETHER = 32
TOGETHER_IN_BULK = 2
LEASE = 120.0  # seconds after which another worker may take a job whose worker is not heard of
LONGEST_WORK = 1800.0  # seconds after which a job is given up that never ends
IDLE = 5.0  # seconds; jobs of other processes are found within this time
FIRST_WAIT, LONGEST_WAIT = 2.0, 3600.0
KEPT = 14 * 86400 * 1000  # done jobs stay so long, so that their `dedupe` still holds


def wait_before(attempt: int, chance: float) -> float:
    """Seconds before the next try: doubled each time up to an hour, shortened by chance up to a half."""
    return min(FIRST_WAIT * 2.0 ** (attempt - 1), LONGEST_WAIT) * (1 - chance / 2)


async def free_leases(core: Core) -> None:
    """A server that opens its SQLite is the only one there is: what the one before held is nobody's."""
    if core.settings.database_url is None:
        async with core.store.writing() as tx:
            await tx.many("UPDATE job SET lease_until = 0 WHERE state = 'waiting' AND lease_until > ?", [(0,)])


class Worker:
    def __init__(self, core: Core, lease: float = LEASE, bulk: bool | None = None) -> None:
        """`bulk`: only such jobs, or only the others; None: all of them."""
        self.core, self.lease = core, lease
        self._together = TOGETHER_IN_BULK if bulk else TOGETHER
        queues = [queue.name for queue in QUEUES.values() if queue.bulk]
        chosen = bulk is not None and queues
        self._queues = queues if chosen else []
        self._which = f" AND queue {'' if bulk else 'NOT '}IN ({marks(len(queues))})" if chosen else ""
        # One bell wakes one worker for certain. In bulk nobody waits for the second.
        self._bell = asyncio.Event() if bulk else core.new_jobs
        self._stopping = False
        self._task: asyncio.Task[None] | None = None
        self._cleaned = 0

    def start(self) -> None:
        self._task = asyncio.create_task(self._loop())

    async def stop(self) -> None:
        """What is under way ends; the rest stays for the next start."""
        self._stopping = True
        self._bell.set()
        if self._task is not None:
            await self._task

    async def _loop(self) -> None:
        while not self._stopping:
            self._bell.clear()
            wait = IDLE
            try:
                wait = 0 if await self.once() else await self._until_next()
            except Unavailable as error:  # jobs are as patient as everybody else
                log.warning("jobs_wait_for_the_database", problem=str(error))
            except Exception:
                log.exception("worker_failed")
            if wait and not self._stopping:
                with suppress(TimeoutError):
                    async with asyncio.timeout(wait):
                        await self._bell.wait()

    async def once(self) -> int:
        """Does what is due now; gives how many jobs that were."""
        jobs = await self._claim()
        ends = await asyncio.gather(*(self._do(*values) for values in jobs), return_exceptions=True)
        if broken := [end for end in ends if isinstance(end, BaseException)]:
            raise broken[0]  # what could not be noted is done again when its lease is over
        return len(jobs)

    async def drain(self) -> int:
        """Does what is due until nothing is."""
        total = 0
        while count := await self.once():
            total += count
        return total

    def _now(self) -> int:
        return int(self.core.clock().timestamp() * 1000)

    async def _until_next(self) -> float:
        """Jobs that another worker holds are looked at again when it should be done with them."""
        [(due,)] = await self.core.store.fetch(
            "SELECT min(CASE WHEN lease_until > run_at THEN lease_until ELSE run_at END) FROM job "
            f"WHERE state = 'waiting'{self._which}",
            self._queues,
        )
        return IDLE if due is None else min(IDLE, max(0.05, (due - self._now()) / 1000))

    async def _claim(self) -> list[Values]:
        now = self._now()
        due = await self.core.store.fetch(
            f"SELECT count(*) FROM job WHERE state = 'waiting' AND run_at <= ? AND lease_until <= ?{self._which}",
            (now, now, *self._queues),
        )
        if due[0][0] == 0:
            return []
        async with self.core.store.writing() as tx:
            if now - self._cleaned > 3_600_000:
                self._cleaned = now
                await tx.many("DELETE FROM job WHERE state = 'done' AND run_at < ?", [(now - KEPT,)])
            taken = await tx.fetch(
                "WITH due AS (SELECT id FROM job WHERE state = 'waiting' AND run_at <= ? AND lease_until <= ?"
                f"{self._which} ORDER BY run_at, id LIMIT ?{tx.skipping}) "
                "UPDATE job SET lease_until = ?, attempts = attempts + 1 WHERE id IN (SELECT id FROM due) "
                "RETURNING run_at, id, queue, payload, attempts",
                (now, now, *self._queues, self._together, now + int(self.lease * 1000)),
            )
        return [values[1:] for values in sorted(taken, key=lambda values: values[:2])]

    async def _do(self, id: int, name: str, payload: str, attempt: int) -> None:
        queue = QUEUES.get(name)
        if queue is None:  # a newer version made it; leave it for that version
            await self._end(id, attempt, "waiting", "unknown queue", LONGEST_WAIT)
            return
        try:
            run = Run(self.core, id, attempt, attempt >= queue.tries)
            async with self._leased(id, attempt):
                await queue.handle(msgspec.json.decode(payload), run)
        except Later as later:
            await self._again(queue, id, attempt, later.seconds, str(later))
        except Permanent as end:
            log.warning("job_dead", queue=name, job=id, problem=str(end))
            await self._end(id, attempt, "dead", str(end))
        except Exception as error:
            log.warning("job_failed", queue=name, job=id, attempt=attempt, problem=type(error).__name__, exc_info=True)
            await self._again(queue, id, attempt, wait_before(attempt, random.random()), type(error).__name__)
        else:
            await self._end(id, attempt, "done", None)

    @asynccontextmanager
    async def _leased(self, id: int, attempt: int) -> AsyncIterator[None]:
        """The lease grows as long as the work goes on. Where it cannot be renewed the work ends before it is over, so
        that whoever takes the job next is the only one that does it."""
        clock = asyncio.get_running_loop().time
        async with asyncio.timeout(self.lease * 0.9) as end:

            async def renew() -> None:
                began = clock()
                while clock() - began < LONGEST_WORK:
                    await asyncio.sleep(self.lease / 3)
                    asked = clock()
                    try:
                        held = await self._renew(id, attempt)
                    except Exception:
                        continue  # perhaps next time
                    end.reschedule(asked + self.lease * 0.9 if held else asked)

            async with beside(renew()):
                yield

    async def _renew(self, id: int, attempt: int) -> bool:
        async with self.core.store.writing() as tx:
            held = await tx.fetch(
                "UPDATE job SET lease_until = ? WHERE id = ? AND attempts = ? AND state = 'waiting' RETURNING id",
                (self._now() + int(self.lease * 1000), id, attempt),
            )
        return bool(held)

    async def _again(self, queue: Queue, id: int, attempt: int, seconds: float, problem: str) -> None:
        if attempt >= queue.tries:
            log.error("job_dead", queue=queue.name, job=id, problem=problem)
            await self._end(id, attempt, "dead", problem)
            return
        await self._end(id, attempt, "waiting", problem, seconds)

    async def _end(self, id: int, attempt: int, state: str, problem: str | None, after: float = 0) -> None:
        """Nothing when the lease was lost meanwhile: the next one's word counts."""
        run_at = self._now() + int(after * 1000)
        # What is over needs its words no more, and a text message's hold a number and perhaps a sign-in code.
        kept = "" if state == "waiting" else ", payload = '{}'"
        async with self.core.store.writing() as tx:
            await tx.many(
                f"UPDATE job SET state = ?, problem = ?, run_at = ?, lease_until = 0{kept} "
                "WHERE id = ? AND attempts = ? AND state = 'waiting'",
                [(state, problem, run_at, id, attempt)],
            )
