"""A form must be a JSON Schema 2020-12 whose x- keys speak of questions that it asks (shared_schema/forms.md)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

import jsonschema_rs

from server.forms.formats import FORMATS

WIDGETS = {
    *("text", "textarea", "radio", "select", "date", "month", "number", "money"),
    *("phone", "id_number", "bank_card", "checkbox"),
}
OPS = {"<", "<=", "=", "!=", ">=", ">"}


def form_problems(code: str, schema: Any) -> Iterator[tuple[str | None, str]]:
    """(where in the form, reason)."""
    if not isinstance(schema, dict):
        yield None, "a form is a JSON object"
        return
    name = str(schema.get("$id", code)).removesuffix(".json")
    if name != code:
        yield "$id", f"{name} is not the file's name {code}"
    try:
        jsonschema_rs.Draft202012Validator(schema, formats=FORMATS, validate_formats=True)
    except (jsonschema_rs.ValidationError, ValueError) as error:
        message = getattr(error, "message", str(error))
        yield None, f"is no JSON Schema 2020-12: {message}"
        return
    properties = schema.get("properties")
    if schema.get("type") != "object" or not properties:
        yield "type", 'must be "object" with properties: the questions'
        return
    yield from step_problems(schema, properties)
    yield from rule_problems(schema, properties)
    yield from deadline_problems(schema, properties)
    for field, question in properties.items():
        for reason in question_problems(question, properties):
            yield field, reason


def step_problems(schema: dict[str, Any], properties: dict[str, Any]) -> Iterator[tuple[str, str]]:
    steps = schema.get("x-steps")
    if not isinstance(steps, list) or not all(isinstance(step, dict) and step.get("title") for step in steps):
        yield "x-steps", "must list the pages, each with id, title and fields"
        return
    times = Counter(field for step in steps for field in step.get("fields", ()))
    for field in properties:
        if times[field] != 1:
            yield field, f"stands in {times[field]} pages of x-steps; every question must stand in exactly one"
    for field in sorted(set(times) - set(properties)):
        yield "x-steps", f"{field} is no question of this form"


def rule_problems(schema: dict[str, Any], properties: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for field in schema.get("required", ()):
        if field not in properties:
            yield "required", f"{field} is no question of this form"
    for rule in schema.get("x-compare", ()):
        if not isinstance(rule, dict) or rule.get("op") not in OPS or not rule.get("message"):
            yield "x-compare", "each rule needs left, op (< <= = != >= >), right, field and message"
            continue
        for side in ("left", "right", "field"):
            if rule.get(side) not in properties:
                yield "x-compare", f"{rule.get(side)} is no question of this form"


def deadline_problems(schema: dict[str, Any], properties: dict[str, Any]) -> Iterator[tuple[str, str]]:
    rule = schema.get("x-deadline")
    if rule is None:
        return
    if not isinstance(rule, dict) or rule.get("field") not in properties:
        yield "x-deadline", "needs the field of a question that asks for a day"
    elif properties[rule["field"]].get("format") != "date":
        yield "x-deadline", f"{rule['field']} does not ask for a day (format date)"
    elif not (isinstance(rule.get("months"), int) and 1 <= rule["months"] <= 120):
        yield "x-deadline", "needs months, 1 to 120"
    elif not (isinstance(rule.get("remind_days", 1), int) and 1 <= rule.get("remind_days", 1) <= 13):
        yield "x-deadline", "remind_days is 1 to 13"


def question_problems(question: Any, properties: dict[str, Any]) -> Iterator[str]:
    if not isinstance(question, dict) or not question.get("title"):
        yield "has no title: the question as a clerk would ask it"
        return
    widget = question.get("x-widget", "text")
    if widget not in WIDGETS:
        yield f"x-widget {widget} is not known"
    if "x-labels" in question and len(question["x-labels"]) != len(question.get("enum", ())):
        yield "x-labels must give one label for each enum value"
    show = question.get("x-show")
    if show is not None and (show.get("field") not in properties or not isinstance(show.get("is"), list)):
        yield "x-show needs the field of another question and the list of its values"
