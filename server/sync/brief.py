"""Short answers: rows that a request's own mutations made go back as what differs from the arguments it brought."""

from typing import Any, NamedTuple

from msgspec import Struct

from server.schema.types import Mutation
from server.sync.work import Shown


class Own(NamedTuple):
    """What a mutation of the request shows. No `body`: it cannot be told by differences."""

    of: int
    body: dict[str, Any] | None
    version: int = 0


class Made(Struct, omit_defaults=True):
    of: int
    scope: str
    entity: str
    version: int
    body: dict[str, Any]
    count: int = 1


def together(made: list[Made]) -> list[Made]:
    """Neighbours that differ alike are told once, for clients that read it: who pushed in short."""
    told: list[Made] = []
    for one in made:
        last = told[-1] if told else one
        next_of, next_version = last.of + last.count, last.version + last.count
        alike = (one.of, one.version, one.scope, one.entity) == (next_of, next_version, last.scope, last.entity)
        if alike and one.body == last.body:
            last.count += 1
        else:
            told.append(one)
    return told


def differences(mutation: Mutation, at: Shown, body: Any) -> dict[str, Any] | None:
    """To be put over the mutation's arguments, member by member; null takes one away, so a row with a null has none."""
    if at[2] != mutation.lane or not isinstance(body, dict) or None in body.values():
        return None
    args = mutation.args
    other = {name: value for name, value in body.items() if name not in args or args[name] != value}
    for name in args:
        if name not in body:
            other[name] = None
    return other
