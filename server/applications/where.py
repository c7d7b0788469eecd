"""Which desk takes an application: the applicant's town's, or one that handles it across districts (A20, A21)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from server.accounts.actor import Actor
from server.applications.numbers import works_at
from server.guide.tables import Centre, Place
from server.sync.work import Work

Item = Mapping[str, Any]


def desk_for(work: Work, place: str, item: Item) -> str:
    """The centre of the town that the applicant lives in takes everything; what it does not take, its own office."""
    if item.get("handled_at"):
        return one_of(work, list(halls(place, item)), item)
    return one_of(work, [place[:9], item["org"]], item)


def halls(place: str, item: Item) -> Iterator[str]:
    """Those of the applicant's district first: an item of the whole city names the city."""
    for code in item["handled_at"]:
        if place.startswith(code):
            yield from dict.fromkeys([place[: max(6, len(code))], code])


def desk_of_window(work: Work, actor: Actor, place: str, item: Item) -> str:
    """A window that handles an item across districts takes it from whoever comes; elsewhere one is told where to go."""
    named = item.get("handled_at")
    if not named:
        return desk_for(work, place, item)
    desks = [role.scope.removeprefix("desk:") for role in actor.roles]
    mine = [desk for desk in desks if works_at(actor, desk) and any(desk.startswith(code) for code in named)]
    return one_of(work, mine, item)


def one_of(work: Work, desks: list[str], item: Item) -> str:
    for code in desks:
        if work.get(Centre, code):
            return str(code)
    named = item.get("handled_at")
    if not named:
        work.reject("place_unknown", "/place")
    found = [(work.get(Place, code) or {"name": code})["name"] for code in named]
    work.reject("handled_elsewhere", "/place", places="、".join(found))
