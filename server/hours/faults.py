"""What may be wrong with rules and holidays: a code of errors.json and values for its sentence."""

from __future__ import annotations

from typing import Any

from server.schema.tables import ERRORS


class Fault(Exception):
    def __init__(self, code: str, **detail: Any) -> None:
        super().__init__(code)
        self.code, self.detail = code, detail

    def __str__(self) -> str:
        return f"{self.code}: {self.told('en')} ({self.told('zh-CN')})"

    def told(self, language: str) -> str:
        sentence: str = ERRORS[self.code][language]
        return sentence.format(**self.detail)
