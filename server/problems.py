"""Errors as RFC 9457 problem details, with a stable code and a sentence in the language asked for."""

import re
from typing import Any

import msgspec
from msgspec import UNSET

from server.schema.tables import ERRORS
from server.schema.types import Problem as Body

CONTENT = "application/problem+json"


class Problem(Exception):
    """Raise it in any HTTP handler with a code of errors.json; `detail` fills the sentence."""

    def __init__(
        self,
        code: str,
        field: str | None = None,
        retry_after: int | None = None,
        headers: dict[str, str] | None = None,
        **detail: Any,
    ) -> None:
        super().__init__(code)
        self.code, self.field, self.retry_after, self.detail = code, field, retry_after, detail
        self.headers = headers or {}

    @property
    def status(self) -> int:
        return int(ERRORS[self.code]["status"])


def language(accept: str) -> str:
    """The first language of Accept-Language that we speak; zh-CN otherwise."""
    for part in accept.lower().split(","):
        tag = part.split(";")[0].strip()
        if tag.startswith("en"):
            return "en"
        if re.match(r"zh-(tw|hk|mo|hant)", tag):
            return "zh-TW"
        if tag.startswith("zh"):
            return "zh-CN"
    return "zh-CN"


def sentence(code: str, accept: str, detail: dict[str, Any]) -> str:
    text = str(ERRORS[code][language(accept)])
    return re.sub(r"\{(\w+)\}", lambda name: str(detail.get(name[1], "")), text)


def body(problem: Problem, accept: str) -> bytes:
    detail = {"field": problem.field or "", **problem.detail}
    return msgspec.json.encode(
        Body(
            type=f"urn:ganchang:{problem.code}",
            title=sentence(problem.code, accept, detail),
            status=problem.status,
            code=problem.code,
            field_=problem.field or UNSET,
        )
    )
