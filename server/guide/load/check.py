"""The rules that items, places and centres must keep, beyond the shape that guide.json gives them. Pure."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema_rs

from server.guide.load.folder import Entity
from server.guide.places import LEVEL_NAMES, level_of, parent_code
from server.hours.calendar import Calendar

Reason = tuple[str | None, str]
SCHEMA = Path(__file__).parents[3] / "shared_schema" / "guide.json"


@dataclass
class Known:
    """What may be referred to: in the store already, or in this folder."""

    places: dict[str, Entity] = field(default_factory=dict)
    departments: set[str] = field(default_factory=set)
    forms: set[str] = field(default_factory=set)
    centres: dict[str, str] = field(default_factory=dict)  # code → place
    items: set[str] = field(default_factory=set)
    calendar: Calendar = field(default_factory=Calendar)


@cache
def shape(kind: str) -> jsonschema_rs.Draft202012Validator:
    schema = {"$ref": f"#/$defs/{kind}", "$defs": json.loads(SCHEMA.read_text("utf-8"))["$defs"]}
    return jsonschema_rs.Draft202012Validator(schema, validate_formats=True)


def shape_problems(kind: str, body: Entity) -> Iterator[Reason]:
    validator = shape(kind)
    if validator.is_valid(body):
        return
    for error in validator.iter_errors(body):
        path = [str(part) for part in error.instance_path]
        yield (".".join(path) or None), error.message


def place_problems(body: Entity, known: Known) -> Iterator[Reason]:
    code = body["code"]
    level = level_of(code)
    if level is None:
        hint = "; Excel drops leading zeros" if len(code) in (3, 5, 8, 11) else ""
        yield "code", f"{code} has {len(code)} signs; a city has 4 digits, a county 6, a town 9, a village 12{hint}"
        return
    if body.get("level", level) != level:
        yield "level", f"a code of {len(code)} digits is a {level} ({LEVEL_NAMES[level]})"
    above = parent_code(code)
    if body.get("parent", above) != above:
        yield "parent", f"{body['parent']} is not the level above {code}; that is {above}"
    elif body.get("parent") and above not in known.places:
        yield "parent", f"{above} is not in places.csv"
    yield from date_problems(body)
    yield from successor_problems(body, known)


def successor_problems(body: Entity, known: Known) -> Iterator[Reason]:
    """A unit that was merged or renamed says since when and into which (A27: its residents keep their place)."""
    seen = {body["code"]}
    at = body
    if body.get("successor") and not body.get("until"):
        yield "until", "a place with a successor needs the day until which it stands"
    while at.get("successor"):
        follower = at["successor"]
        if follower in seen:
            yield "successor", f"{follower} leads back to {body['code']}"
            return
        if follower not in known.places or len(follower) != len(body["code"]):
            yield "successor", f"{follower} is no place of the same level"
            return
        seen.add(follower)
        at = known.places[follower]


def date_problems(body: Entity) -> Iterator[Reason]:
    days: dict[str, date] = {}
    for name in ("from", "until"):
        if name in body:
            try:
                days[name] = date.fromisoformat(body[name])
            except (ValueError, TypeError):
                yield name, f"{body[name]} is no day of the calendar"
    if len(days) == 2 and days["from"] > days["until"]:
        yield "until", "ends before it begins"


def unit_problems(body: Entity, known: Known) -> Iterator[Reason]:
    """A department or centre."""
    if "place" in body and body["place"] not in known.places:
        yield "place", f"{body['place']} is not in places.csv"


def item_problems(body: Entity, known: Known, catalogue_only: bool = False) -> Iterator[Reason]:
    yield from reference_problems(body, known)
    yield from date_problems(body)
    yield from amount_problems(body)
    if catalogue_only:
        return
    if not body.get("materials"):
        yield "materials", "has none; residents must know what to bring (materials.csv)"
    if not body.get("steps"):
        yield "steps", "has none; residents must know how it goes (steps.csv)"
    yield from material_problems(body.get("materials", ()))


def reference_problems(body: Entity, known: Known) -> Iterator[Reason]:
    org = body["org"]
    if org not in known.places:
        yield "org", f"{org} is not in places.csv"
    department = body["department"]
    if department not in known.departments:
        lost = f"; is it 0{department}? Excel drops leading zeros" if f"0{department}" in known.departments else ""
        yield "department", f"{department} is not in departments.csv{lost}"
    above = body.get("delegated_by")
    if above is not None and (above not in known.places or above == org or not org.startswith(above)):
        yield "delegated_by", f"{above} is no level above {org}"
    for place in body.get("handled_at", ()):
        if place not in known.places:
            yield "handled_at", f"{place} is not in places.csv"
    form = body.get("form")
    if form is not None and form not in known.forms:
        yield "form", f"there is no forms/{form}.json"


def amount_problems(body: Entity) -> Iterator[Reason]:
    promised, statutory = body.get("promised_days"), body.get("statutory_days")
    if promised is not None and statutory is not None and promised > statutory:
        yield "promised_days", f"{promised} days promised is longer than the {statutory} that the law gives"
    for name in ("promised_days", "statutory_days", "fee", "visits"):
        if body.get(name, 0) < 0:
            yield name, "is less than nothing"
    if body.get("rank", 1) < 1:
        yield "rank", "counts from 1, the most used"
    if body.get("attend") and body.get("visits") == 0:
        yield "visits", "is 0, but `attend` says why one must come"


def material_problems(materials: Any) -> Iterator[Reason]:
    seen: set[str] = set()
    for material in materials:
        if material["code"] in seen:
            yield "materials", f"{material['code']} stands twice"
        seen.add(material["code"])
        if material.get("need") == "if" and not material.get("when"):
            yield "materials", f"{material['code']} is needed only if …: say when"
