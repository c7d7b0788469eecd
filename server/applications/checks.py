"""What is asked of an application before the town takes it: the item, its form, its materials, a name."""

import json
from collections.abc import Mapping
from datetime import date
from typing import Any

from server.accounts.tables import Person
from server.files.tables import Blob
from server.forms.check import Problem, check
from server.forms.deadline import overdue
from server.forms.form import Form, clean, read_form
from server.guide.queries import find_item
from server.guide.tables import Form as FormTable
from server.hours.clock import day_of
from server.hours.rows import calendar_of
from server.store.rows import Row
from server.sync.work import Work

Answers = Mapping[str, Any]
Materials = Mapping[str, Any]
IN_PERSON = "要本人到场"


def applicant(work: Work, person: str) -> dict[str, str]:
    profile = work.must_get(Person, person, "profile_needed")
    if not profile["name"] or not profile["id_number"]:
        work.reject("profile_needed")
    return {"name": profile["name"], "id_number": profile["id_number"], "phone": profile["phone"]}


def valid_item(work: Work, place: str, code: str, today: date) -> dict[str, Any]:
    row = find_item(work, place, code)
    if row is None:
        work.reject("item_unknown", "/item")
    item: dict[str, Any] = json.loads(row["body"])
    if not item.get("from", "") <= today.isoformat() <= item.get("until", "9999-12-31"):
        work.reject("item_unknown", "/item")
    return item | {"version": row["version"]}


def online_item(work: Work, place: str, code: str, today: date) -> dict[str, Any]:
    item = valid_item(work, place, code, today)
    if not item.get("online"):
        work.reject("item_not_online", "/item", why=item.get("attend", IN_PERSON))
    return item


def item_name(work: Work, place: str, code: str) -> str:
    row = find_item(work, place, code)
    return "" if row is None else str(row["name"])


def checked_form(
    work: Work, item: Mapping[str, Any], id: str, answers: Answers, drafted: Answers
) -> tuple[Form, dict[str, Any]]:
    """The form that was filled in, also an old one: what the newest one asks beyond it is told as missing.

    What a device with the newer form has drafted of just these questions is taken with it: the sender could not see it.
    """
    versions = sorted(work.find(FormTable, code=item.get("form", "")), key=lambda row: int(row["version"]))
    filled = next((row for row in versions if row["id"] == id), None)
    if filled is None:
        work.reject("form_unknown", "/form")
    form, newest = read_form(filled["schema"]), read_form(versions[-1]["schema"])
    refuse(work, form, check(form, answers))
    since = [name for name in newest.fields if name not in form.fields and name in drafted]
    newer = clean(newest, {**answers, **{name: drafted[name] for name in since}})
    newer = {name: newer[name] for name in since if name in newer}
    wrong = {one.field for one in check(newest, {**answers, **newer}) if one.keyword != "required"}
    newer = {name: value for name, value in newer.items() if name not in wrong}
    refuse(work, newest, [one for one in check(newest, {**answers, **newer}) if one.keyword == "required"])
    if "x-deadline" in newest.schema:
        refuse(work, newest, overdue(newest, {**answers, **newer}, calendar_of(work), day_of(work.now)))
    return form, newer


def refuse(work: Work, form: Form, problems: list[Problem]) -> None:
    if not problems:
        return
    first = problems[0]
    work.reject(
        "answer_missing" if first.keyword == "required" else "answer_invalid",
        f"/answers/{first.field}",
        label=form.label(first.field),
        problem=first.message,
        problems=[problem.as_dict() for problem in problems],
    )


def complete_materials(work: Work, item: Mapping[str, Any], materials: Materials) -> None:
    """Grade A comes from the authority that issued it; everything else that is a must has to be there."""
    for material in item.get("materials", ()):
        must = material.get("need", "must") == "must" and material.get("grade") != "A"
        if must and not materials.get(material["code"]):
            work.reject("material_missing", f"/materials/{material['code']}", label=material["name"])


def not_yet_here(work: Work, person: str, materials: Materials) -> tuple[list[str], list[str]]:
    """Photos that are named but have not arrived whole, and which of them can be seen small."""
    named = dict.fromkeys(page["blob"] for pages in materials.values() for page in pages)
    if not named:
        return [], []
    blobs = {blob["sha256"]: blob for blob in work.find(Blob, person=person)}
    awaited = [sha for sha in named if sha not in blobs or not blobs[sha]["complete"]]
    return awaited, [sha for sha in awaited if sha in blobs and blobs[sha]["small"]]


def form_of(work: Work, row: Row) -> Form | None:
    filled = work.get(FormTable, row["form"])
    return read_form(filled["schema"]) if filled else None


def labels(work: Work, row: Row) -> dict[str, str]:
    """Names of the item's materials and the form's questions, as people know them."""
    form = form_of(work, row)
    item = find_item(work, row["place"], row["item"])
    materials = json.loads(item["body"]).get("materials", ()) if item else ()
    questions = {field: form.label(field) for field in form.fields} if form else {}
    return questions | {material["code"]: material["name"] for material in materials}
