"""The problem list of forms: the same cases that the phone runs."""

import json
from pathlib import Path
from typing import Any

import pytest

from server.forms.check import check
from server.forms.form import clean, read_form

VECTORS = json.loads((Path(__file__).parents[2] / "shared_schema/vectors/forms.json").read_text("utf-8"))


@pytest.mark.parametrize("case", VECTORS["cases"], ids=lambda case: case["name"])
def test_form_check_tells_what_the_vector_says(case: dict[str, Any]) -> None:
    form = read_form(json.dumps(VECTORS["forms"][case["form"]]))
    assert [problem.as_dict() for problem in check(form, case["answers"])] == case["problems"]
    if "kept" in case:
        assert clean(form, case["answers"]) == case["kept"]


def test_the_vectors_cover_every_sentence_of_the_contract() -> None:
    told = {problem["keyword"] for case in VECTORS["cases"] for problem in case["problems"]}
    assert told >= {"required", "type", "const", "enum", "minLength", "maxLength", "pattern", "format", "minimum"}
    assert told >= {"maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf", "compare", "additionalProperties"}


def test_a_text_that_is_no_schema_is_refused() -> None:
    with pytest.raises(ValueError):
        read_form('{"type": "wrong"}')
