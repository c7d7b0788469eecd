"""Applies mutations: each has exactly one effect and one durable result, however often it is sent.

Batches of several devices share one transaction, so that a busy minute costs few commits.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256

import msgspec
import structlog
from msgspec import UNSET

from server.accounts.actor import Actor
from server.schema.types import Mutation, Result
from server.store import Transaction
from server.store.rows import Row
from server.sync.registry import HOLDS, KNOWN, Known
from server.sync.tables import Lane, Ledger
from server.sync.unit import flush, settle
from server.sync.work import Loaded, Missing, Rejected, Work, Writes

log = structlog.get_logger()
canonical = msgspec.json.Encoder(order="sorted")
Conclude = Callable[[Result], Result]


@dataclass
class Batch:
    """The mutations of one request. `signed` is why there is no person, when there is none."""

    actor: Actor
    mutations: list[Mutation]
    signed: str | None = None
    results: list[Result] = field(default_factory=list)


async def push(tx: Transaction, batches: list[Batch], now: datetime, loaded: Loaded) -> tuple[set[str], bool]:
    """Fills the batches' results; gives the scopes that changed and whether there are new jobs."""
    done = Writes()

    def attempt() -> None:
        nonlocal done
        done = Writes()
        for batch in batches:
            batch.results = [apply(batch, mutation, loaded, done, now) for mutation in batch.mutations]

    await settle(tx, loaded, attempt)
    scopes = await flush(tx, loaded, done, now)
    return scopes, bool(done.jobs)


def apply(batch: Batch, mutation: Mutation, loaded: Loaded, done: Writes, now: datetime) -> Result:
    """One mutation on top of those `done`; adds to them what it decides."""
    try:
        return decide(batch, mutation, loaded, done, now)
    except Missing:
        return waiting(mutation, "server_error")  # never sent: the whole attempt is run again
    except Exception:
        log.exception("mutation_failed", mutation=mutation.name)
        return waiting(mutation, "server_error")


def decide(batch: Batch, mutation: Mutation, loaded: Loaded, done: Writes, now: datetime) -> Result:
    known = KNOWN.get(mutation.name)
    if known is None:
        return waiting(mutation, "unknown_mutation")
    if batch.actor.person is None and batch.actor.former is None and "anyone" not in known.who:
        return waiting(mutation, batch.signed or "session_missing")

    client = batch.actor.client
    ledger_id, lane_id = f"{client}/{mutation.id}", f"{client}/{mutation.lane}"
    book = Work(loaded, done, now)
    before, lane = both(book, ledger_id, lane_id)
    print_of = hash_of(mutation)
    if before is not None:
        same = before["hash"] == print_of
        return msgspec.convert(before["result"], Result) if same else rejected(mutation, Rejected("replay_differs"))
    expected = 1 if lane is None else lane["seq"] + 1
    if mutation.seq > expected:
        return waiting(mutation, "need_seq", seq=expected)
    if mutation.seq < expected:
        return rejected(mutation, Rejected("lane_invalid"))

    work = Work(loaded, done, now)
    result = outcome(work, batch.actor, known, mutation)
    if result.status == "rejected":
        work = Work(loaded, done, now)
        if any(hold(work, batch.actor, known, mutation, result) for hold in HOLDS):
            result = rejected(mutation, Rejected("quarantined"))
            done.add(work.writes)
    at = int(now.timestamp())
    book.put(Ledger, {"id": ledger_id, "hash": print_of, "result": msgspec.to_builtins(result), "at": at})
    book.put(Lane, {"id": lane_id, "seq": mutation.seq})
    if result.status != "rejected":
        done.add(work.writes)
    done.add(book.writes)
    return result


def both(book: Work, ledger_id: str, lane_id: str) -> tuple[Row | None, Row | None]:
    """The ledger's line and the lane's. Asks for both before it gives up, which saves a round."""
    try:
        before = book.get(Ledger, ledger_id)
    except Missing:
        book.get(Lane, lane_id)
        raise
    return before, book.get(Lane, lane_id)


def outcome(work: Work, actor: Actor, known: Known, mutation: Mutation) -> Result:
    try:
        if known.lane_of(mutation.args) != mutation.lane:
            work.reject("lane_invalid")
        if not actor.is_one_of(known.who):
            work.reject("forbidden")
        known.decide(work, actor, arguments(known, mutation))
    except Rejected as broken:
        return rejected(mutation, broken)
    if work.changes is not None:
        return Result(id=mutation.id, status="changed", detail=work.changes)
    return Result(id=mutation.id, status="accepted")


def arguments(known: Known, mutation: Mutation) -> object:
    try:
        return msgspec.convert(mutation.args, known.args)
    except msgspec.ValidationError as error:
        raise Rejected("args_invalid", pointer(str(error))) from None


def pointer(problem: str) -> str:
    """msgspec's "… - at `$.defects[0].reason`" or "… required field `item`" as a JSON pointer."""
    path = problem.rsplit("at `$", 1)[1].rstrip("`") if "at `$" in problem else ""
    if "required field `" in problem:
        path += "." + problem.split("required field `", 1)[1].split("`", 1)[0]
    return path.replace("[...]", "").replace("[", "/").replace("]", "").replace(".", "/")


def hash_of(mutation: Mutation) -> str:
    whole = canonical.encode([mutation.name, mutation.lane, mutation.seq, mutation.args])
    return sha256(whole).hexdigest()[:32]


def waiting(mutation: Mutation, code: str, **detail: object) -> Result:
    return Result(id=mutation.id, status="waiting", code=code, detail=detail or UNSET)


def rejected(mutation: Mutation, broken: Rejected) -> Result:
    return Result(
        id=mutation.id,
        status="rejected",
        code=broken.code,
        field_=broken.field or UNSET,
        detail=broken.detail or UNSET,
    )
