"""Pushes in short: a mutation as `[name, args, seq, id]`, without what the server can tell by itself."""

import re
from typing import Annotated, Any

from msgspec import UNSET, Meta, Struct, UnsetType

from server.problems import Problem
from server.schema.types import Mutation, SyncRequest
from server.sync.registry import KNOWN

UUID = "^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$(?!\\n)"
is_uuid = re.compile(UUID).match


class Short(Struct, array_like=True, forbid_unknown_fields=True):
    name: Annotated[str, Meta(max_length=64)]
    args: dict[str, Any]
    seq: Annotated[int, Meta(ge=1, le=2**53 - 1)] = 1
    id: Annotated[str, Meta(pattern=UUID)] | UnsetType = UNSET


class Request(SyncRequest):
    push: Annotated[list[Short], Meta(max_length=200)] | UnsetType = UNSET  # type: ignore[assignment]


def in_full(request: Request) -> None:
    """From here on there are only whole mutations; that they came in short is told by a `push` that is empty."""
    if isinstance(request.push, UnsetType):
        return
    if request.mutations:
        raise Problem("bad_request", "/push")
    request.mutations = [whole(number, one) for number, one in enumerate(request.push)]
    request.push, request.brief = [], True


def whole(number: int, short: Short) -> Mutation:
    """A lane that cannot be told stays empty: the mutation is known by its id all the same, and refused or waits."""
    known = KNOWN.get(short.name)
    lane = short.args.get("id") if known is None else known.lane_of(short.args)
    if not isinstance(lane, str) or len(lane) > 64:
        lane = ""
    id, seq = short.id, short.seq
    if id is UNSET:
        if seq != 1 or not is_uuid(lane):  # two of a lane would have one id
            raise Problem("bad_request", f"/push/{number}/3")
        id = lane
    return Mutation(id=id, lane=lane, seq=seq, name=short.name, args=short.args)
