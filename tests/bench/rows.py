"""One convention for all claims, as in rows.mjs: a JSON object a line."""

from __future__ import annotations

import json
from typing import Any


def row(id: str, value: float, unit: str, bar: float | None, holds: bool | None, note: str | None) -> None:
    line: dict[str, Any] = {"id": id, "value": round(value, 3), "unit": unit, "bar": bar, "holds": holds, "note": note}
    print(
        json.dumps({name: value for name, value in line.items() if value is not None}, ensure_ascii=False), flush=True
    )


def at_most(id: str, value: float, unit: str, bar: float | None = None, note: str | None = None) -> None:
    row(id, value, unit, bar, None if bar is None else value <= bar, note)


def at_least(id: str, value: float, unit: str, bar: float, note: str | None = None) -> None:
    row(id, value, unit, bar, value >= bar, note)
