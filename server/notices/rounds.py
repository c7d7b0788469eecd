"""A round rings the phones of all who follow a centre. Its readers are split into parts, which any worker takes; within
a part they are told a few at a time, and how far it came is written down once for all of these."""

from collections.abc import Sequence
from datetime import UTC, datetime
from functools import partial
from typing import Any

from server.jobs.registry import Run, job
from server.notices.tables import NewsPart, NewsRound
from server.store import Store
from server.sync.work import Work

SPLIT, TELL = "news_split", "news_tell"
READERS = 1000  # of a part

Bounds = list[tuple[str, str]]  # centre and the last reader of each part, in order


def ring(work: Work, day: str, centres: dict[str, int], at: int, urgency: str) -> None:
    id = work.next_number("news_round")
    made = int(work.now.timestamp())
    work.put(NewsRound, {"id": id, "day": day, "centres": centres, "urgency": urgency, "made_at": made})
    work.enqueue(SPLIT, {"round": id}, dedupe=f"{SPLIT}:{id}", run_at=datetime.fromtimestamp(at, UTC))


@job(SPLIT)
async def split(payload: dict[str, Any], run: Run) -> None:
    id = int(payload["round"])
    round = await run.core.act(lambda work: work.get(NewsRound, id))
    if round is None:
        return
    bounds = [bound for centre in round["centres"] for bound in await bounds_of(run.core.store, centre)]
    await run.core.act(partial(divide, id=id, bounds=bounds))


async def bounds_of(store: Store, centre: str) -> Bounds:
    bounds: Bounds = []
    after = ""
    while True:
        step = "SELECT person FROM follow WHERE centre = ? AND person > ? ORDER BY person"
        found = await store.fetch(f"{step} LIMIT 1 OFFSET {READERS - 1}", (centre, after))
        last = found or await store.fetch(f"{step} DESC LIMIT 1", (centre, after))
        if not last:
            return bounds
        after = last[0][0]
        bounds.append((centre, after))


def divide(work: Work, id: int, bounds: Sequence[tuple[str, str]]) -> None:
    """Done twice it changes nothing, although readers may have come or gone meanwhile."""
    if work.find(NewsPart, round=id):
        return
    after: dict[str, str] = {}
    for number, (centre, upto) in enumerate(bounds, 1):
        part = {"id": f"{id}/{centre}/{number}", "round": id, "centre": centre, "upto": upto}
        work.put(NewsPart, part | {"after": after.get(centre, "")})
        work.enqueue(TELL, {"part": part["id"]}, dedupe=f"{TELL}:{part['id']}")
        after[centre] = upto
