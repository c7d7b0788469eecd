"""Whatever a phone sends as answers, the check ends with a list of problems and never with a crash."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from server.forms.check import check
from server.forms.form import Form, clean, read_form

FORMS = json.loads((Path(__file__).parents[2] / "shared_schema/vectors/forms.json").read_text("utf-8"))["forms"]
DEMO = sorted((Path(__file__).parents[2] / "server/guide/demo/xilai/forms").glob("*.json"))
SCALAR = (
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=30)
)
VALUE = SCALAR | st.lists(SCALAR, max_size=4)


def demo_schema(path: Path) -> dict[str, Any]:
    whole: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return whole.get("schema", whole)


# A busy machine is no fault of the check.
patient = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
READ: list[Form] = [read_form(json.dumps(schema)) for schema in [*FORMS.values(), *map(demo_schema, DEMO)]]


@patient
@given(st.sampled_from(READ), st.data())
def test_any_answers_get_a_list_of_problems_at_most_one_a_question(form: Form, data: st.DataObject) -> None:
    answers = data.draw(st.dictionaries(st.sampled_from(form.fields) | st.text(max_size=5), VALUE, max_size=8))
    problems = check(form, answers)
    fields = [problem.field for problem in problems]
    assert len(fields) == len(set(fields))
    known = [field for field in fields if field in form.fields]
    assert known == sorted(known, key=form.fields.index)
    told = [problem.message for problem in problems if problem.field in form.fields]
    assert all(message and "{" not in message for message in told)


@patient
@given(st.sampled_from(READ), st.data())
def test_what_is_kept_is_judged_like_what_was_typed(form: Form, data: st.DataObject) -> None:
    answers = data.draw(st.dictionaries(st.sampled_from(form.fields), VALUE, max_size=8))
    kept = clean(form, answers)
    assert clean(form, kept) == kept
    assert check(form, kept) == check(form, answers)


@pytest.mark.parametrize("path", DEMO, ids=lambda path: path.stem)
def test_a_demo_form_left_empty_tells_every_required_question_of_it(path: Path) -> None:
    form = read_form(json.dumps(demo_schema(path)))
    asked = [field for field in form.fields if field in form.required and "x-show" not in form.question(field)]
    assert [problem.field for problem in check(form, {})] == asked and asked
