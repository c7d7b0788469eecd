"""Our SQL as PostgreSQL wants it: `?` becomes `$1`, and an INSERT of many rows becomes one statement over arrays."""

import re
from functools import lru_cache

from server.store.rows import LONG

PLAIN = re.compile(r'INSERT INTO "(\w+)" \(("\w+"(?:, "\w+")*)\) VALUES \([?, ]+\)')
VALUES = re.compile(r"\bVALUES \((\?(?:, ?\?)*)\)")


@lru_cache(maxsize=2000)
def numbered(sql: str) -> str:
    parts = sql.replace(LONG, "?").split("?")
    return parts[0] + "".join(f"${number}{part}" for number, part in enumerate(parts[1:], 1))


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
