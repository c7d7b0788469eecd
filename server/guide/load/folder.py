"""Reads a folder: every sheet and JSON file into entities of guide.json, each with the place it was written at."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from server.guide.load import columns
from server.guide.load.columns import BadCell, Cell
from server.guide.load.problems import Problems, Where
from server.guide.load.sheets import sheet, text_of
from server.guide.rows import plain

Entity = dict[str, Any]


class Read(NamedTuple):
    where: Where
    body: Entity


NAMES = (
    *("places.csv", "departments.csv", "centres.csv", "staff.csv", "items.csv", "items*.json", "catalogue.csv"),
    "forms/*.json",
)


def rows(
    folder: Path, name: str, known: dict[str, tuple[str, Cell]], needed: set[str], problems: Problems
) -> Iterator[Read]:
    path = folder / name
    if not path.exists():
        return
    for where, cells in sheet(path, columns.aliases(known), needed, problems):
        body: Entity = {}
        for column, cell in cells.items():
            try:
                body[column] = known[column][1](cell)
            except BadCell as error:
                problems.add(where, column, str(error))
        missing = sorted(needed - set(cells))
        for column in missing:
            problems.add(where, column, "is empty")
        if not missing:
            yield Read(where, body)


def places(folder: Path, problems: Problems) -> Iterator[Read]:
    return rows(folder, "places.csv", columns.PLACES, {"code", "name"}, problems)


def departments(folder: Path, problems: Problems) -> Iterator[Read]:
    return rows(folder, "departments.csv", columns.DEPARTMENTS, {"code", "name"}, problems)


def centres(folder: Path, problems: Problems) -> Iterator[Read]:
    return rows(folder, "centres.csv", columns.CENTRES, {"name", "place"}, problems)


def staff(folder: Path, problems: Problems) -> Iterator[Read]:
    return rows(folder, "staff.csv", columns.STAFF, {"phone", "name", "role", "scope"}, problems)


def items(folder: Path, problems: Problems) -> Iterator[Read]:
    """From items.csv with its materials and steps, and from items.json, which may be split: items-civil.json, …"""
    materials = parts(folder, "materials.csv", columns.MATERIALS, problems)
    steps = parts(folder, "steps.csv", columns.STEPS, problems)
    used: set[tuple[str, str]] = set()
    for read in rows(folder, "items.csv", columns.ITEMS, {"code", "name", "org", "department"}, problems):
        code, org = read.body.get("code", ""), read.body.get("org", "")
        for name, found in (("materials", materials), ("steps", steps)):
            lines = [*found.get((code, ""), ()), *found.get((code, org), ())]
            if lines:
                read.body[name] = [line.body for line in lines]
        used |= {(code, ""), (code, org)}
        yield read
    for found in (materials, steps):
        for key, lines in found.items():
            if key not in used:
                problems.add(lines[0].where, "item", f"{key[0]} is not in items.csv")
    for path in sorted(folder.glob("items*.json")):
        yield from json_items(path, problems)


def parts(
    folder: Path, name: str, known: dict[str, tuple[str, Cell]], problems: Problems
) -> dict[tuple[str, str], list[Read]]:
    found: dict[tuple[str, str], list[Read]] = {}
    needed = {"item", "code", "name"} if "code" in known else {"item", "name"}
    for where, body in rows(folder, name, known, needed, problems):
        key = body.pop("item", ""), body.pop("org", "")
        found.setdefault(key, []).append(Read(where, body))
    return found


def catalogue(folder: Path, problems: Problems) -> Iterator[Read]:
    """Items of which only the name is known yet: a list from above, before anybody wrote the materials and steps."""
    return rows(folder, "catalogue.csv", columns.ITEMS, {"code", "name", "org", "department"}, problems)


def json_items(path: Path, problems: Problems) -> Iterator[Read]:
    if not path.exists():
        return
    found = json_of(path, problems)
    if found is None:
        return
    if not isinstance(found, list):
        problems.add(Where(path.name), None, "must be a list of items: [{…}, {…}]")
        return
    for number, body in enumerate(found, start=1):
        where = Where(path.name, number)
        if isinstance(body, dict):
            yield Read(where, plain(body))
        else:
            problems.add(where, None, "is not an item: {…} is expected")


def json_of(path: Path, problems: Problems) -> Any:
    try:
        return json.loads(text_of(path.read_bytes()))
    except UnicodeDecodeError:
        problems.add(Where(path.name), None, "is neither UTF-8 nor GBK text")
    except json.JSONDecodeError as error:
        problems.add(Where(path.name, error.lineno), f"{error.colno}", f"is no JSON: {error.msg}")
    except RecursionError:
        problems.add(Where(path.name), None, "is nested too deeply")
    return None


def forms(folder: Path, problems: Problems) -> Iterator[tuple[str, Where, Any]]:
    for path in sorted((folder / "forms").glob("*.json")):
        schema = json_of(path, problems)
        if schema is not None:
            yield path.stem, Where(f"forms/{path.name}"), schema
