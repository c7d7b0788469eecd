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


class Made(Struct):
    of: int
    scope: str
    entity: str
    version: int
    body: dict[str, Any]


def differences(mutation: Mutation, at: Shown, body: Any) -> dict[str, Any] | None:
    """To be put over the mutation's arguments, member by member; null takes one away, so a row with a null has none."""
    if at[2] != mutation.lane or not isinstance(body, dict) or None in body.values():
        return None
    args = mutation.args
    other = {name: value for name, value in body.items() if name not in args or args[name] != value}
    return other | {name: None for name in args if name not in body}
