"""Lifecycle, time limits and mending of applications: the cases that the phone predicts with."""

import json
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from server.accounts.actor import RoleAt
from server.applications.mending import merge, untouched
from server.applications.rules import NEW, decide, stands
from server.forms.form import read_form
from server.schema.tables import ERRORS, LIFECYCLES, MUTATIONS

VECTORS = json.loads((Path(__file__).parents[2] / "shared_schema/vectors/applications.json").read_text("utf-8"))
ROLES = {
    "clerk": RoleAt("clerk", "desk:510131104"),
    "supervisor": RoleAt("supervisor", "desk:510131104"),
    "reviewer": RoleAt("reviewer", "dept:510131-ty"),
}
ELSEWHERE = (RoleAt("clerk", "desk:510131105"), RoleAt("reviewer", "dept:510131-mz"))


def standing(state: str, who: str) -> frozenset[str]:
    """Through `stands`, as the server finds it: so the vectors hold for the real rows too."""
    if state == NEW:
        return frozenset({"owner"} if who == "owner" else ())
    department = "510131-ty" if state in VECTORS["handed_over"] else ""
    row = {"person": "yang", "state": state, "desk": "510131104", "department": department}
    if who == "owner":
        return stands("yang", ROLES.values(), row)
    return stands("zhou", (ROLES[who],) if who in ROLES else ELSEWHERE, row)


@pytest.mark.parametrize("name", VECTORS["moves"])
def test_every_move_goes_where_the_vector_says(name: str) -> None:
    for state, who, outcome in VECTORS["moves"][name]:
        assert decide(name, state, standing(state, who))[1] == outcome, f"{who} in {state}"


def test_the_vectors_name_every_mutation_state_and_person_once() -> None:
    names = [name for name in MUTATIONS if name.startswith("applications.")]
    assert list(VECTORS["moves"]) == names
    states = {state for rule in LIFECYCLES["application"]["transitions"].values() for state in rule["from"]}
    states |= {rule["to"] for rule in LIFECYCLES["application"]["transitions"].values()} | {NEW}
    whole = sorted(product(states, ["owner", "clerk", "supervisor", "reviewer", "stranger"]))
    for name in names:
        assert sorted((state, who) for state, who, _ in VECTORS["moves"][name]) == whole
        assert {outcome for *_, outcome in VECTORS["moves"][name]} <= states | ERRORS.keys()


@pytest.mark.parametrize("case", VECTORS["mending"], ids=lambda case: case["name"])
def test_mending_changes_what_was_asked_and_nothing_else(case: dict[str, Any]) -> None:
    before = VECTORS["mending_of"]
    row = {"answers": before["answers"], "materials": before["materials"], "defects": case["defects"]}
    mended = merge(row, case["answers"], case["materials"], read_form(json.dumps(before["schema"])))
    assert mended.beyond == case["beyond"]
    named = [defect.get("material") or defect.get("field") or defect["reason"]
             for defect in untouched(row, case["answers"], case["materials"])]  # fmt: skip
    assert named == case["open"]
