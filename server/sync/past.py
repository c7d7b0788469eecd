"""What devices sent before: the results of their mutations, and how far each of their lanes has come."""

from collections.abc import Iterable

from server.store import Transaction, Values
from server.store.rows import shape
from server.sync.tables import Lane, Ledger
from server.sync.unit import some


class Past:
    """Of the lanes and mutations of one transaction."""

    def __init__(self) -> None:
        self.results: dict[str, tuple[str, str | bytes]] = {}  # <client>/<mutation> → print and result
        self.lanes: dict[str, int] = {}  # <client>/<lane> → the last number
        self._known: set[str] = set()
        self._new: dict[str, Values] = {}
        self._moved: dict[str, int] = {}

    async def load(self, tx: Transaction, lanes: Iterable[str], mutations: Iterable[str]) -> None:
        """Lanes come first: what a device sent before is seen for certain only while its lane is held."""
        found = await some(tx, 'SELECT id, seq FROM "lane" WHERE id IN', lanes, tx.locking)
        self.lanes = {id: row[1] for id, row in found.items()}
        self._known = set(self.lanes)
        ended = await some(tx, 'SELECT id, hash, result FROM "ledger" WHERE id IN', mutations)
        self.results = {id: (row[1], row[2]) for id, row in ended.items()}

    def end(self, mutation: str, print: str, result: bytes, at: int, lane: str, seq: int) -> None:
        self.results[mutation] = print, result
        self.lanes[lane] = self._moved[lane] = seq
        self._new[mutation] = mutation, print, result, at

    async def write(self, tx: Transaction) -> None:
        """What was not there must still not be: where it has come meanwhile, the insert says so."""
        lanes = shape(Lane)
        if made := [one for one in self._moved.items() if one[0] not in self._known]:
            await tx.many(lanes.insert, made)
        if moved := [one for one in self._moved.items() if one[0] in self._known]:
            await tx.many(lanes.upsert, moved)
        if self._new:
            await tx.many(shape(Ledger).insert, list(self._new.values()))
