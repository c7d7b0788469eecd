"""How PostgreSQL is asked: lists of keys as arrays, by an index however new a table is, and no more rows than are
looked at."""

import asyncio
from pathlib import Path

from server.store.dollars import listed
from server.store.rows import marks, shape
from server.sync.tables import Counter, Ledger
from tests.server.engines import on
from tests.server.test_postgres_bad_days import store
from tests.server.town import mutation, new_id, town


async def test_lists_of_every_length_find_the_same_rows_by_one_statement() -> None:
    keys = [f"{number:03}" for number in range(70)]
    async with store() as db:
        async with db.writing() as tx:
            await tx.many(shape(Counter).insert, [(key, number) for number, key in enumerate(keys)])
        for count in (1, 2, 5, 70):
            these = keys[-count:]
            asked = "SELECT id FROM counter WHERE value > ? AND id IN ({}) AND id NOT IN ({}) AND value < ? ORDER BY id"
            args = (-1, *these, "no", these[0], 1000)
            sql = asked.format(marks(count), marks(2))
            async with db.writing() as tx:
                assert [id for (id,) in await tx.fetch(sql, args)] == these[1:]
            assert [id for (id,) in await db.fetch(sql, args)] == these[1:]
            values = f"SELECT id FROM counter WHERE value IN ({marks(count)}) ORDER BY id"
            assert [id for (id,) in await db.fetch(values, range(70 - count, 70))] == these
    assert len({listed(f"SELECT 1 WHERE id IN ({marks(count)})")[0] for count in range(2, 70)}) == 1


async def test_a_table_that_is_new_is_not_read_from_end_to_end_for_a_few_keys() -> None:
    async with store() as db, db.writing() as tx:
        await tx.many(shape(Ledger).insert, [(f"{number}", "", "{}", 0) for number in range(200)])
        asked = [f"{number}" for number in range(64)]
        plan = await tx.fetch(f"EXPLAIN {shape(Ledger).by_keys(64, tx.locking)}", asked)
        assert "Index" in str(plan) and "Seq Scan" not in str(plan), plan


async def test_a_new_draft_neither_reads_nor_waits_for_the_others_of_its_person(tmp_path: Path) -> None:
    def save(id: str) -> dict[str, object]:
        args = {"id": id, "item": "x", "form": "f@1", "place": "510131104", "answers": {}, "materials": {}}
        return mutation("applications.save", id, 1, **args)

    with on("postgres"):
        async with town(tmp_path) as xilai:
            phone = await xilai.sign_in("13800000001")
            first = new_id()
            await phone.sync(save(first))
            async with xilai.core.store.writing() as tx, asyncio.timeout(5):
                await tx.fetch("SELECT id FROM application WHERE id = ? FOR UPDATE", (first,))
                answer = await phone.sync(save(new_id()))
            assert [one["status"] for one in answer["results"]] == ["accepted"]
