"""Applies mutations: each has exactly one effect and one durable result, however often it is sent.

Batches of several devices share one transaction, so that a busy minute costs few commits.
"""

from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import Any

import msgspec
import structlog
from msgspec import UNSET

from server.accounts.actor import Actor
from server.schema.types import Mutation, Result
from server.store import Transaction
from server.sync.brief import Own, differences
from server.sync.registry import HOLDS, KNOWN, Known
from server.sync.tables import Lane, Ledger
from server.sync.unit import flush, load, settle
from server.sync.work import Loaded, Missing, Rejected, Shown, Work, Writes

log = structlog.get_logger()
canonical = msgspec.json.Encoder(order="sorted")


@dataclass
class Batch:
    """The mutations of one request. `signed` is why there is no person, when there is none."""

    actor: Actor
    mutations: list[Mutation]
    signed: str | None = None
    brief: bool = False
    results: list[Result] = field(default_factory=list)
    made: dict[Shown, Own] = field(default_factory=dict)  # for a brief answer: what this request's mutations show


@dataclass(slots=True)
class Turn:
    """A mutation whose turn comes, with what is the same at every attempt."""

    batch: Batch
    index: int
    mutation: Mutation
    known: Known | None = None
    args: Any = None
    problem: Rejected | None = None  # why the arguments do not fit
    print: str = ""
    ledger_id: str = ""
    lane_id: str = ""

    def prepare(self, work: Work) -> None:
        """Reads the arguments once, and says what deciding will surely ask for."""
        self.known = known = KNOWN.get(self.mutation.name)
        if known is None or not allowed(self.batch.actor, known):
            return
        self.print = hash_of(self.mutation)
        self.ledger_id = f"{self.batch.actor.client}/{self.mutation.id}"
        self.lane_id = f"{self.batch.actor.client}/{self.mutation.lane}"
        work.expect(Ledger, self.ledger_id)
        work.expect(Lane, self.lane_id)
        try:
            if holds_nul(self.mutation.args):
                raise msgspec.ValidationError("NUL")  # no database keeps it everywhere, and nobody means it
            self.args = msgspec.convert(self.mutation.args, known.args)
        except msgspec.ValidationError as error:
            self.problem = Rejected("args_invalid", pointer(str(error)))
            return
        if known.reads is not None:
            known.reads(work, self.batch.actor, self.args)


async def push(tx: Transaction, batches: list[Batch], now: datetime, loaded: Loaded) -> tuple[set[str], bool]:
    """Fills the batches' results; gives the scopes that changed and whether there are new jobs."""
    done = Writes()
    turns = [Turn(batch, index, one) for batch in batches for index, one in enumerate(batch.mutations)]
    for batch in batches:
        batch.results, batch.made = [], {}
    for turn in turns:
        turn.prepare(Work(loaded, done, now))
    await load(tx, loaded)
    ended = 0

    def attempt() -> None:
        """Goes on where it stopped. From the first that lacks a row, later ones are only asked what they lack too."""
        nonlocal ended
        for turn in turns[ended:]:
            guess = loaded.wants
            result = apply(turn, loaded, done, now, guess)
            if result is not None and not guess:
                turn.batch.results.append(result)
                ended += 1

    await settle(tx, loaded, attempt)
    scopes = await flush(tx, loaded, done, now)
    for batch in batches:
        batch.made = {at: own._replace(version=done.versions.get(at, 0)) for at, own in batch.made.items()}
    return scopes, bool(done.jobs)


def apply(turn: Turn, loaded: Loaded, done: Writes, now: datetime, guess: bool) -> Result | None:
    """One mutation on top of those `done`; adds to them what it decides. None when it lacks rows. As a guess it adds
    nothing: one before it has yet to be decided."""
    try:
        return decide(turn, loaded, Writes() if guess else done, done, now, guess)
    except Missing:
        return None
    except Exception:
        if not guess:
            log.exception("mutation_failed", mutation=turn.mutation.name)
        return waiting(turn.mutation, "server_error")


def decide(turn: Turn, loaded: Loaded, into: Writes, done: Writes, now: datetime, guess: bool) -> Result:
    mutation, known, actor = turn.mutation, turn.known, turn.batch.actor
    if known is None:
        return waiting(mutation, "unknown_mutation")
    if not allowed(actor, known):
        return waiting(mutation, turn.batch.signed or "session_missing")

    book = Work(loaded, done, now)
    before, lane = book.get(Ledger, turn.ledger_id), book.get(Lane, turn.lane_id)
    if before is not None:
        same = before["hash"] == turn.print
        return msgspec.convert(before["result"], Result) if same else rejected(mutation, Rejected("replay_differs"))
    expected = 1 if lane is None else lane["seq"] + 1
    stranger = actor.person is None and actor.former is None
    if mutation.seq > expected and not guess and not stranger:  # a stranger's gaps are what was refused, see below
        return waiting(mutation, "need_seq", seq=expected)
    if mutation.seq < expected:
        return rejected(mutation, Rejected("lane_invalid"))

    work = Work(loaded, done, now)
    result = outcome(work, turn, known)
    if result.status == "rejected":
        work = Work(loaded, done, now)
        if any(hold(work, actor, known, mutation, result) for hold in HOLDS):
            result = rejected(mutation, Rejected("quarantined"))
        elif stranger:
            return (
                result  # nobody has to sign in for it, so it must not fill the disk; asked again, it is decided again
            )
        else:
            work = Work(loaded, done, now)
    said = {"hash": turn.print, "result": msgspec.json.encode(result).decode(), "at": int(now.timestamp())}
    work.put(Ledger, {"id": turn.ledger_id, **said})
    work.put(Lane, {"id": turn.lane_id, "seq": mutation.seq})
    into.add(work.writes)
    if turn.batch.brief and not guess:
        for at, body in work.bodies.items():
            turn.batch.made[at] = Own(turn.index, differences(mutation, at, body))
    return result


def allowed(actor: Actor, known: Known) -> bool:
    return actor.person is not None or actor.former is not None or "anyone" in known.who


def outcome(work: Work, turn: Turn, known: Known) -> Result:
    mutation, actor = turn.mutation, turn.batch.actor
    try:
        if known.lane_of(mutation.args) != mutation.lane:
            work.reject("lane_invalid")
        if not actor.is_one_of(known.who):
            work.reject("forbidden")
        if turn.problem is not None:
            raise turn.problem
        known.decide(work, actor, turn.args)
    except Rejected as broken:
        return rejected(mutation, broken)
    if work.changes is not None:
        return Result(id=mutation.id, status="changed", detail=work.changes)
    return Result(id=mutation.id, status="accepted")


def pointer(problem: str) -> str:
    """msgspec's "… - at `$.defects[0].reason`" or "… required field `item`" as a JSON pointer."""
    path = problem.rsplit("at `$", 1)[1].rstrip("`") if "at `$" in problem else ""
    if "required field `" in problem:
        path += "." + problem.split("required field `", 1)[1].split("`", 1)[0]
    return path.replace("[...]", "").replace("[", "/").replace("]", "").replace(".", "/")


def holds_nul(args: object) -> bool:
    if b"\\u0000" not in msgspec.json.encode(args):
        return False
    if isinstance(args, dict):
        return any("\0" in key or holds_nul(value) for key, value in args.items())
    if isinstance(args, list):
        return any(map(holds_nul, args))
    return isinstance(args, str) and "\0" in args


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
