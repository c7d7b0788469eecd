"""Loads a folder: read everything, check everything, then write all of it or nothing."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from pathlib import Path

from piccolo.table import Table

from server.bookings.county import NAMES as BOOKINGS_FILES
from server.bookings.county import keep_bookings, read_bookings
from server.guide.load import folder as files
from server.guide.load.changes import Changes, Checked, Report, ready, write
from server.guide.load.check import (
    Known,
    item_problems,
    place_problems,
    shape_problems,
    unit_problems,
)
from server.guide.load.folder import Read
from server.guide.load.forms import form_problems
from server.guide.load.problems import Problems, Refused, Where
from server.guide.places import level_of, parent_code
from server.guide.tables import Centre, Department, Place
from server.hours.county import NAMES as HOURS_FILES
from server.hours.county import Town, read_hours
from server.hours.keep import keep_hours
from server.hours.rows import load_calendar
from server.store import Store


async def load(store: Store, folder: Path, dry_run: bool = False) -> Report:
    """Raises `Refused` with every problem found; then nothing has changed."""
    checked = check(folder, await known(store))
    async with store.writing() as transaction:
        changes = Changes(transaction)
        await changes.units(checked.units)
        await changes.forms(checked.forms, checked.items)
        await changes.items(checked.items)
        changes.report.bare, changes.report.staff = checked.bare, len(checked.staff)
        changes.report.hours = await keep_hours(transaction, checked.hours, dry_run)
        if not dry_run:
            await write(transaction, changes)
            await keep_bookings(transaction, checked.bookings)
    return changes.report


async def known(store: Store) -> Known:
    return Known(
        places={code: json.loads(body) for code, body in await store.fetch('SELECT code, body FROM "place"')},
        departments={code for (code,) in await store.fetch('SELECT code FROM "department"')},
        forms={code for (code,) in await store.fetch('SELECT DISTINCT code FROM "form"')},
        centres=dict(await store.fetch('SELECT code, place FROM "centre"')),
        items={code for (code,) in await store.fetch('SELECT DISTINCT code FROM "item"')},
        calendar=await load_calendar(store),
    )


def check(folder: Path, known: Known) -> Checked:
    problems, checked = Problems(), Checked()
    if not folder.is_dir():
        problems.add(Where(str(folder)), None, "is no folder")
        raise Refused(problems)
    names = (*files.NAMES, *HOURS_FILES, *BOOKINGS_FILES)
    if not any(any(folder.glob(name)) for name in names):
        problems.add(Where(str(folder)), None, f"holds none of {', '.join(names)}")
        raise Refused(problems)
    add_places(checked, list(files.places(folder, problems)), known, problems)
    add_units(checked, Department, files.departments(folder, problems), known, problems)
    add_units(checked, Centre, files.centres(folder, problems), known, problems)
    add_forms(checked, folder, known, problems)
    add_items(checked, files.items(folder, problems), known, problems)
    add_items(checked, files.catalogue(folder, problems), known, problems, catalogue_only=True)
    add_staff(checked, files.staff(folder, problems), known, problems)
    add_hours(checked, folder, known, problems)
    add_bookings(checked, folder, known, problems)
    if problems:
        raise Refused(problems)
    return checked


def add_places(checked: Checked, reads: list[Read], known: Known, problems: Problems) -> None:
    seen: set[str] = set()
    for where, body in reads:
        if body.get("code") in seen:
            problems.add(where, "code", f"{body['code']} stands twice")
        seen.add(body.get("code", ""))
        if "code" in body:
            known.places[body["code"]] = body
    for where, body in reads:
        if "code" not in body or "name" not in body:
            continue
        found = list(place_problems(body, known))
        for column, reason in found:
            problems.add(where, column, reason)
        if found:
            continue
        above = parent_code(body["code"])
        if above in known.places:
            body["parent"] = above
        elif level_of(body["code"]) == "village":
            problems.add(where, "code", f"its town {above} is not in places.csv")
        body["level"] = level_of(body["code"])
        checked.units.append((Place, body))


def add_units(checked: Checked, table: type[Table], reads: Iterable[Read], known: Known, problems: Problems) -> None:
    kind = "Centre" if table is Centre else "Department"
    top = min((body["code"] for of, body in checked.units if of is Place), key=lambda c: (len(c), c), default=None)
    seen: set[str] = set()
    for where, body in reads:
        if table is Centre:
            body.setdefault("code", body.get("place", ""))
        elif top is not None:
            body.setdefault("place", top)
        found = list(shape_problems(kind, body)) or list(unit_problems(body, known))
        if body.get("code") in seen:
            found.append(("code", f"{body['code']} stands twice"))
        if "place" not in body:
            found.append(("place", "is empty"))
        seen.add(body.get("code", ""))
        for column, reason in found:
            problems.add(where, column, reason)
        if table is Department:
            known.departments.add(body.get("code", ""))
        if not found:
            checked.units.append((table, body))


def add_forms(checked: Checked, folder: Path, known: Known, problems: Problems) -> None:
    for code, where, schema in files.forms(folder, problems):
        known.forms.add(code)
        checked.forms[code] = schema
        for column, reason in form_problems(code, schema):
            problems.add(where, column, reason)


def add_items(
    checked: Checked, reads: Iterable[Read], known: Known, problems: Problems, catalogue_only: bool = False
) -> None:
    for where, body in reads:
        found = list(shape_problems("Item", body)) or list(item_problems(body, known, catalogue_only))
        for column, reason in found:
            problems.add(where, column, reason)
        if found:
            continue
        item = ready(body)
        if f"{item.layer}/{item.code}" in checked.items:
            problems.add(where, "code", f"{item.code} stands twice in the layer {item.layer}")
        checked.items[f"{item.layer}/{item.code}"] = item
        checked.bare += catalogue_only


AT_A_DESK = {"desk": "desk:<centre>", "dept": "dept:<department>"}
IN_THE_HALL = {"hall": "hall:<centre>"}  # a kiosk sees nothing of the desk
ON_A_BUS = r"bus:[a-z0-9][a-z0-9-]{0,31}(:\S{1,24})?"  # feeds are loaded by a command of their own, before or after


def add_staff(checked: Checked, reads: Iterable[Read], known: Known, problems: Problems) -> None:
    for where, body in reads:
        if wrong := scope_problem(body.get("role", ""), str(body.get("scope", "")), known):
            problems.add(where, "scope", wrong)
        checked.staff.append(body)


def scope_problem(role: str, scope: str, known: Known) -> str:
    if role == "driver":
        return "" if re.fullmatch(ON_A_BUS, scope) else f"{scope} is no bus:<feed> or bus:<feed>:<agency_id>"
    kind, _, code = scope.partition(":")
    there = code in (known.departments if kind == "dept" else known.places)
    theirs = IN_THE_HALL if role == "kiosk" else AT_A_DESK
    return "" if there and kind in theirs else f"{scope} is no {' or '.join(theirs.values())} known here"


def add_hours(checked: Checked, folder: Path, known: Known, problems: Problems) -> None:
    here = {body["code"]: body["place"] for table, body in checked.units if table is Centre}
    items = known.items | {item.code for item in checked.items.values()}
    town = Town(known.centres | here, list(here or known.centres), items, set(known.places), known.calendar)
    found = read_hours(folder, town, problems)
    if found is not None:
        checked.hours = dict.fromkeys(here) | found


def add_bookings(checked: Checked, folder: Path, known: Known, problems: Problems) -> None:
    centres = {body["code"]: body for table, body in checked.units if table is Centre}
    items = known.items | {item.code for item in checked.items.values()}
    checked.bookings = read_bookings(folder, centres or dict.fromkeys(known.centres, {}), items, problems)
