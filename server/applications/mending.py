"""What a mending may change, and whether it touched everything that was asked for. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from server.forms.form import Form

Row = Mapping[str, Any]
Change = Mapping[str, Any]


@dataclass
class Mended:
    answers: dict[str, Any]
    materials: dict[str, Any]
    beyond: str | None  # JSON pointer to the first change that nobody asked for


def merge(row: Row, answers: Change, materials: Change, form: Form | None) -> Mended:
    """Sending again what stands there already is no change."""
    new_answers = {field: value for field, value in answers.items() if row["answers"].get(field) != value}
    new_materials = {code: pages for code, pages in materials.items() if row["materials"].get(code) != pages}
    beyond = None
    if not any(is_general(defect) for defect in row["defects"]):
        fields = with_followers({defect["field"] for defect in row["defects"] if defect.get("field")}, form)
        codes = {defect.get("material") for defect in row["defects"]}
        extra = [f"/answers/{field}" for field in new_answers if field not in fields]
        extra += [f"/materials/{code}" for code in new_materials if code not in codes]
        beyond = next(iter(extra), None)
    merged = {field: value for field, value in {**row["answers"], **new_answers}.items() if value is not None}
    pages = {code: found for code, found in {**row["materials"], **new_materials}.items() if found}
    return Mended(merged, pages, beyond)


def is_general(defect: Row) -> bool:
    """A defect that names neither a material nor a question leaves it to the applicant what to change."""
    return not defect.get("material") and not defect.get("field")


def with_followers(fields: set[str], form: Form | None) -> set[str]:
    """A mended answer may bring up questions that were hidden: they belong to it."""
    found = set(fields)
    while form is not None:
        more = {field for field in form.fields if form.question(field).get("x-show", {}).get("field") in found} - found
        if not more:
            break
        found |= more
    return found


def untouched(row: Row, answers: Change, materials: Change) -> Iterator[Row]:
    changed = any(row["answers"].get(field) != value for field, value in answers.items()) or any(
        row["materials"].get(code) != pages for code, pages in materials.items()
    )
    for defect in row["defects"]:
        if not is_mended(row, defect, answers, materials, changed):
            yield defect


def is_mended(row: Row, defect: Row, answers: Change, materials: Change, changed: bool) -> bool:
    if material := defect.get("material"):
        return bool(materials.get(material)) and materials[material] != row["materials"].get(material)
    if field := defect.get("field"):
        return field in answers and answers[field] != row["answers"].get(field)
    return changed
