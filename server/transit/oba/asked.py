"""What a client asked: the id in the address, and the parameters after it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from math import isfinite

LARGEST = 7e12  # milliseconds until the year 2191; every other number is smaller


class Unknown(Exception):
    """There is no such thing here."""


class Wrong(Exception):
    """A parameter that cannot be read; the message is its name."""


@dataclass(frozen=True)
class Asked:
    id: str
    given: Mapping[str, str]

    def text(self, name: str) -> str:
        return self.given.get(name, "").strip()[:200]

    def number(self, name: str, default: float | None = None) -> float:
        text = self.text(name)
        if not text and default is not None:
            return default
        try:
            value = float(text)
        except ValueError:
            raise Wrong(name) from None
        if not isfinite(value) or abs(value) > LARGEST:
            raise Wrong(name)
        return value

    def yes(self, name: str, default: bool) -> bool:
        text = self.text(name).lower()
        return default if not text else text == "true"

    def without(self, name: str) -> Asked:
        return replace(self, given={key: value for key, value in self.given.items() if key != name})
