"""The unit of work: what a mutation sees and changes, apart from any database.

Reading what is not loaded yet raises `Missing`; the caller loads it and runs the function again, so functions must be
pure over the work, the actor and the arguments.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NoReturn

import msgspec
from msgspec import Raw
from piccolo.table import Table

from server.settings import Settings
from server.store import Values
from server.store.rows import Row, shape
from server.sync.tables import Counter

RowAt = tuple[type[Table], Any]
Search = tuple[type[Table], tuple[tuple[str, Any], ...]]
Shown = tuple[str, str, str]  # scope, entity, key
Texts = Mapping[str, bytes | str]  # members of a row or a body → their JSON, where it is at hand
NOTHING = object()
NO_TEXTS: Texts = {}
encode = msgspec.json.Encoder().encode


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
    keys: dict[Search, list[Any]] = field(default_factory=dict)  # of searches whose rows nobody looks at
    want_rows: set[RowAt] = field(default_factory=set)
    want_found: set[Search] = field(default_factory=set)
    want_keys: set[Search] = field(default_factory=set)

    def anew(self) -> "Loaded":
        """For the transaction done again: what the last one asked for bit by bit is asked for at once, in order, so
        that two that waited for each other do not meet again."""
        rows, found = {*self.rows, *self.want_rows}, {*self.found, *self.want_found}
        return Loaded(self.settings, want_rows=rows, want_found=found, want_keys={*self.keys, *self.want_keys})

    @property
    def wants(self) -> bool:
        return bool(self.want_rows or self.want_found or self.want_keys)


class Sheet:
    """Rows that were decided, by table and key. `keys_where` finds them by other columns too: a busy minute's
    transaction makes hundreds of rows, and each next mutation looks for its own among them."""

    __slots__ = ("_by", "tables")

    def __init__(self) -> None:
        self.tables: dict[type[Table], dict[Any, Values | None]] = {}
        self._by: dict[tuple[type[Table], tuple[int, ...]], dict[Values, dict[Any, None]]] = {}

    def of(self, table: type[Table]) -> dict[Any, Values | None]:
        rows = self.tables.get(table)
        if rows is None:
            rows = self.tables[table] = {}
        return rows

    def note(self, table: type[Table], key: Any, values: Values) -> None:
        for (of, places), found in self._by.items():
            if of is table:
                found.setdefault(tuple([values[place] for place in places]), {})[key] = None

    def keys_where(self, table: type[Table], places: tuple[int, ...], wanted: Values) -> Collection[Any]:
        """Keys of all rows with these values, and perhaps of some that had them once."""
        by = self._by.get((table, places))
        if by is None:
            by = self._by[table, places] = {}
            for key, values in self.of(table).items():
                if values is not None:
                    by.setdefault(tuple([values[place] for place in places]), {})[key] = None
        return by.get(wanted, ())


@dataclass(slots=True)
class Writes:
    """What has been decided and is not in the database yet."""

    rows: Sheet = field(default_factory=Sheet)
    shown: dict[Shown, bytes | None] = field(default_factory=dict)
    jobs: list[NewJob] = field(default_factory=list)
    # Known once they are written: versions that rows were given, and of each scope the one before and the last.
    versions: dict[Shown, int] = field(default_factory=dict)
    moved: dict[str, tuple[int, int]] = field(default_factory=dict)


class Work:
    """Puts what it decides among the writes at once, and can take all of it back."""

    def __init__(self, loaded: Loaded, writes: Writes, now: datetime) -> None:
        self.now, self.seconds = now, int(now.timestamp())
        self.changes: dict[str, Any] | None = None
        self.texts = NO_TEXTS  # of the arguments of the mutation that is being decided
        self.writes = writes
        self.bodies: dict[Shown, Any] = {}  # what is shown, before it became text
        self._loaded = loaded
        self._before: list[tuple[dict[Any, Any], Any, Any]] = []
        self._jobs = len(writes.jobs)

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
        loaded = self._loaded
        stored, noted = self._keys(table, equals, loaded.found, loaded.want_found)
        rows = self.writes.rows.of(table)  # without those whose decision was taken back: the database knows of them
        decided = [key for key in noted if key in rows]
        found = (self._values((table, key)) for key in dict.fromkeys([*stored, *decided]))
        return [of.unpack(row) for row in found if row is not None and all(row[at] == value for at, value in wanted)]

    def at_most(self, table: type[Table], **equals: Any) -> int:
        """No fewer than `find` would give. It looks at no row, so a limit that is far away costs nothing to keep."""
        stored, decided = self._keys(table, equals, self._loaded.keys, self._loaded.want_keys)
        return len(stored) + len(decided)  # also of rows whose decision was taken back

    def _keys(
        self, table: type[Table], equals: dict[str, Any], known: dict[Search, list[Any]], want: set[Search]
    ) -> tuple[Collection[Any], Collection[Any]]:
        """Of rows that may be meant: in the database, and among what was decided at some time."""
        search = search_of(table, equals)
        stored = known.get(search)
        if stored is None:
            want.add(search)
            raise Missing
        places = shape(table).places(tuple(equals))
        return stored, self.writes.rows.keys_where(table, places, tuple(equals.values()))

    def _values(self, at: RowAt) -> Values | None:
        table, key = at
        rows = self.writes.rows.tables.get(table)
        if rows is not None and key in rows:
            return rows[key]
        if at in self._loaded.rows:
            return self._loaded.rows[at]
        self._loaded.want_rows.add(at)
        raise Missing

    def expect(self, table: type[Table], *keys: Any, **equals: Any) -> None:
        """Says what will be read, so that it is loaded with the rest and not in a round of its own."""
        loaded = self._loaded
        for key in keys:
            if (at := (table, key)) not in loaded.rows:
                loaded.want_rows.add(at)
        if equals and (search := search_of(table, equals)) not in loaded.found:
            loaded.want_found.add(search)

    def expect_to_count(self, table: type[Table], **equals: Any) -> None:
        """The same for `at_most`."""
        if (search := search_of(table, equals)) not in self._loaded.keys:
            self._loaded.want_keys.add(search)

    # Writing

    def put(self, table: type[Table], row: Row, texts: Texts = NO_TEXTS) -> Values:
        """The whole row, by primary key; columns not named take their default."""
        of = shape(table)
        values, key = of.pack(row, texts), row[of.key]
        rows = self.writes.rows
        self._set(rows.of(table), key, values)
        rows.note(table, key, values)
        return values

    def delete(self, table: type[Table], key: Any) -> None:
        self._set(self.writes.rows.of(table), key, None)

    def show(self, scope: str, entity: str, key: str, body: Any | None, texts: Texts = NO_TEXTS) -> None:
        """What the readers of a scope see at (entity, key) from now on; None takes it away."""
        at = scope, entity, key
        self.bodies[at] = body
        self._set(self.writes.shown, at, None if body is None else text_with(body, texts))

    def _set(self, into: dict[Any, Any], key: Any, value: Any) -> None:
        self._before.append((into, key, into.get(key, NOTHING)))
        into[key] = value

    def begin(self, texts: Texts) -> None:
        """The next mutation. What was decided so far stays."""
        self.texts = texts
        self._before.clear()
        self._jobs = len(self.writes.jobs)
        self.bodies, self.changes = {}, None

    def undo(self) -> None:
        """As if nothing had been decided since."""
        for into, key, value in reversed(self._before):
            if value is NOTHING:
                del into[key]
            else:
                into[key] = value
        self._before.clear()
        del self.writes.jobs[self._jobs :]
        self.bodies, self.changes = {}, None

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


def search_of(table: type[Table], equals: dict[str, Any]) -> Search:
    return table, tuple(equals.items() if len(equals) == 1 else sorted(equals.items()))


def text_with(body: Any, texts: Texts) -> bytes:
    long = {name: Raw(text) for name, text in texts.items() if name in body}
    return encode({**body, **long} if long else body)


def by_table(rows: Iterable[RowAt]) -> dict[type[Table], list[Any]]:
    tables: dict[type[Table], list[Any]] = {}
    for table, key in rows:
        tables.setdefault(table, []).append(key)
    return tables
