"""An application as its readers see it, field by field as visibility.json says."""

from collections.abc import Mapping
from operator import itemgetter
from typing import Any

from server.applications.rules import PRIVATE

Row = Mapping[str, Any]
SEEN = [
    *("id", "item", "item_name", "item_version", "form", "place", "desk", "state", "version", "answers", "materials"),
    *("conflicts", "paper", "awaiting", "receipt", "code", "round", "defects", "mend_by", "handler", "department"),
    *("department_name", "due_on", "statutory_due_on", "reason", "remedy", "result", "pickup_on"),
    *("pickup_at", "publicised_until", "submitted_at", "saved_at"),
]
ALWAYS = {"id", "item", "state", "version", "answers", "materials"}
in_order = itemgetter(*SEEN)
EVENT = ("at", "what", "by", "where", "note")


def resident_view(row: Row) -> dict[str, Any]:
    seen = {name: value for name, value in zip(SEEN, in_order(row), strict=True) if value or name in ALWAYS}
    if row["history"]:
        seen["history"] = [{name: event[name] for name in EVENT if event.get(name)} for event in row["history"]]
    return seen


def staff_view(row: Row) -> dict[str, Any]:
    small = {"small": row["small"]} if row["small"] else {}
    seen = resident_view(row)
    seen.pop("conflicts", None)  # what stands beside an application was not handed in: it is the applicant's own
    return seen | {"applicant": row["applicant"]} | small


def stranger_view(row: Row, centre: str) -> dict[str, Any]:
    seen = {"state": row["state"], "item_name": row["item_name"], "updated_at": row["updated_at"]}
    return {"view": "stranger", **seen, **({"centre": centre} if centre else {})}


def views(row: Row) -> dict[str, dict[str, Any]]:
    """Store's name of a scope → what its readers see. Scopes that are not named here see nothing of the application."""
    seen = {f"person:{row['person']}": resident_view(row)}
    if row["state"] in PRIVATE:
        return seen
    seen[f"desk:{row['desk']}"] = staff_view(row)
    if row["department"]:
        seen[f"dept:{row['department']}"] = staff_view(row)
    return seen
