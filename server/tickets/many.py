"""Where many wait, they are written whole only now and then, and with each call only who came and went since: a
hundred kilobytes a call would be most of its time."""

from collections.abc import Iterable
from secrets import token_urlsafe

import msgspec

from server.store import Store
from server.store.rows import shape
from server.sync.work import Work
from server.tickets.rules import Waiter
from server.tickets.tables import TicketsWaiting

MANY = 128  # changes until all are written anew: fewer than one call in a hundred does
Whole = dict[int, Waiter]  # number → who waited when all were written

decode, encode = msgspec.json.Decoder(list[Waiter]).decode, msgspec.json.Encoder().encode

# What was written whole never changes; what is written next has another name.
_KNOWN: dict[str, Whole] = {}
_MOST = 64


def remember(id: str, waiting: Iterable[Waiter]) -> Whole:
    while len(_KNOWN) >= _MOST:
        del _KNOWN[next(iter(_KNOWN))]
    _KNOWN[id] = {one.number: one for one in waiting}
    return _KNOWN[id]


def whole(work: Work, id: str) -> Whole:
    known = _KNOWN.get(id)
    if known is not None or not id:
        return known or {}
    return remember(id, decode(work.must_get(TicketsWaiting, id, "server_error")["body"]))


async def read_whole(store: Store, id: str) -> Whole | None:
    """None when all were written anew since the line was read."""
    known = _KNOWN.get(id)
    if known is not None or not id:
        return known or {}
    of = shape(TicketsWaiting)
    found = await store.fetch(of.by_keys(1), (id,))
    return remember(id, decode(of.unpack(found[0])["body"])) if found else None


def joined(before: Whole, gone: Iterable[int], new: Iterable[Waiter]) -> list[Waiter]:
    left = set(gone)
    return [*(one for one in before.values() if one.number not in left), *new]


def parted(work: Work, id: str, waiting: list[Waiter]) -> tuple[str, list[int], list[Waiter]]:
    """What stands whole, whose numbers of it are to be left out, and who is not in it or not so."""
    before = _KNOWN.get(id, {})
    new = [one for one in waiting if before.get(one.number) is not one]
    stay = {one.number for one in waiting if before.get(one.number) is one}
    gone = [number for number in before if number not in stay]
    if (id in _KNOWN or not id) and len(new) + len(gone) <= MANY:
        return id, gone, new
    forget(work, id)
    if len(waiting) <= MANY:
        return "", [], waiting
    id = token_urlsafe(12)
    remember(id, waiting)
    work.put(TicketsWaiting, {"id": id, "body": encode(waiting).decode()})
    return id, [], []


def forget(work: Work, id: str) -> None:
    if id:
        work.delete(TicketsWaiting, id)
