"""Takes due jobs with a lease and does them: a worker that dies leaves its jobs to the next one."""

import asyncio
import random

import msgspec
import structlog

from server.jobs.registry import QUEUES, Later, Permanent, Queue, Run
from server.store import Values
from server.sync.core import Core

log = structlog.get_logger()

TOGETHER = 32
IDLE = 5.0  # seconds; jobs of other processes are found within this time
FIRST_WAIT, LONGEST_WAIT = 2.0, 3600.0
KEPT = 14 * 86400 * 1000  # done jobs stay so long, so that their `dedupe` still holds


def wait_before(attempt: int, chance: float) -> float:
    """Seconds before the next try: doubled each time up to an hour, shortened by chance up to a half."""
    return min(FIRST_WAIT * 2.0 ** (attempt - 1), LONGEST_WAIT) * (1 - chance / 2)


class Worker:
    def __init__(self, core: Core) -> None:
        self.core = core
        self._stopping = False
        self._task: asyncio.Task[None] | None = None
        self._cleaned = 0

    def start(self) -> None:
        self._task = asyncio.create_task(self._loop())

    async def stop(self) -> None:
        """What is under way ends; the rest stays for the next start."""
        self._stopping = True
        self.core.new_jobs.set()
        if self._task is not None:
            await self._task

    async def _loop(self) -> None:
        while not self._stopping:
            self.core.new_jobs.clear()
            try:
                count = await self.once()
            except Exception:
                log.exception("worker_failed")
                count = 0
            if count == 0 and not self._stopping:
                try:
                    async with asyncio.timeout(await self._until_next()):
                        await self.core.new_jobs.wait()
                except TimeoutError:
                    pass

    async def once(self) -> int:
        """Does what is due now; gives how many jobs that were."""
        jobs = await self._claim()
        await asyncio.gather(*(self._do(*values) for values in jobs))
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
        [(due,)] = await self.core.store.fetch("SELECT min(run_at) FROM job WHERE state = 'waiting'")
        return IDLE if due is None else min(IDLE, max(0.05, (due - self._now()) / 1000))

    async def _claim(self) -> list[Values]:
        now = self._now()
        due = await self.core.store.fetch(
            "SELECT count(*) FROM job WHERE state = 'waiting' AND run_at <= ? AND lease_until <= ?", (now, now)
        )
        if due[0][0] == 0:
            return []
        lease = max((queue.lease for queue in QUEUES.values()), default=60.0)
        async with self.core.store.writing() as tx:
            if now - self._cleaned > 3_600_000:
                self._cleaned = now
                await tx.many("DELETE FROM job WHERE state = 'done' AND run_at < ?", [(now - KEPT,)])
            return await tx.fetch(
                "UPDATE job SET lease_until = ?, attempts = attempts + 1 WHERE id IN "
                "(SELECT id FROM job WHERE state = 'waiting' AND run_at <= ? AND lease_until <= ? "
                "ORDER BY run_at, id LIMIT ?) RETURNING id, queue, payload, attempts",
                (now + int(lease * 1000), now, now, TOGETHER),
            )

    async def _do(self, id: int, name: str, payload: str, attempt: int) -> None:
        queue = QUEUES.get(name)
        if queue is None:  # a newer version made it; leave it for that version
            await self._end(id, "waiting", "unknown queue", LONGEST_WAIT)
            return
        try:
            run = Run(self.core, id, attempt, attempt >= queue.tries)
            await queue.handle(msgspec.json.decode(payload), run)
        except Later as later:
            await self._again(queue, id, attempt, later.seconds, str(later))
        except Permanent as end:
            log.warning("job_dead", queue=name, job=id, problem=str(end))
            await self._end(id, "dead", str(end))
        except Exception as error:
            log.warning("job_failed", queue=name, job=id, attempt=attempt, problem=type(error).__name__, exc_info=True)
            await self._again(queue, id, attempt, wait_before(attempt, random.random()), type(error).__name__)
        else:
            await self._end(id, "done", None)

    async def _again(self, queue: Queue, id: int, attempt: int, seconds: float, problem: str) -> None:
        if attempt >= queue.tries:
            log.error("job_dead", queue=queue.name, job=id, problem=problem)
            await self._end(id, "dead", problem)
            return
        await self._end(id, "waiting", problem, seconds)

    async def _end(self, id: int, state: str, problem: str | None, after: float = 0) -> None:
        run_at = self._now() + int(after * 1000)
        # What is over needs its words no more, and a text message's hold a number and perhaps a sign-in code.
        kept = "" if state == "waiting" else ", payload = '{}'"
        async with self.core.store.writing() as tx:
            await tx.many(
                f"UPDATE job SET state = ?, problem = ?, run_at = ?, lease_until = 0{kept} WHERE id = ?",
                [(state, problem, run_at, id)],
            )
