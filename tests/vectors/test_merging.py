"""Two devices on one draft: the cases that the phone predicts with."""

import json
from pathlib import Path
from typing import Any

import pytest

from server.applications import merging

VECTORS = json.loads((Path(__file__).parents[2] / "shared_schema/vectors/merging.json").read_text("utf-8"))


def sha(letter: str) -> str:
    return letter * 64


def pages(materials: dict[str, list[str]]) -> dict[str, Any]:
    return {code: [{"blob": sha(letter), "size": 9} for letter in letters] for code, letters in materials.items()}


def row(told: dict[str, Any]) -> dict[str, Any]:
    conflicts = told.get("conflicts")
    if conflicts and "materials" in conflicts:
        conflicts = {**conflicts, "materials": pages(conflicts["materials"])}
    return {
        "answers": dict(told.get("answers", {})),
        "materials": pages(told.get("materials", {})),
        "conflicts": conflicts,
    }


def trunk_of(was: dict[str, Any] | None) -> merging.Trunk | None:
    if was is None:
        return None
    known = {code: [sha(letter)[:12] for letter in letters] for code, letters in was.get("materials", {}).items()}
    return merging.Trunk(was.get("answers", {}), known)


@pytest.mark.parametrize("step", ["save", "submit"])
def test_W5_what_two_devices_changed_apart_is_merged_as_the_vector_says(step: str) -> None:
    for case in VECTORS[step]:
        stands, patch = row(case["stands"]), case["patch"]
        change = patch.get("answers", {}), pages(patch.get("materials", {}))
        merge = {"save": merging.save, "submit": merging.submit}[step]
        clashed = merge(stands, *change, trunk_of(case["was"]), case.get("settled", {}))
        assert (stands, clashed) == (row(case["then"]), case["clashed"]), case["name"]
