"""Our SQL as PostgreSQL wants it: `?` becomes `$1`, a list of keys becomes one array, and an INSERT of many rows
becomes one statement over arrays."""

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from server.store.rows import LONG

PLAIN = re.compile(r'INSERT INTO "(\w+)" \(("\w+"(?:, "\w+")*)\) VALUES \([?, ]+\)')
VALUES = re.compile(r"\bVALUES \((\?(?:, ?\?)*)\)")
LIST = re.compile(r"\b(NOT )?IN \((\?(?:, ?\?)+)\)|\?")


@lru_cache(maxsize=2000)
def numbered(sql: str) -> str:
    parts = sql.replace(LONG, "?").split("?")
    return parts[0] + "".join(f"${number}{part}" for number, part in enumerate(parts[1:], 1))


@lru_cache(maxsize=2000)
def listed(sql: str) -> tuple[str, tuple[int, ...]]:
    """`IN (?,?,?)` as `= ANY($1)`, and how many arguments each place takes as a list (0: one by itself). So lists of
    every length are one statement, which is planned once and not every time."""
    takes: list[int] = []

    def place(found: re.Match[str]) -> str:
        takes.append(found[2].count("?") if found[2] else 0)
        if not found[2]:
            return f"${len(takes)}"
        return f"<> ALL(${len(takes)})" if found[1] else f"= ANY(${len(takes)})"

    return LIST.sub(place, sql), tuple(takes)


def given(takes: tuple[int, ...], args: Sequence[Any]) -> list[Any]:
    if len(takes) == len(args):
        return list(args)
    places: list[Any] = []
    at = 0
    for count in takes:
        places.append(list(args[at : at + count]) if count else args[at])
        at += count or 1
    return places


@lru_cache(maxsize=500)
def plain_insert(sql: str) -> tuple[str, list[str]] | None:
    """Table and columns of an INSERT that asks for nothing more: many rows may come by COPY."""
    found = PLAIN.fullmatch(sql.replace(LONG, "?"))
    return (found[1], found[2].replace('"', "").split(", ")) if found else None


@lru_cache(maxsize=500)
def over_arrays(sql: str, types: tuple[str, ...]) -> str | None:
    """`INSERT … VALUES (?, ?)` as `INSERT … SELECT * FROM unnest($1::text[], $2::int8[])`; None for the rest."""
    sql = sql.replace(LONG, "?")
    found = VALUES.search(sql)
    if found is None or sql.count("?") != len(types) or found[1].count("?") != len(types):
        return None
    arrays = ", ".join(f"${number}::{name}[]" for number, name in enumerate(types, 1))
    return f"{sql[: found.start()]}SELECT * FROM unnest({arrays}){sql[found.end() :]}"
