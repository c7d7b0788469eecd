"""What a checked folder changes against the store, worked out before anything is written."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple, Protocol

from piccolo.table import Table

from server.bookings.county import Given
from server.guide.load.folder import Entity
from server.guide.pinyin import pinyin
from server.guide.places import layer_of
from server.guide.rows import canonical
from server.guide.tables import Centre, Department, Form, Item, Layer, Pending, Place
from server.hours.model import Hours
from server.store import Transaction, Values
from server.store.rows import marks, shape

CHUNK = 500  # rows of a query
WRITTEN = 2000  # rows packed at once


class Ready(NamedTuple):
    """A checked item, as text: a whole city's must fit in memory."""

    layer: str
    code: str
    org: str
    name: str
    form: str
    hash: str
    body: str  # without `version`


def ready(body: Entity) -> Ready:
    body.pop("version", None)
    text = canonical(body)
    digest = hashlib.sha256(text.encode()).hexdigest()[:32]
    return Ready(layer_of(body["org"]), body["code"], body["org"], body["name"], body.get("form", ""), digest, text)


@dataclass
class Checked:
    """All that a folder holds, without a fault."""

    units: list[tuple[type[Table], Entity]] = field(default_factory=list)  # places, departments, centres
    forms: dict[str, Any] = field(default_factory=dict)
    items: dict[str, Ready] = field(default_factory=dict)  # by layer/code
    staff: list[Entity] = field(default_factory=list)
    hours: dict[str, Hours | None] = field(default_factory=dict)  # by centre; None: it tells none any more
    bookings: Given = field(default_factory=Given)
    bare: int = 0  # items of which only the name is known


@dataclass
class Report:
    new: int = 0
    changed: int = 0
    withdrawn: int = 0
    same: int = 0
    units: int = 0
    forms: int = 0
    staff: int = 0
    hours: int = 0
    bare: int = 0


KIND: dict[type[Table], str] = {Place: "place", Department: "department", Centre: "centre"}


class Reads(Protocol):
    async def fetch(self, sql: str, args: Sequence[Any] = ()) -> list[Values]: ...


class Changes:
    """Collects the rows to write, and what the public still sees of those that change."""

    def __init__(self, transaction: Reads) -> None:
        self.read = transaction
        self.report = Report()
        self.rows: dict[type[Table], list[dict[str, Any]]] = {}
        self.gone: list[str] = []
        self.layers: set[str] = set()
        self.before: dict[tuple[str, str, str], str | None] = {}

    async def units(self, units: Iterable[tuple[type[Table], Entity]]) -> None:
        for table, kind in KIND.items():
            old = {
                code: (layer, body)
                for code, layer, body in await self.read.fetch(f'SELECT code, layer, body FROM "{name_of(table)}"')
            }
            for _, body in (unit for unit in units if unit[0] is table):
                code, text = body["code"], canonical(body)
                layer = layer_of(str(body.get("place", code)))
                self.layers.add(layer)
                was = old.get(code)
                if was == (layer, text):
                    continue
                if was is not None and was[0] != layer:
                    self.before[was[0], kind, code] = was[1]
                self.before[layer, kind, code] = was[1] if was is not None and was[0] == layer else None
                row = {"code": code, "layer": layer, "name": body["name"], "body": text}
                extra = {"level": body["level"], "parent": body.get("parent")} if table is Place else {}
                place = {} if table is Place else {"place": body["place"]}
                self.rows.setdefault(table, []).append(row | extra | place)
                self.report.units += 1

    async def items(self, items: dict[str, Ready]) -> None:
        covered = sorted({item.layer for item in items.values()})
        self.layers.update(covered)
        old: dict[str, tuple[str, int]] = {}
        for layer in covered:
            sql = 'SELECT id, hash, version FROM "item" WHERE layer = ?'
            for id, hash, version in await self.read.fetch(sql, [layer]):
                old[id] = hash, version
        touched: list[str] = []
        for id, item in items.items():
            was = old.get(id)
            if was is not None and was[0] == item.hash:
                self.report.same += 1
                continue
            self.report.new += was is None
            self.report.changed += was is not None
            touched.append(id)
            self.rows.setdefault(Item, []).append(item_row(id, item, was[1] + 1 if was else 1))
        self.gone = sorted(old.keys() - items.keys())
        self.report.withdrawn = len(self.gone)
        await self._remember([*touched, *self.gone])

    async def _remember(self, ids: list[str]) -> None:
        for start in range(0, len(ids), CHUNK):
            part = ids[start : start + CHUNK]
            sql = f'SELECT id, body, pinyin FROM "item" WHERE id IN ({marks(len(part))})'
            known = {id: published(body, syllables) for id, body, syllables in await self.read.fetch(sql, part)}
            for id in part:
                layer, _, code = id.partition("/")
                self.before[layer, "item", code] = known.get(id)

    async def forms(self, forms: dict[str, Any], items: dict[str, Ready]) -> None:
        latest = await latest_forms(self.read)
        uses = set(await self.read.fetch("SELECT DISTINCT layer, form FROM \"item\" WHERE form <> ''"))
        covered = {item.layer for item in items.values()}
        now = {use for use in uses if use[0] not in covered} | {(i.layer, i.form) for i in items.values() if i.form}
        renewed: set[str] = set()
        for code, schema in forms.items():
            text = canonical(schema)
            version, old = latest.get(code, (0, None))
            if text != old:
                renewed.add(code)
                row = {"id": f"{code}@{version + 1}", "code": code, "version": version + 1, "schema": text}
                self.rows.setdefault(Form, []).append(row)
        self.report.forms = len(renewed)
        for layer, code in uses | now:
            if code in renewed or (layer, code) not in uses & now:
                was = latest.get(code) if (layer, code) in uses else None
                self.before[layer, "form", code] = form_body(code, *was) if was else None


def item_row(id: str, item: Ready, version: int) -> dict[str, Any]:
    body = json.loads(item.body) | {"version": version}
    columns = item._asdict() | {"id": id, "version": version, "pinyin": pinyin(item.name), "body": canonical(body)}
    return columns


def published(body: str, syllables: str) -> str:
    """An item as the public sees it: its own fields and the search key."""
    return canonical(json.loads(body) | {"pinyin": syllables})


def form_body(code: str, version: int, schema: str) -> str:
    return canonical({"code": code, "version": version, "schema": json.loads(schema)})


async def latest_forms(read: Reads) -> dict[str, tuple[int, str]]:
    rows = await read.fetch('SELECT code, version, schema FROM "form" ORDER BY version')
    return {code: (version, schema) for code, version, schema in rows}


def name_of(table: type[Table]) -> str:
    return shape(table).name


async def write(transaction: Transaction, changes: Changes) -> None:
    for table, rows in changes.rows.items():
        of = shape(table)
        made = [row for row in rows if row.get("version") == 1]
        for sql, some in ((of.insert, made), (of.upsert, [row for row in rows if row.get("version") != 1])):
            for start in range(0, len(some), WRITTEN):
                await transaction.many(sql, [of.pack(row) for row in some[start : start + WRITTEN]])
    await transaction.many('DELETE FROM "item" WHERE id = ?', [(id,) for id in changes.gone])
    await remember(transaction, changes)


async def remember(transaction: Transaction, changes: Changes) -> None:
    """Layers that the public has seen keep what it saw; new ones are packed whole when they are first published."""
    layers = {layer for layer, *_ in changes.before} | changes.layers
    heads: dict[str, int] = dict(await transaction.fetch('SELECT code, gen FROM "guide_layer"'))
    of = shape(Layer)
    fresh = [{"code": code, "parent": code[: {9: 6, 6: 4}.get(len(code), 0)] or None} for code in layers - heads.keys()]
    await transaction.many(of.upsert, [of.pack(row) for row in fresh])
    pending = shape(Pending)
    insert = pending.upsert.partition(" DO UPDATE")[0] + " DO NOTHING"
    seen = (
        {"id": f"{layer}/{kind}/{code}", "layer": layer, "kind": kind, "code": code, "before": before}
        for (layer, kind, code), before in changes.before.items()
        if heads.get(layer, 0) > 0
    )
    await transaction.many(insert, [pending.pack(row) for row in seen])
