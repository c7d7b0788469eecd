"""What the server does by itself every night and every month goes on for years without anybody."""

from pathlib import Path

from tests.server.town import Town, town

BY_ITSELF = {
    "blob_tidy",
    "booking_tidy",
    "draft_deadlines",
    "forget_removals",
    "hours_month",
    "news_evening",
    "tickets_over",
    "transit_month",
}


async def planned(xilai: Town) -> dict[str, str]:
    now = int(xilai.core.clock().timestamp() * 1000)
    query = "SELECT queue, dedupe FROM job WHERE state = 'waiting' AND attempts = 0 AND run_at > ?"
    found = await xilai.core.store.fetch(query, (now,))
    assert len(found) == len(dict(found)), "one of each"
    return dict(found)


async def test_each_start_plans_the_nightly_jobs_once_and_each_plans_the_next_even_if_it_fails(tmp_path: Path) -> None:
    for _ in range(2):
        async with town(tmp_path, work_jobs=True) as xilai:
            first = await planned(xilai)
            assert first.keys() == BY_ITSELF
    async with town(tmp_path) as xilai:
        assert await planned(xilai) == first
        async with xilai.core.store.writing() as tx:
            await tx.many("ALTER TABLE ticket RENAME TO mislaid", [()])
        xilai.pass_time(days=40)
        assert await planned(xilai) == {}
        await xilai.worker.drain()
        second = await planned(xilai)
        assert second.keys() == BY_ITSELF, "also after a night that failed"
        assert not first.items() & second.items()
