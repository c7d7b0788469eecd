"""Columns as packs carry them (PROTOCOL.md, section 3): what comes again is one character, digits stand apart. Pure.

Brotli pays some two bytes whenever a value comes again; a character that stands for it costs a few bits.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from typing import Any

import brotli
import msgspec

Column = list[Any] | dict[str, Any]

FIRST = 35  # the character of the first value: behind the quotation mark
MOST = 2048 - FIRST  # values that are named by one or two bytes
STEPS = 90  # of a numbering, named by one byte
DIGIT = re.compile(r"[0-9]")
NUMBER = re.compile(r"[0-9]{1,9}\Z")

written = msgspec.json.Encoder().encode


def dense(values: list[Any]) -> Column:
    """The smallest of the ways to write them."""
    ways: list[Column | None] = [values, named(values)]
    present = [value for value in values if value is not None]
    if present and all(is_record(value) for value in values):
        names = sorted({name for value in values for name in value})
        ways.append({"columns": {name: dense([value.get(name) for value in values]) for name in names}})
    if present and all(isinstance(value, list) for value in present):
        lengths = [None if value is None else len(value) for value in values]
        ways.append({"n": dense(lengths), "of": dense([one for value in present for one in value])})
    if present and all(isinstance(value, str) for value in present):
        ways.append(templates(values))
        ways.append(numbered(values) if len(present) == len(values) else None)
    return min((way for way in ways if way is not None), key=weight)


def is_record(value: Any) -> bool:
    return isinstance(value, dict) and bool(value) and None not in value.values()


def weight(column: Column) -> int:
    return len(brotli.compress(written(column), quality=5))


def named(values: list[Any]) -> Column | None:
    """Each value as a character."""
    keys = [written(value) for value in values]
    counts = Counter(keys)
    if len(counts) > min(MOST, len(values) // 2 + 1):
        return None
    ranked = sorted(counts, key=lambda key: (-counts[key], key))
    names = {key: chr(FIRST + number) for number, key in enumerate(ranked)}
    return {"of": [msgspec.json.decode(key) for key in ranked], "at": "".join(names[key] for key in keys)}


def templates(values: list[str | None]) -> Column | None:
    """Texts that differ in digits alone are the same."""
    made = named([value and DIGIT.sub("0", value) for value in values])
    digits = "".join(digit for value in values if value for digit in DIGIT.findall(value))
    return {**made, "digits": digits} if isinstance(made, dict) and digits else None


def numbered(values: list[str]) -> Column | None:
    """Each value as the step from the one before; those that are no step stand in `of`."""
    steps = [step_between(last, value) for last, value in zip(["", *values], values, strict=False)]
    starts = [value for value, step in zip(values, steps, strict=True) if not step]
    if len(starts) > len(values) // 2:
        return None
    return {"of": starts, "by": "".join(chr(FIRST + step) for step in steps)}


def step_between(last: str, value: str) -> int:
    before, after = NUMBER.search(last), NUMBER.search(value)
    if not before or not after or last[: before.start()] != value[: after.start()]:
        return 0
    step = int(after[0]) - int(before[0])
    return step if len(before[0]) == len(after[0]) and 0 < step < STEPS else 0


def values_of(column: Column) -> list[Any]:
    """What `dense` was made from."""
    if isinstance(column, list):
        return column
    if "columns" in column:
        columns = {name: values_of(one) for name, one in column["columns"].items()}
        rows = zip(*columns.values(), strict=True)
        return [{name: value for name, value in zip(columns, row, strict=True) if value is not None} for row in rows]
    of = values_of(column["of"])
    rest = iter(of)
    if "n" in column:
        return [None if count is None else list(islice(rest, count)) for count in values_of(column["n"])]
    if "by" in column:
        return stepped(rest, column["by"])
    values = [of[ord(name) - FIRST] for name in column["at"]]
    if "digits" not in column:
        return values
    digits = iter(column["digits"])
    return [value and re.sub("0", lambda _: next(digits), value) for value in values]


def stepped(starts: Iterator[str], by: str) -> list[str]:
    values: list[str] = []
    for name in by:
        step = ord(name) - FIRST
        values.append(next_after(values[-1], step) if step else next(starts))
    return values


def next_after(last: str, step: int) -> str:
    return NUMBER.sub(lambda found: f"{int(found[0]) + step:0{len(found[0])}}", last)
