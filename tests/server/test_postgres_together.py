"""What many ask at the same moment is asked of PostgreSQL once."""

import asyncio
from collections.abc import Sequence
from typing import Any

from server.store import Values
from server.store.postgres import Postgres
from server.store.rows import shape
from server.store.together import Together
from server.store.trouble import Unavailable
from server.sync.tables import Counter
from tests.server.test_postgres_bad_days import store

SQL = "SELECT value, id FROM counter WHERE id IN ({}) ORDER BY value"


class Counted:
    """The database, with what was asked of it; it waits to answer until `gate` is open."""

    def __init__(self, db: Postgres) -> None:
        self.db, self.asked, self.fails = db, 0, 0
        self.gate = asyncio.Event()
        self.gate.set()

    async def fetch(self, sql: str, args: Sequence[Any]) -> list[Values]:
        self.asked += 1
        if self.fails:
            self.fails -= 1
            raise Unavailable("the line was cut")
        found = await self.db.fetch(sql, args)
        await self.gate.wait()
        return found


async def put(db: Postgres, **values: int) -> None:
    async with db.writing() as tx:
        await tx.many(shape(Counter).upsert, list(values.items()))


async def test_a_crowd_that_asks_at_once_is_one_question_and_each_has_its_own_answer() -> None:
    async with store() as db:
        await put(db, **{f"k{number}": number for number in range(60)})
        counted = Counted(db)
        together = Together(counted.fetch, SQL)
        wanted = [*range(60), 7, 7]
        answers = await asyncio.gather(*(together.rows(f"k{number}") for number in wanted), together.rows("nobody"))
        assert answers == [*([(number, f"k{number}")] for number in wanted), []]
        assert counted.asked == 1
        assert await db.fetch_by(SQL, "k5") == [(5, "k5")]


async def test_who_asks_later_sees_what_was_written_meanwhile_and_who_left_disturbs_nobody() -> None:
    async with store() as db:
        await put(db, a=1)
        counted = Counted(db)
        together = Together(counted.fetch, SQL)
        counted.gate.clear()
        first, leaves = asyncio.create_task(together.rows("a")), asyncio.create_task(together.rows("a"))
        while counted.asked == 0:
            await asyncio.sleep(0)
        await put(db, a=2)
        later = [asyncio.create_task(together.rows("a")) for _ in range(5)]
        leaves.cancel()
        await asyncio.sleep(0.02)
        counted.gate.set()
        assert await first in ([(1, "a")], [(2, "a")])  # it asked while that was written
        assert [await one for one in later] == [[(2, "a")]] * 5
        assert leaves.cancelled() and counted.asked == 2


async def test_a_question_that_fails_fails_for_those_who_asked_it_and_the_next_is_answered() -> None:
    async with store() as db:
        await put(db, a=1)
        counted = Counted(db)
        together = Together(counted.fetch, SQL)
        counted.fails = 1
        answers = await asyncio.gather(*(together.rows("a") for _ in range(3)), return_exceptions=True)
        assert [type(one) for one in answers] == [Unavailable] * 3
        assert await together.rows("a") == [(1, "a")]
