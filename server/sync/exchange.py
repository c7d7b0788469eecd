"""One SyncRequest in, one SyncResponse out; the same over POST and over the live socket."""

from collections.abc import Awaitable, Callable, Mapping
from time import perf_counter
from typing import Any

import msgspec
from msgspec import UNSET, Struct, UnsetType

from server.accounts.actor import Actor
from server.log import CLIENT
from server.problems import Problem
from server.schema.types import Result, SyncRequest
from server.sync.brief import Made, Own, together
from server.sync.core import Core
from server.sync.pull import Change, News, own_news, pull
from server.sync.push import Batch, pointer
from server.sync.short import Request, in_full
from server.sync.work import Shown

OLDEST = 1  # protocol versions from here on are understood
LIMIT = 1_000_000  # bytes of a request

Who = Callable[[Core, str | None, str | None], Awaitable[tuple[Actor, str | None]]]

decoder = msgspec.json.Decoder(Request)
encode = msgspec.json.Encoder().encode


class Answer(Struct, kw_only=True):
    """SyncResponse, with bodies and the guide's manifest passed on as they are."""

    at: int
    results: list[Result] | UnsetType = UNSET
    accepted: int | UnsetType = UNSET
    made: list[Made] | UnsetType = UNSET
    rows: dict[str, list[Change]] | UnsetType = UNSET
    cursors: dict[str, int] | UnsetType = UNSET
    purge: list[str] | UnsetType = UNSET
    more: bool | UnsetType = UNSET
    guide: Any = UNSET
    error: str | UnsetType = UNSET
    retry_after: int | UnsetType = UNSET
    wiped: list[str] | UnsetType = UNSET


def read(body: bytes | str) -> SyncRequest:
    if len(body) > LIMIT:
        raise Problem("too_large")
    try:
        request = decoder.decode(body)
    except msgspec.ValidationError as error:
        raise Problem("bad_request", pointer(str(error))) from None
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise Problem("bad_json") from None
    if request.proto < OLDEST:
        raise Problem("client_too_old")
    in_full(request)
    return request


async def exchange(core: Core, who: Who, request: SyncRequest) -> tuple[Answer, Actor]:
    began = perf_counter()
    actor, problem = await who(core, request.session or None, request.client)
    CLIENT.set(request.client[:6])
    answer = Answer(at=int(core.clock().timestamp()), error=problem or UNSET)
    if not nothing_new(actor, request):
        await give_news(core, answer, actor, request, problem)
    if lost := await core.seen(core, actor, request):
        answer.wiped = lost
        if request.client in lost:
            answer.error = "device_wiped"
    if request.place:
        manifest = core.guide(request.place, request.guide or None)
        answer.guide = UNSET if manifest is None else manifest
    if core.watch is not None:
        core.watch(request, answer, perf_counter() - began)
    return answer, actor


def nothing_new(actor: Actor, request: SyncRequest) -> bool:
    """Whether somebody with one scope brings nothing and stands where it stands, as most who ask do."""
    if request.mutations or request.digests or actor.own is None or actor.roles or actor.follows:
        return False
    return request.cursors == {"me": actor.own}


async def give_news(core: Core, answer: Answer, actor: Actor, request: SyncRequest, problem: str | None) -> None:
    own: Mapping[Shown, Own] = {}
    news: News | None = None
    scopes, cursors = actor.scopes(), request.cursors or {}
    if request.mutations:
        batch = Batch(actor, request.mutations, problem, brief=request.brief is True)
        await core.push(batch)
        own = batch.made
        tell(answer, batch)
        news = own_news(scopes, cursors, own, batch.moved)
    if news is None:
        news = await pull(core.store, scopes, cursors, request.digests or {}, actor.person is not None, own)
    answer.rows = news.rows or UNSET
    answer.made = (together(news.made) if request.push is not UNSET else news.made) or UNSET
    answer.cursors = news.cursors or UNSET
    answer.purge = news.purge or UNSET
    answer.more = news.more or UNSET


def tell(answer: Answer, batch: Batch) -> None:
    if not batch.brief:
        answer.results = batch.results
        return
    others = [result for result in batch.results if result.status != "accepted"]
    answer.results = others or UNSET
    answer.accepted = len(batch.results) - len(others)
