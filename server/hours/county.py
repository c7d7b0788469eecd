"""The county's files of hours → the checked rules of each centre. All that is wrong is told with file and row."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgspec

from server.guide.load.folder import rows
from server.guide.load.problems import Problems, Where
from server.hours import cells
from server.hours.calendar import Calendar
from server.hours.check import contradictions, extra_meets_rules, overlapping
from server.hours.faults import Fault
from server.hours.model import Hours, HoursException, ItemOfSet, Market, Rule

NAMES = ("hours.csv", "markets.csv", "exceptions.csv", "item_sets.csv")
ALL = "*"
Entity = dict[str, Any]


@dataclass
class Sheets:
    """Rows by what they are about, and where each stands."""

    rules: dict[str, list[Rule]] = field(default_factory=lambda: defaultdict(list))
    markets: list[tuple[str, Market]] = field(default_factory=list)
    exceptions: dict[str, list[HoursException]] = field(default_factory=lambda: defaultdict(list))
    items: list[ItemOfSet] = field(default_factory=list)
    where: dict[int, Where] = field(default_factory=dict)  # by id() of the above


@dataclass(frozen=True)
class Town:
    """What the rows may speak of."""

    centres: dict[str, str]  # code → place
    own: list[str]  # those of this folder: what "*" means
    items: set[str]
    places: set[str]
    calendar: Calendar


def read_hours(folder: Path, town: Town, problems: Problems) -> dict[str, Hours] | None:
    """By centre; None where the folder says nothing of hours."""
    if not any((folder / name).exists() for name in NAMES):
        return None
    sheets = Sheets()
    add_rules(sheets, folder, town, problems)
    add_markets(sheets, folder, town, problems)
    add_items(sheets, folder, town, problems)
    add_exceptions(sheets, folder, town, problems)
    found = {centre: hours_of(sheets, centre, place) for centre, place in town.centres.items()}
    for hours in found.values():
        look_over(sheets, hours, town.calendar, problems)
    return {centre: hours for centre, hours in found.items() if hours.rules or hours.exceptions}


def hours_of(sheets: Sheets, centre: str, place: str) -> Hours:
    rules, exceptions = sheets.rules[centre], sheets.exceptions[centre]
    named = {one.items for one in rules} | {opening.items for one in exceptions for opening in one.openings}
    return Hours(
        centre,
        tuple(rules),
        tuple(market for of, market in sheets.markets if place.startswith(of)),  # its own place's, and those above
        tuple(exceptions),
        tuple(one for one in sheets.items if one.set in named),
    )


def look_over(sheets: Sheets, hours: Hours, calendar: Calendar, problems: Problems) -> None:
    faulty = False
    for fault, about in contradictions(hours):
        faulty = True
        add(problems, sheets.where[id(about)], None, fault)
    for one in hours.exceptions if not faulty else ():
        if one.extra and extra_meets_rules(without(hours, one), calendar, one):
            add(problems, sheets.where[id(one)], None, overlapping(one))


def without(hours: Hours, one: HoursException) -> Hours:
    return msgspec.structs.replace(hours, exceptions=tuple(other for other in hours.exceptions if other is not one))


def add(problems: Problems, where: Where, column: str | None, fault: Fault) -> None:
    if not any(one.where == where and one.reason == str(fault) for one in problems.found):
        problems.add(where, column, str(fault))


def add_rules(sheets: Sheets, folder: Path, town: Town, problems: Problems) -> None:
    needed = {"centre", "days", "opens", "closes"}
    for where, body in rows(folder, "hours.csv", cells.HOURS, needed, problems):
        centre = body.pop("centre", "")
        if known_centre(centre, town, where, problems) and needed <= body.keys() | {"centre"}:
            keep(sheets, sheets.rules[centre], Rule, where, body, problems)


def add_markets(sheets: Sheets, folder: Path, town: Town, problems: Problems) -> None:
    for where, body in rows(folder, "markets.csv", cells.MARKETS, {"place", "name", "rule"}, problems):
        place, rule = body.pop("place", ""), body.pop("rule", {})
        if place not in town.places:
            problems.add(where, "place", f"{place} is not in places.csv")
        elif not rule.get("rule"):
            problems.add(where, "rule", str(Fault("market_rule", rule=rule.get("cell", ""))))
        elif rule.get("every", 1) < 1:
            problems.add(where, "rule", str(Fault("market_every", every=rule["every"])))
        else:
            kept: list[Market] = []
            keep(sheets, kept, Market, where, body | rule, problems)
            sheets.markets += [(place, market) for market in kept]


def add_items(sheets: Sheets, folder: Path, town: Town, problems: Problems) -> None:
    for where, body in rows(folder, "item_sets.csv", cells.ITEM_SETS, {"set", "item"}, problems):
        if body.get("item") not in town.items:
            problems.add(where, "item", f"{body.get('item')} is no item of this folder, nor one loaded before")
        else:
            keep(sheets, sheets.items, ItemOfSet, where, body, problems)


def add_exceptions(sheets: Sheets, folder: Path, town: Town, problems: Problems) -> None:
    """Rows that speak of the same days in the same way are the openings of one exception."""
    joined: dict[tuple[str, ...], tuple[Where, Entity]] = {}
    for where, body in rows(folder, "exceptions.csv", cells.EXCEPTIONS, {"centre", "what", "from"}, problems):
        asked = body.pop("centre", [])
        centres = town.own if asked == [ALL] else asked
        unknown = [one for one in centres if not known_centre(one, town, where, problems)]
        if unknown or not {"what", "from"} <= body.keys():
            continue
        opening = opening_of(where, body, problems)
        for centre in centres:
            area = "self_service" if body.get("kind") == "self_service" else ""
            key = str(centre), str(body["from"]), str(body.get("until", body["from"])), str(body["what"]), area
            _, made = joined.setdefault(key, (where, {"openings": [], "reason": body.get("reason", "")}))
            made["openings"] += [opening] if opening else []
    for (centre, first, last, what, area), (where, made) in joined.items():
        id = hashlib.sha256(f"{centre}/{first}/{last}/{what}/{area}".encode()).hexdigest()[:16]
        body = made | {"id": id, "from": first, "until": last, "extra": what == "extra"}
        body |= {"area": area} if area else {}
        keep(sheets, sheets.exceptions[centre], HoursException, where, body, problems)


def opening_of(where: Where, body: Entity, problems: Problems) -> Entity | None:
    opening: Entity = {
        name: body[name] for name in ("opens", "closes", "kind", "items", "windows", "booked", "cutoff") if name in body
    }
    timed = "opens" in opening and "closes" in opening
    if body["what"] == "closed":
        if "opens" in opening or "closes" in opening:
            problems.add(where, "opens", "is filled although the centre is closed (休息)")
        return None
    if not timed:
        problems.add(where, "opens", "is empty; say from when until when (开, 关)")
        return None
    return opening


def known_centre(code: str, town: Town, where: Where, problems: Problems) -> bool:
    if code not in town.centres:
        problems.add(where, "centre", f"{code} is not in centres.csv")
    return code in town.centres


def keep(sheets: Sheets, into: list[Any], of: type[Any], where: Where, body: Entity, problems: Problems) -> None:
    try:
        made = msgspec.convert(body, of)
    except msgspec.ValidationError as error:
        problems.add(where, None, str(error))
        return
    into.append(made)
    sheets.where[id(made)] = where
