"""Applies mutations: each has exactly one effect and one durable result, however often it is sent.

Batches of several devices share one transaction, so that a busy minute costs few commits.
"""

from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import Any

import msgspec
import structlog
from msgspec import UNSET, Raw

from server.accounts.actor import Actor
from server.schema.types import Mutation, Result
from server.store import Transaction
from server.sync.brief import Own, differences
from server.sync.past import Past
from server.sync.registry import HOLDS, KNOWN, Known
from server.sync.unit import flush, load, settle
from server.sync.where import nul_at, where
from server.sync.work import NO_TEXTS, Loaded, Missing, Rejected, Shown, Work, Writes

log = structlog.get_logger()
canonical = msgspec.json.Encoder(order="sorted")
encode = msgspec.json.Encoder().encode
result_of = msgspec.json.Decoder(Result).decode


@dataclass
class Batch:
    """The mutations of one request. `signed` is why there is no person, when there is none."""

    actor: Actor
    mutations: list[Mutation]
    signed: str | None = None
    brief: bool = False
    results: list[Result] = field(default_factory=list)
    made: dict[Shown, Own] = field(default_factory=dict)  # for a brief answer: what this request's mutations show
    moved: dict[str, tuple[int, int]] = field(default_factory=dict)  # scopes: the version before and the last


class Turn:
    """A mutation whose turn comes, with what is the same at every attempt."""

    __slots__ = (
        *("args", "batch", "counts", "index", "known", "lane_id", "ledger_id", "mutation", "print", "problem", "texts"),
    )

    def __init__(self, batch: Batch, index: int, mutation: Mutation) -> None:
        self.batch, self.index, self.mutation = batch, index, mutation
        self.known: Known | None = KNOWN.get(mutation.name)
        # Whether it will be decided, and not wait for another server or a sign-in.
        self.counts = self.known is not None and allowed(batch.actor, self.known)
        self.args: Any = None
        self.problem: Rejected | None = None  # why the arguments do not fit
        self.ledger_id = f"{batch.actor.client}/{mutation.id}"
        self.lane_id = f"{batch.actor.client}/{mutation.lane}"
        self.print = ""
        self.texts = NO_TEXTS

    def prepare(self, work: Work) -> None:
        """Reads the arguments once, and says what deciding will surely ask for."""
        mutation, known = self.mutation, self.known
        assert known is not None
        # What is long is made text once: for the print, for the row and for its readers.
        texts = {name: canonical.encode(value) for name, value in mutation.args.items() if type(value) is dict}
        args = {**mutation.args, **{name: Raw(text) for name, text in texts.items()}}
        for name in known.unprinted:
            args.pop(name, None)
        whole = canonical.encode((mutation.name, mutation.lane, mutation.seq, args))
        self.print, self.texts = sha256(whole).hexdigest()[:32], texts
        if b"\\" in whole and b"\\u0000" in whole and (nul := nul_at(mutation.args)) is not None:
            self.problem = Rejected("args_invalid", nul)  # no database keeps it everywhere, and nobody means it
            return
        try:
            self.args = msgspec.convert(mutation.args, known.args)
        except msgspec.ValidationError as error:
            self.problem = Rejected("args_invalid", where(error, mutation.args, known.args))
            return
        if known.reads is not None:
            known.reads(work, self.batch.actor, self.args)


async def push(
    tx: Transaction, batches: list[Batch], now: datetime, loaded: Loaded, done: Writes
) -> tuple[set[str], bool]:
    """Fills the batches' results and `done`; gives the scopes that changed and whether there are new jobs."""
    past = Past()
    turns = [Turn(batch, index, one) for batch in batches for index, one in enumerate(batch.mutations)]
    for batch in batches:
        batch.results, batch.made = [], {}
    work = Work(loaded, done, now)
    counting = [turn for turn in turns if turn.counts]
    for turn in counting:
        turn.prepare(work)
    await past.load(tx, [turn.lane_id for turn in counting], [turn.ledger_id for turn in counting])
    await load(tx, loaded)
    ended = 0

    def attempt() -> None:
        """Goes on where it stopped. From the first that lacks a row, later ones are only asked what they lack too."""
        nonlocal ended
        for turn in turns[ended:]:
            guess = loaded.wants
            result = apply(turn, past, work, guess)
            if result is not None and not guess:
                turn.batch.results.append(result)
                ended += 1

    await settle(tx, loaded, attempt)
    await past.write(tx)
    scopes = await flush(tx, loaded, done, now)
    for batch in batches:
        batch.made = {at: Own(own.of, own.body, done.versions.get(at, 0)) for at, own in batch.made.items()}
        batch.moved = done.moved
    return scopes, bool(done.jobs)


def apply(turn: Turn, past: Past, work: Work, guess: bool) -> Result | None:
    """One mutation on top of those decided. None when it lacks rows. Of a guess nothing stays: one before it has yet
    to be decided."""
    work.begin(turn.texts)
    try:
        result = decide(turn, past, work, guess)
    except Missing:
        work.undo()
        return None
    except Exception:
        work.undo()
        if not guess:
            log.exception("mutation_failed", mutation=turn.mutation.name)
        return waiting(turn.mutation, "server_error")
    if guess:
        work.undo()
    elif turn.batch.brief:
        for at, body in work.bodies.items():
            turn.batch.made[at] = Own(turn.index, differences(turn.mutation, at, body))
    return result


def decide(turn: Turn, past: Past, work: Work, guess: bool) -> Result:
    mutation, known, actor = turn.mutation, turn.known, turn.batch.actor
    if known is None:
        return waiting(mutation, "unknown_mutation")
    if not turn.counts:
        return waiting(mutation, turn.batch.signed or "session_missing")

    if (before := past.results.get(turn.ledger_id)) is not None:
        if before[0] != turn.print:
            return rejected(mutation, Rejected("replay_differs"))
        return result_of(before[1])
    expected = past.lanes.get(turn.lane_id, 0) + 1
    stranger = actor.person is None and actor.former is None
    if mutation.seq > expected and not guess and not stranger:  # a stranger's gaps are what was refused, see below
        return waiting(mutation, "need_seq", seq=expected)
    if mutation.seq < expected:
        return rejected(mutation, Rejected("lane_invalid"))

    result = outcome(work, turn, known)
    if result.status == "rejected":
        work.undo()
        if held(work, actor, known, mutation, result):
            result = rejected(mutation, Rejected("quarantined"))
        elif stranger:
            # Nobody has to sign in for it, so it must not fill the disk; asked again, it is decided again.
            return result
    if not guess:
        past.end(turn.ledger_id, turn.print, encode(result), work.seconds, turn.lane_id, mutation.seq)
    return result


def held(work: Work, actor: Actor, known: Known, mutation: Mutation, result: Result) -> bool:
    """Whether something keeps what was refused; what a hold that did not keep it wrote is taken back."""
    for hold in HOLDS:
        if hold(work, actor, known, mutation, result):
            return True
        work.undo()
    return False


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
