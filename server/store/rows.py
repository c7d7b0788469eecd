"""Rows of any Piccolo table as plain values, with the prepared SQL that reads and writes them by primary key."""

from collections.abc import Mapping, Sequence
from functools import cache, cached_property
from operator import itemgetter
from types import MappingProxyType
from typing import Any

import msgspec
from piccolo.columns.column_types import JSON, Boolean, Text
from piccolo.table import Table

from server.store import Transaction, Values

Row = dict[str, Any]


def marks(count: int) -> str:
    return ",".join("?" * count)


def padded(keys: Sequence[Any]) -> list[Any]:
    """Keys repeated up to a power of two, so that a few statements in the cache serve every length of list."""
    size = 1 << (len(keys) - 1).bit_length()
    return [*keys, *[keys[-1]] * (size - len(keys))]


# A long text may be given as UTF-8: SQLite takes it as it is, and the way through Python's strings costs more than the
# row. PostgreSQL's engine knows how to read it.
LONG = "CAST(? AS TEXT)"
GIVEN = "given"  # a tag of tables that mutations only read


encode = msgspec.json.Encoder().encode
EMPTY = {dict: "{}", list: "[]", tuple: "[]", bool: "false", int: "0", float: "0.0"}


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
        self._places: dict[tuple[str, ...], tuple[int, ...]] = {}
        self._in_order = itemgetter(*self.columns, self.key)  # at least two, so that it always gives a tuple
        self._json = tuple(index for index, column in enumerate(columns) if isinstance(column, JSON))
        self._flags = [column._meta.db_column_name for column in columns if isinstance(column, Boolean)]
        self._marks = [LONG if isinstance(column, JSON | Text) else "?" for column in columns]
        self._inserts: dict[tuple[int, ...], str] = {}
        self._fresh = [(index, name) for index, name in enumerate(self.columns) if index in self._json]
        names = ", ".join(f'"{name}"' for name in self.columns)
        changes = ", ".join(f'"{name}" = excluded."{name}"' for name in self.columns if name != self.key)
        self.select = f'SELECT {names} FROM "{self.name}"'
        self.insert = self._insert(tuple(range(len(columns))))
        self.upsert = f'{self.insert} ON CONFLICT ("{self.key}") DO UPDATE SET {changes}'
        self.delete = f'DELETE FROM "{self.name}" WHERE "{self.key}" = ?'

    def _insert(self, told: tuple[int, ...]) -> str:
        sql = self._inserts.get(told)
        if sql is None:
            names = ", ".join(f'"{self.columns[at]}"' for at in told)
            marks = ",".join(self._marks[at] for at in told)
            sql = self._inserts[told] = f'INSERT INTO "{self.name}" ({names}) VALUES ({marks})'
        return sql

    def inserting(self, rows: Sequence[Values]) -> tuple[str, list[Values]]:
        """INSERT and rows without the columns that have their default in all of them, which are most of an application
        that was just begun: the database fills them in for a third of the price."""
        columns = [*zip(*rows, strict=True)]
        key, usual, count = self.at[self.key], self._usual, len(rows)
        told = tuple([at for at, values in enumerate(columns) if at == key or values.count(usual[at]) < count])
        return self._insert(told), [*zip(*[columns[at] for at in told], strict=True)]

    def places(self, names: tuple[str, ...]) -> tuple[int, ...]:
        found = self._places.get(names)
        if found is None:
            found = self._places[names] = tuple([self.at[name] for name in names])
        return found

    def locking(self, tx: Transaction) -> str:
        """For the end of a query by keys or equals. The guide changes under a lock of its own, and mutations only read
        it: nobody waits for another because both look at the same item."""
        return "" if GIVEN in self.table._meta.tags else tx.locking

    def by_keys(self, count: int, locking: str = "") -> str:
        query = f'{self.select} WHERE "{self.key}" IN ({marks(count)})'
        return f'{query} ORDER BY "{self.key}"{locking}' if locking else query

    def by_equals(self, names: Sequence[str], count: int) -> str:
        return f'{self.select} WHERE {self._equal(names, count)} ORDER BY "{self.key}"'

    def keys_by_equals(self, names: Sequence[str], count: int) -> str:
        columns = ", ".join(f'"{name}"' for name in (self.key, *names))
        return f'SELECT {columns} FROM "{self.name}" WHERE {self._equal(names, count)}'

    def _equal(self, names: Sequence[str], count: int) -> str:
        if len(names) == 1:
            return f'"{names[0]}" IN ({marks(count)})'
        one = " AND ".join(f'"{name}" = ?' for name in names) or "1 = 1"
        return " OR ".join([f"({one})"] * count)

    def pack(self, row: Row, texts: Mapping[str, bytes | str] = MappingProxyType({})) -> Values:
        """`texts` is the JSON of long columns, where it is at hand."""
        try:
            values = list(self._in_order(row)[:-1])
            strange = len(row) > len(values)
        except KeyError:
            values = [row[name] if name in row else self._defaults[name].get_default_value() for name in self.columns]
            strange = not row.keys() <= self.at.keys()
        if strange:
            raise KeyError(f"{self.name} has no column {', '.join(sorted(row.keys() - self.at.keys()))}")
        for name, text in texts.items():
            values[self.at[name]] = text
        for index in self._json:
            value = values[index]
            if value is not None and not isinstance(value, str | bytes):
                values[index] = encode(value) if value else EMPTY[type(value)]
        return tuple(values)

    def blank(self) -> Row:
        """A row of defaults. They are asked of Piccolo once, which costs more than all the rest of a row."""
        return {**self._blank, **{name: value.copy() for name, value in self._lists}}

    @cached_property
    def _usual(self) -> Values:
        return self.pack({})

    @cached_property
    def _blank(self) -> Row:
        return self.unpack(self._usual)

    @cached_property
    def _lists(self) -> list[tuple[str, Any]]:
        """Lists and objects: each row has its own."""
        return [(name, value) for name, value in self._blank.items() if isinstance(value, dict | list)]

    def unpack(self, values: Values) -> Row:
        row = dict(zip(self.columns, values, strict=True))
        for name in self._flags:
            row[name] = bool(row[name])  # SQLite has 0 and 1
        for index, name in self._fresh:
            text = values[index]
            if text is not None:
                # Most JSON columns of most rows are empty, and rows are packed and unpacked by the thousand.
                row[name] = {} if text == "{}" else [] if text == "[]" else msgspec.json.decode(text)
        return row


@cache
def shape(table: type[Table]) -> Shape:
    return Shape(table)
