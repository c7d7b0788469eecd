"""Rows of any Piccolo table as plain values, with the prepared SQL that reads and writes them by primary key."""

from collections.abc import Sequence
from functools import cache, cached_property
from typing import Any

import msgspec
from piccolo.columns.column_types import JSON
from piccolo.table import Table

from server.store import Transaction, Values

Row = dict[str, Any]


def marks(count: int) -> str:
    return ",".join("?" * count)


def padded(keys: Sequence[Any]) -> list[Any]:
    """Keys repeated up to a power of two, so that a few statements in the cache serve every length of list."""
    size = 1 << (len(keys) - 1).bit_length()
    return [*keys, *[keys[-1]] * (size - len(keys))]


GIVEN = "given"  # a tag of tables that mutations only read


class Shape:
    """What the core must know of a table. JSON columns stay text until a row is asked for: each reader gets its own."""

    def __init__(self, table: type[Table]) -> None:
        columns = table._meta.columns
        self.table = table
        self.name = table._meta.tablename
        self.key = table._meta.primary_key._meta.db_column_name
        self.columns = tuple(column._meta.db_column_name for column in columns)
        self.at = {name: index for index, name in enumerate(self.columns)}
        self._defaults = {column._meta.db_column_name: column for column in columns}
        self._json = tuple(index for index, column in enumerate(columns) if isinstance(column, JSON))
        names = ", ".join(f'"{name}"' for name in self.columns)
        changes = ", ".join(f'"{name}" = excluded."{name}"' for name in self.columns if name != self.key)
        self.select = f'SELECT {names} FROM "{self.name}"'
        self.insert = f'INSERT INTO "{self.name}" ({names}) VALUES ({marks(len(self.columns))})'
        self.upsert = f'{self.insert} ON CONFLICT ("{self.key}") DO UPDATE SET {changes}'
        self.delete = f'DELETE FROM "{self.name}" WHERE "{self.key}" = ?'

    def locking(self, tx: Transaction) -> str:
        """For the end of a query by keys or equals. The guide changes under a lock of its own, and mutations only read
        it: nobody waits for another because both look at the same item."""
        return "" if GIVEN in self.table._meta.tags else tx.locking

    def by_keys(self, count: int, locking: str = "") -> str:
        query = f'{self.select} WHERE "{self.key}" IN ({marks(count)})'
        return f'{query} ORDER BY "{self.key}"{locking}' if locking else query

    def by_equals(self, names: Sequence[str], count: int) -> str:
        one = " AND ".join(f'"{name}" = ?' for name in names) or "1 = 1"
        return f'{self.select} WHERE {" OR ".join([f"({one})"] * count)} ORDER BY "{self.key}"'

    def pack(self, row: Row) -> Values:
        try:
            values = [row[name] for name in self.columns]
            strange = len(row) > len(values)
        except KeyError:
            values = [row[name] if name in row else self._defaults[name].get_default_value() for name in self.columns]
            strange = not row.keys() <= self.at.keys()
        if strange:
            raise KeyError(f"{self.name} has no column {', '.join(sorted(row.keys() - self.at.keys()))}")
        for index in self._json:
            if values[index] is not None and not isinstance(values[index], str):
                values[index] = text_of(values[index])
        return tuple(values)

    def blank(self) -> Row:
        """A row of defaults. They are asked of Piccolo once, which costs more than all the rest of a row."""
        return self.unpack(self._blank)

    @cached_property
    def _blank(self) -> Values:
        return self.pack({})

    def unpack(self, values: Values) -> Row:
        row = dict(zip(self.columns, values, strict=True))
        for index in self._json:
            if values[index] is not None:
                row[self.columns[index]] = value_of(values[index])
        return row


def text_of(value: Any) -> str:
    """Most JSON columns of most rows are empty, and rows are packed and unpacked by the thousand."""
    if not value and isinstance(value, dict | list):
        return "{}" if isinstance(value, dict) else "[]"
    return msgspec.json.encode(value).decode()


def value_of(text: str) -> Any:
    return {} if text == "{}" else [] if text == "[]" else msgspec.json.decode(text)


@cache
def shape(table: type[Table]) -> Shape:
    return Shape(table)
