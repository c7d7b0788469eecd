"""Which item holds at a place: the lowest level's wording wins."""

from __future__ import annotations

from functools import lru_cache
from typing import Any, Protocol

from server.guide.places import layers_above
from server.guide.tables import Item


class Reads(Protocol):
    def get(self, table: Any, key: str) -> dict[str, Any] | None: ...


def find_item(work: Reads, place: str, code: str) -> dict[str, Any] | None:
    """The row of the item as `place` offers it; `body` is the whole Item as JSON text."""
    for key in item_keys(place, code):
        row = work.get(Item, key)
        if row is not None:
            return row
    return None


@lru_cache(maxsize=4096)
def item_keys(place: str, code: str) -> tuple[str, ...]:
    """Where the item may stand, the lowest level first."""
    return tuple(f"{layer}/{code}" for layer in layers_above(place))
