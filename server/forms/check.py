"""The problem list of a form: what is wrong, in the order of the pages, at most one problem a question."""

import operator
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

from jsonschema_rs import ValidationError

from server.forms.form import Answers, Form, clean, shown
from server.forms.words import sentence

# Which one is told when an answer breaks several rules (forms.md).
KEYWORDS = [
    *("required", "type", "const", "enum", "minLength", "maxLength", "pattern", "format"),
    *("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"),
]

OPERATORS = {
    "<": operator.lt,
    "<=": operator.le,
    "=": operator.eq,
    "!=": operator.ne,
    ">=": operator.ge,
    ">": operator.gt,
}


@dataclass(frozen=True)
class Problem:
    field: str
    keyword: str
    message: str

    def as_dict(self) -> dict[str, str]:
        return asdict(self)


def check(form: Form, answers: Answers) -> list[Problem]:
    kept = clean(form, answers)
    found: dict[str, str] = {}
    for field, keyword in [*missing(form, answers, kept), *broken(form, answers, kept)]:
        if field not in found or rank(keyword) < rank(found[field]):
            found[field] = keyword
    problems = {
        field: Problem(field, keyword, sentence(form.question(field), field, keyword))
        for field, keyword in found.items()
    }
    for field, message in compared(form, kept):
        problems.setdefault(field, Problem(field, "compare", message))
    order = {field: place for place, field in enumerate(form.fields)}
    return sorted(problems.values(), key=lambda problem: (order.get(problem.field, len(order)), problem.field))


def rank(keyword: str) -> int:
    return KEYWORDS.index(keyword) if keyword in KEYWORDS else len(KEYWORDS)


def missing(form: Form, answers: Answers, kept: Answers) -> Iterator[tuple[str, str]]:
    for field in form.required:
        if field not in kept and shown(form, answers, field):
            yield field, "required"


def broken(form: Form, answers: Answers, kept: Answers) -> Iterator[tuple[str, str]]:
    for error in form.validator.iter_errors(dict(kept)):
        for field in fields_of(error):
            if field in form.fields and not shown(form, answers, field):
                continue
            yield field, error.kind.name


def fields_of(error: ValidationError) -> list[str]:
    if error.instance_path:
        return [str(error.instance_path[0])]
    detail = error.kind.as_dict()
    if error.kind.name == "required":
        return [str(detail["property"])]
    return [str(name) for name in detail.get("unexpected", [""])]


def compared(form: Form, kept: Answers) -> Iterator[tuple[str, str]]:
    for rule in form.schema.get("x-compare", ()):
        left, right = kept.get(rule["left"]), kept.get(rule["right"])
        if comparable(left, right) and not holds(left, rule["op"], right):
            yield rule["field"], rule["message"]


def comparable(left: Any, right: Any) -> bool:
    if isinstance(left, str):
        return isinstance(right, str)
    return all(isinstance(side, int | float) and not isinstance(side, bool) for side in (left, right))


def holds(left: Any, op: str, right: Any) -> bool:
    return bool(OPERATORS[op](left, right))
