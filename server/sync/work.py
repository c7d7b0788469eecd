"""The unit of work: what a mutation sees and changes, apart from any database.

Reading what is not loaded yet raises `Missing`; the caller loads it and runs the function again, so functions must be
pure over the work, the actor and the arguments.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NoReturn

import msgspec
from piccolo.table import Table

from server.settings import Settings
from server.store import Values
from server.store.rows import Row, shape
from server.sync.tables import Counter

RowAt = tuple[type[Table], Any]
Search = tuple[type[Table], tuple[tuple[str, Any], ...]]
Shown = tuple[str, str, str]  # scope, entity, key


class Missing(Exception):
    """Something must be loaded first. Not for domain code to catch."""


class Rejected(Exception):
    """A rule was broken: the code of errors.json, the field it is about, and values for the sentence."""

    def __init__(self, code: str, field: str | None = None, **detail: Any) -> None:
        super().__init__(code)
        self.code, self.field, self.detail = code, field, detail


@dataclass
class NewJob:
    queue: str
    payload: dict[str, Any]
    dedupe: str | None
    run_at: datetime | None


@dataclass
class Loaded:
    """What has been read from the database in this transaction, and what must be."""

    settings: Settings = field(default_factory=Settings)
    rows: dict[RowAt, Values | None] = field(default_factory=dict)
    found: dict[Search, list[Any]] = field(default_factory=dict)
    want_rows: set[RowAt] = field(default_factory=set)
    want_found: set[Search] = field(default_factory=set)

    def anew(self) -> "Loaded":
        """For the transaction done again: what the last one asked for bit by bit is asked for at once, in order, so
        that two that waited for each other do not meet again."""
        rows, found = {*self.rows, *self.want_rows}, {*self.found, *self.want_found}
        return Loaded(self.settings, want_rows=rows, want_found=found)

    @property
    def wants(self) -> bool:
        return bool(self.want_rows or self.want_found)


class Sheet:
    """Rows that were decided, by table and key. `keys_where` finds them by other columns too: a busy minute's
    transaction makes hundreds of rows, and each next mutation looks for its own among them."""

    __slots__ = ("_by", "tables")

    def __init__(self) -> None:
        self.tables: dict[type[Table], dict[Any, Values | None]] = {}
        self._by: dict[tuple[type[Table], tuple[int, ...]], dict[Values, dict[Any, None]]] = {}

    def put(self, table: type[Table], key: Any, values: Values | None) -> None:
        if table not in self.tables:
            self.tables[table] = {}
        self.tables[table][key] = values
        for (of, places), found in self._by.items():
            if of is table and values is not None:
                found.setdefault(tuple([values[place] for place in places]), {})[key] = None

    def keys_where(self, table: type[Table], places: tuple[int, ...], wanted: Values) -> Collection[Any]:
        """Keys of all rows with these values, and perhaps of some that had them once."""
        by = self._by.get((table, places))
        if by is None:
            by = self._by[table, places] = {}
            for key, values in self.tables.get(table, {}).items():
                if values is not None:
                    by.setdefault(tuple([values[place] for place in places]), {})[key] = None
        return by.get(wanted, ())


@dataclass(slots=True)
class Writes:
    """What has been decided and is not in the database yet."""

    rows: Sheet = field(default_factory=Sheet)
    shown: dict[Shown, bytes | None] = field(default_factory=dict)
    jobs: list[NewJob] = field(default_factory=list)
    versions: dict[Shown, int] = field(default_factory=dict)  # that the rows shown were given, once they are written

    def add(self, later: "Writes") -> None:
        for table, rows in later.rows.tables.items():
            for key, values in rows.items():
                self.rows.put(table, key, values)
        self.shown.update(later.shown)
        self.jobs.extend(later.jobs)


class Work:
    def __init__(self, loaded: Loaded, before: Writes, now: datetime) -> None:
        self.now = now
        self.changes: dict[str, Any] | None = None
        self.writes = Writes()
        self.bodies: dict[Shown, Any] = {}  # what is shown, before it became text
        self._loaded = loaded
        self._before = before

    @property
    def settings(self) -> Settings:
        return self._loaded.settings

    # Reading

    def get(self, table: type[Table], key: Any) -> Row | None:
        values = self._values((table, key))
        return None if values is None else shape(table).unpack(values)

    def must_get(self, table: type[Table], key: Any, code: str) -> Row:
        row = self.get(table, key)
        return self.reject(code) if row is None else row

    def find(self, table: type[Table], **equals: Any) -> list[Row]:
        """All rows whose columns equal the values given, by primary key, with the changes made so far."""
        of = shape(table)
        wanted = [(of.at[name], value) for name, value in equals.items()]
        found = (self._values((table, key)) for key in self._candidates(table, equals))
        return [of.unpack(row) for row in found if row is not None and all(row[at] == value for at, value in wanted)]

    def at_most(self, table: type[Table], **equals: Any) -> int:
        """No fewer than `find` would give. It looks at no row, so a limit that is far away costs nothing to keep."""
        return sum(map(len, self._layers(table, equals)))

    def _candidates(self, table: type[Table], equals: dict[str, Any]) -> dict[Any, None]:
        return dict.fromkeys(key for keys in self._layers(table, equals) for key in keys)

    def _layers(self, table: type[Table], equals: dict[str, Any]) -> list[Collection[Any]]:
        search: Search = (table, tuple(sorted(equals.items())))
        loaded = self._loaded.found.get(search)
        if loaded is None:
            self._loaded.want_found.add(search)
            raise Missing
        at = shape(table).at
        places, wanted = tuple([at[name] for name, _ in search[1]]), tuple([value for _, value in search[1]])
        return [loaded, *(sheet.keys_where(table, places, wanted) for sheet in (self._before.rows, self.writes.rows))]

    def _values(self, at: RowAt) -> Values | None:
        table, key = at
        for sheet in (self.writes.rows, self._before.rows):
            rows = sheet.tables.get(table)
            if rows is not None and key in rows:
                return rows[key]
        if at in self._loaded.rows:
            return self._loaded.rows[at]
        self._loaded.want_rows.add(at)
        raise Missing

    def expect(self, table: type[Table], *keys: Any, **equals: Any) -> None:
        """Says what will be read, so that it is loaded with the rest and not in a round of its own."""
        for key in keys:
            if (table, key) not in self._loaded.rows:
                self._loaded.want_rows.add((table, key))
        if equals and (search := (table, tuple(sorted(equals.items())))) not in self._loaded.found:
            self._loaded.want_found.add(search)

    # Writing

    def put(self, table: type[Table], row: Row) -> None:
        """The whole row, by primary key; columns not named take their default."""
        of = shape(table)
        self.writes.rows.put(table, row[of.key], of.pack(row))

    def delete(self, table: type[Table], key: Any) -> None:
        self.writes.rows.put(table, key, None)

    def show(self, scope: str, entity: str, key: str, body: Any | None) -> None:
        """What the readers of a scope see at (entity, key) from now on; None takes it away."""
        self.bodies[scope, entity, key] = body
        self.writes.shown[scope, entity, key] = None if body is None else msgspec.json.encode(body)

    def next_number(self, name: str) -> int:
        """1, 2, 3 … without gaps, also when mutations around it are rejected."""
        row = self.get(Counter, name) or {"id": name, "value": 0}
        self.put(Counter, {**row, "value": row["value"] + 1})
        return int(row["value"]) + 1

    def enqueue(
        self, queue: str, payload: dict[str, Any], dedupe: str | None = None, run_at: datetime | None = None
    ) -> None:
        """A job that exists if and only if this mutation took effect; one for each `dedupe`."""
        self.writes.jobs.append(NewJob(queue, payload, dedupe, run_at))

    # Ending

    def reject(self, code: str, field: str | None = None, **detail: Any) -> NoReturn:
        raise Rejected(code, field, **detail)

    def changed(self, **detail: Any) -> None:
        """Accepted, but not to the letter: the person is told what is different."""
        self.changes = detail


def by_table(rows: Iterable[RowAt]) -> dict[type[Table], list[Any]]:
    tables: dict[type[Table], list[Any]] = {}
    for table, key in rows:
        tables.setdefault(table, []).append(key)
    return tables
