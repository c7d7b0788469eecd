"""A form read once: the order of its questions, which of them are asked, and the validator of their answers."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from jsonschema_rs import Draft202012Validator

from server.forms.formats import FORMATS

Schema = Mapping[str, Any]
Answers = Mapping[str, Any]


@dataclass(frozen=True)
class Form:
    schema: Schema
    fields: tuple[str, ...]  # in the order of x-steps
    required: tuple[str, ...]
    validator: Draft202012Validator

    def question(self, field: str) -> Schema:
        found: Schema = self.schema.get("properties", {}).get(field, {})
        return found

    def label(self, field: str) -> str:
        return str(self.question(field).get("title", field))


@lru_cache(maxsize=512)
def read_form(schema_text: str) -> Form:
    """Raises ValueError when the text is no JSON Schema."""
    schema = json.loads(schema_text)
    # Hidden questions are never required (forms.md), so the list is kept apart and asked about by check().
    body = {key: value for key, value in schema.items() if key != "required"}
    validator = Draft202012Validator(body, formats=FORMATS, validate_formats=True)
    return Form(schema, field_order(schema), tuple(schema.get("required", ())), validator)


def field_order(schema: Schema) -> tuple[str, ...]:
    properties = list(schema.get("properties", {}))
    stepped = [field for step in schema.get("x-steps", ()) for field in step.get("fields", ())]
    return tuple(dict.fromkeys([field for field in stepped if field in properties] + properties))


def is_empty(value: Any) -> bool:
    return value is None or value == ""


def same(left: Any, right: Any) -> bool:
    """JSON equality: `true` is not 1."""
    return isinstance(left, bool) == isinstance(right, bool) and bool(left == right)


def shown(form: Form, answers: Answers, field: str, trail: tuple[str, ...] = ()) -> bool:
    """Is the question asked? A hidden question's answer does not count, so hiding is inherited."""
    rule = form.question(field).get("x-show")
    if not rule:
        return True
    asked = rule["field"]
    if asked in trail or not shown(form, answers, asked, (*trail, field)):
        return False
    value = answers.get(asked)
    chosen = value if isinstance(value, list) else [value]
    return any(same(one, wanted) for one in chosen for wanted in rule["is"])


def clean(form: Form, answers: Answers) -> dict[str, Any]:
    """What counts: answers to questions that are asked, without empty ones. Unknown answers stay, to be told."""
    return {
        field: value
        for field, value in answers.items()
        if not is_empty(value) and (field not in form.fields or shown(form, answers, field))
    }
