"""The manifests, in memory: a phone that is up to date costs no read of the database.

`watch` sees that something was published, by this process or another, and reads the heads again.
"""

from __future__ import annotations

import asyncio
import hashlib
import itertools
import json
from collections.abc import Callable
from functools import cached_property
from pathlib import Path
from typing import Any

import msgspec

from server.guide.places import layer_of, layers_above
from server.guide.rows import canonical
from server.guide.shelf import Shelf
from server.guide.sign import GuideKey
from server.store import Store

Manifest = dict[str, Any]
LayerHead = dict[str, Any]

RECENT = 6  # publications of a layer that the server can still tell from a head
INLINE = 4096  # bytes of segments sent within the manifest
REMEMBERED = 2000  # answers to heads that are not current
EVERY = 0.5  # seconds between looks at the stamp


def head_of(layers: list[LayerHead]) -> str:
    text = ",".join(f"{one['layer']}:{one['gen']}.{one['seq']}" for one in layers)
    return hashlib.sha256(text.encode()).hexdigest()[:8]


class Heads:
    def __init__(self, store: Store, folder: Path, keys: Path) -> None:
        self.store, self._keys = store, keys
        self.shelf = Shelf(folder)
        self._stamp = folder / "published"
        self._seen: str | None = None
        self._layers: dict[str, LayerHead] = {}
        self._at: dict[str, int] = {}
        self._places: list[tuple[str, str]] = []
        self._forget()

    def _forget(self) -> None:
        self._manifests: dict[str, Manifest] = {}
        self._raw: dict[tuple[str, str], msgspec.Raw] = {}
        self._tree: bytes | None = None

    async def reload(self) -> None:
        self._seen = self._read_stamp()
        sql = "SELECT code, gen, base_seq, seq, rows, digest, packs, segments, published_at"
        found = await self.store.fetch(f'{sql} FROM "guide_layer" WHERE gen > 0')
        layers, at = {}, {}
        for code, gen, base_seq, seq, rows, digest, packs, segments, published_at in found:
            layers[code] = {
                "layer": code,
                "gen": gen,
                "base_seq": base_seq,
                "seq": seq,
                "packs": json.loads(packs),
                "segments": json.loads(segments),
                "rows": rows,
                "digest": digest,
            }
            at[code] = published_at
        places = await self.store.fetch('SELECT code, name, layer FROM "place" ORDER BY code')
        self._layers, self._at = layers, at
        self._places = [(code, name) for code, name, layer in places if layer in layers]
        self._forget()

    def _read_stamp(self) -> str | None:
        try:
            return self._stamp.read_text()
        except FileNotFoundError:
            return None

    async def watch(self, poke: Callable[[list[str]], None]) -> None:
        while True:
            await asyncio.sleep(EVERY)
            if self._read_stamp() != self._seen:
                await self.reload()
                poke(["guide"])

    def manifest_for(self, place: str, head: str | None) -> msgspec.Raw | None:
        """The manifest as JSON; None when the place is not served or `head` is the current one."""
        manifest = self.manifest(place)
        if manifest is None or manifest["head"] == head:
            return None
        asked = manifest["place"], head or ""
        if asked not in self._raw:
            if len(self._raw) > REMEMBERED:
                self._raw.clear()
            self._raw[asked] = msgspec.Raw(canonical(self._with_inline(manifest, head)).encode())
        return self._raw[asked]

    def manifest(self, place: str) -> Manifest | None:
        town = layer_of(place)
        if town not in self._manifests:
            codes = [code for code in reversed(layers_above(town)) if code in self._layers]
            if town not in codes:
                return None
            layers = [self._layers[code] for code in codes]
            made = {"place": town, "head": head_of(layers), "at": max(self._at[c] for c in codes), "layers": layers}
            self._manifests[town] = made | {"sig": self.key.sign(made)}
        return self._manifests[town]

    def _with_inline(self, manifest: Manifest, head: str | None) -> Manifest:
        held = self._held(manifest["layers"], head) if head else None
        if held is None:
            return manifest
        room, layers = INLINE, []
        for layer, seq in zip(manifest["layers"], held, strict=True):
            segments = []
            for ref in layer["segments"]:
                data = self.shelf.get(ref["sha"]) if ref["to"] > seq and ref["size"] < room else None
                if data is not None and len(data) <= room:
                    room -= len(data)
                    ref = ref | {"inline": json.loads(data)}
                segments.append(ref)
            layers.append(layer | {"segments": segments})
        return manifest | {"layers": layers}

    def _held(self, layers: list[LayerHead], head: str) -> tuple[int, ...] | None:
        """The seq of each layer that a recent head stood for: there are few candidates, so they are tried."""
        choices = [range(one["seq"], max(one["base_seq"], one["seq"] - RECENT) - 1, -1) for one in layers]
        for seqs in itertools.product(*choices):
            if head_of([one | {"seq": seq} for one, seq in zip(layers, seqs, strict=True)]) == head:
                return seqs
        return None

    def tree(self) -> bytes:
        """All places served, as columns."""
        if self._tree is None:
            columns = {"code": [code for code, _ in self._places], "name": [name for _, name in self._places]}
            self._tree = canonical(columns).encode()
        return self._tree

    def tree_tag(self) -> str:
        return hashlib.sha256(self.tree()).hexdigest()[:16]

    @cached_property
    def key(self) -> GuideKey:
        return GuideKey.of(self._keys)
