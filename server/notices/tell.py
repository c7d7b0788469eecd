"""Jobs `news_tell` and `news_again`: tell one part of a round, and those whose push service asked to wait. How far it
came is written to the database once for a few readers, and for each of these to a journal. A worker that is killed
sends again what was just then on its way, under the same Topic and with the same id: the push service holds one message
all the same, and the phone shows one."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import structlog

from server.alerts.bulk import DELIVERED, Letter, Outcomes
from server.alerts.ways_out import ways_out
from server.jobs.registry import Later, Run, job
from server.notices import days
from server.notices.journal import Journal
from server.notices.policy import MAX_ATTEMPTS, backoff
from server.notices.readers import Texts, letters_to, next_people
from server.notices.rounds import TELL
from server.notices.tables import NewsPart, NewsRound
from server.store import Transaction
from server.store.rows import Row, shape
from server.sync.core import Core
from server.sync.unit import add_jobs
from server.sync.work import NewJob, Writes

AGAIN = "news_again"
log = structlog.get_logger()


@job(TELL, tries=20, bulk=True)
async def tell(payload: dict[str, Any], run: Run) -> None:
    core, id = run.core, str(payload["part"])
    part, round = await part_of(core, id)
    if part is None or round is None or part["done"]:
        return
    journal, done = Journal(core.settings.data_dir, id), False
    try:
        done = await tell_all(core, round, part, journal)
    finally:
        journal.close(done)
    if not done:
        return  # another worker took it over
    async with core.store.writing() as tx:
        await tx.many("UPDATE news_part SET done = 1 WHERE id = ?", [(id,)])
    log.info("news_told", round=round["id"], **{name: part[name] for name in ("centre", "sent", "gone", "failed")})


async def tell_all(core: Core, round: Row, part: Row, journal: Journal) -> bool:
    texts = texts_of(core, round)
    while people := await next_people(core.store, part):
        sent = await send(core, people, round, part["centre"], texts, journal=journal)
        if sent is None:
            break
        if not await note(core, part, people[-1], sent, attempt=1):
            return False
        journal.begin_anew()
    return True


@job(AGAIN, tries=20, bulk=True)
async def again(payload: dict[str, Any], run: Run) -> None:
    core, people, wanted = run.core, list(payload["people"]), set(payload["letters"])
    part, round = await part_of(core, str(payload["part"]))
    if part is None or round is None:
        return
    sent = await send(core, people, round, part["centre"], texts_of(core, round), wanted)
    if sent is not None:
        await note(core, part, None, sent, attempt=int(payload["attempt"]) + 1)


@dataclass
class Sent:
    letters: list[Letter]
    outcomes: Outcomes

    def with_state(self, state: str) -> int:
        return sum(outcome.state == state for outcome in self.outcomes.values())


async def send(
    core: Core,
    people: list[str],
    round: Row,
    centre: str,
    texts: Texts,
    only: set[str] | None = None,
    journal: Journal | None = None,
) -> Sent | None:
    """None when this round has nothing more to say."""
    at = core.clock()
    wait = days.awake(at) - at
    if wait > timedelta():
        raise Later(wait.total_seconds())
    now = int(at.timestamp())
    letters = await letters_to(core.store, people, round, centre, texts, now)
    if letters is None:
        return None
    chosen = letters if only is None else [letter for letter in letters if letter.id in only]
    bulk = ways_out(core).bulk
    if journal is None:
        return Sent(chosen, await bulk.send(chosen, now))
    told = {letter.id: DELIVERED for letter in chosen if letter.id in journal.taken}
    left = [letter for letter in chosen if letter.id not in told]
    return Sent(chosen, told | await bulk.send(left, now, journal.note))


async def note(core: Core, part: Row, last: str | None, sent: Sent, attempt: int) -> bool:
    """All that came of these letters, in one transaction; false when the part was moved on by somebody else."""
    gone = [id for id, outcome in sent.outcomes.items() if outcome.code == "gone"]
    waiting = {id: outcome for id, outcome in sent.outcomes.items() if outcome.worth_retrying}
    ended = attempt >= MAX_ATTEMPTS
    counts = (
        sent.with_state("delivered"),
        len(gone),
        len(sent.outcomes) - sent.with_state("delivered") - len(gone) - (0 if ended else len(waiting)),
    )
    after = part["after"] if last is None else last
    async with core.store.writing() as tx:
        moved = await tx.fetch(
            "UPDATE news_part SET after = ?, sent = sent + ?, gone = gone + ?, failed = failed + ? "
            "WHERE id = ? AND (after = ? OR ?) RETURNING id",
            (after, *counts, part["id"], part["after"], last is None),
        )
        if not moved:
            return False
        await tx.many("DELETE FROM push_subscription WHERE id = ?", [(id,) for id in gone])
        if waiting and not ended:
            wait = max(backoff(attempt, outcome.retry_after) for outcome in waiting.values())
            people = sorted({letter.person for letter in sent.letters if letter.id in waiting})
            await once_more(tx, part["id"], people, sorted(waiting), attempt, core.clock(), wait)
    part["after"] = after
    for name, count in zip(("sent", "gone", "failed"), counts, strict=True):
        part[name] += count
    return True


async def once_more(
    tx: Transaction, part: str, people: list[str], letters: list[str], attempt: int, now: datetime, wait: int
) -> None:
    payload = {"part": part, "people": people, "letters": letters, "attempt": attempt}
    await add_jobs(tx, Writes(jobs=[NewJob(AGAIN, payload, None, now + timedelta(seconds=wait))]), now)


async def part_of(core: Core, id: str) -> tuple[Row | None, Row | None]:
    part = await row_of(core, NewsPart, id)
    return part, None if part is None else await row_of(core, NewsRound, part["round"])


async def row_of(core: Core, table: Any, key: Any) -> Row | None:
    of = shape(table)
    found = await core.store.fetch(of.by_keys(1), [key])
    return of.unpack(found[0]) if found else None


def texts_of(core: Core, round: Row) -> Texts:
    return Texts(round["day"], round["urgency"], core.settings.public_url or "")
