"""Names of mutations → the functions that decide them. The contract's own table says who may and in which lane."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar, get_type_hints

from server.accounts.actor import Actor
from server.schema.tables import MUTATIONS
from server.schema.types import Mutation, Result
from server.sync.work import Work

Args = TypeVar("Args")


@dataclass(frozen=True, slots=True)
class Known:
    name: str
    decide: Callable[[Work, Actor, Any], None]
    args: type[Any]
    who: frozenset[str]
    lane: str
    reads: Callable[[Work, Actor, Any], None] | None = None
    unprinted: tuple[str, ...] = ()

    def lane_of(self, args: dict[str, Any]) -> Any:
        return args.get("id") if self.lane == "id" else self.lane


KNOWN: dict[str, Known] = {}

Hold = Callable[[Work, Actor, Known, Mutation, Result], bool]
HOLDS: list[Hold] = []


def when_refused(hold: Hold) -> Hold:
    """Registers a function that may keep what was refused, with a work of its own; true when it did."""
    HOLDS.append(hold)
    return hold


def mutation(
    name: str, reads: Callable[[Work, Actor, Any], None] | None = None, unprinted: tuple[str, ...] = ()
) -> Callable[[Callable[[Work, Actor, Args], None]], Callable[[Work, Actor, Args], None]]:
    """Registers `function(work, actor, args)`; the type of `args` must be the one that mutations.json names.
    `reads` may say by `work.expect` what it will surely ask for, which saves rounds to the database. `unprinted` are
    arguments that nobody keeps, not even in the ledger's hash: it has no key, so they could be found by trying."""
    rule = MUTATIONS[name]

    def take(function: Callable[[Work, Actor, Args], None]) -> Callable[[Work, Actor, Args], None]:
        args = list(get_type_hints(function).items())[2][1]
        wanted = str(rule["args"]).rsplit("/", 1)[1]
        if args.__name__ != wanted:
            raise TypeError(f"{name} takes {wanted}, not {args.__name__}")
        KNOWN[name] = Known(name, function, args, frozenset(rule["who"]), rule["lane"], reads, unprinted)
        return function

    return take
