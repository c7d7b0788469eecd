"""What reading may cost: the first use, a sync without news, an edit, and what towns share."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import brotli

from server.guide.shelf import Shelf
from tests.server.guide_county import Guide, guide, item
from tests.server.guide_reader import Reader
from tests.server.town import town

WORDS = "".join(map(chr, range(0x4E00, 0x9000)))


def catalogue(edited: Sequence[int] = ()) -> list[dict[str, Any]]:
    """300 items of some 1 KB each that share little, `edited` of them in one field."""
    return [
        item(f"I{n:03}", rank=n + 1, summary=WORDS[n * 50 : n * 50 + 300], phone=f"028-{n + 1000 * (n in edited):08}")
        for n in range(300)
    ]


async def wire_bytes(town: Guide, have: dict[str, Any], fetched: set[str]) -> tuple[int, dict[str, Any]]:
    """Of the way from a manifest held to the newest: the manifest and what it names anew, as brotli carries them."""
    manifest = await town.manifest(head=have["head"])
    named = [one for layer in manifest["layers"] for one in (*layer["packs"], *layer["segments"])]
    new = sum(one["size"] for one in named if one["sha"] not in fetched and "inline" not in one)
    return new + len(brotli.compress(json.dumps(manifest, ensure_ascii=False).encode(), quality=5)), manifest


def named_in(manifest: dict[str, Any]) -> set[str]:
    return {one["sha"] for layer in manifest["layers"] for one in (*layer["packs"], *layer["segments"])}


async def test_R1_what_makes_a_town_usable_comes_first_and_is_less_than_300_kb(tmp_path: Path) -> None:
    async with guide(tmp_path) as town:
        await town.load(*catalogue())
        await town.publish()
        layer = (await town.manifest())["layers"][-1]
        first = [one for one in layer["packs"] if one["tier"] == 0]
        held = Reader(Shelf(town.data / "guide").get).take_packs(layer | {"packs": first})
    assert sum(one["size"] for one in first) <= 300_000 < sum(len(json.dumps(one).encode()) for one in catalogue())
    items = [row for (kind, _), row in held.rows.items() if kind == "item"]
    assert len(items) == 300, "every title is there"
    assert {row["rank"] for row in items if "summary" in row} >= set(range(1, 201)), "and the most used ones in full"


async def test_R4_an_edit_costs_a_kilobyte_and_many_cost_less_than_the_guide(tmp_path: Path) -> None:
    async with guide(tmp_path) as town:
        await town.load(*catalogue())
        await town.publish()
        whole = await town.manifest()
        base = sum(one["size"] for layer in whole["layers"] for one in layer["packs"])
        await town.load(*catalogue(edited=[7]))
        await town.publish()
        one, manifest = await wire_bytes(town, whole, named_in(whole))
        assert one <= 1024
        await town.load(*catalogue(edited=range(0, 300, 5)))
        await town.publish()
        sixty, _ = await wire_bytes(town, manifest, named_in(whole) | named_in(manifest))
        assert sixty <= base / 20


async def test_R3_a_sync_without_news_is_one_small_request_that_reads_no_rows(tmp_path: Path) -> None:
    async with town(tmp_path) as xilai:
        phone = await xilai.sign_in("13800000001")
        await phone.sync()
        asked: list[str] = []
        honest = xilai.core.store.fetch

        async def heard(sql: str, args: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
            asked.append(sql)
            return await honest(sql, args)

        xilai.core.store.fetch = heard  # type: ignore[method-assign]
        reply = await phone.post_sync()
        xilai.core.store.fetch = honest  # type: ignore[method-assign]
        assert reply.json().keys() == {"at"}
        # httpx's own headers are left out: a browser has others.
        head = sum(len(name) + len(value) + 4 for name, value in reply.headers.raw)
        assert len(reply.request.content) + len(reply.content) + head <= 600
        assert not [sql for sql in asked if "scope_row" in sql]
        assert len(asked) <= 4


async def test_R5_towns_of_one_county_share_its_packs_and_differ_in_their_own_alone(tmp_path: Path) -> None:
    async with guide(tmp_path) as county:
        own = [item(f"X{n}", "510131104", summary=WORDS[n : n + 99]) for n in range(20)]
        await county.load(*own, *[item(f"C{n}", "510131", summary=WORDS[n * 9 : n * 9 + 99]) for n in range(80)])
        await county.publish()
        here, there = await county.manifest("510131104"), await county.manifest("510131105")
    shared = named_in(here) & named_in(there)
    sizes = {one["sha"]: one["size"] for layer in here["layers"] for one in (*layer["packs"], *layer["segments"])}
    assert sum(sizes[sha] for sha in shared) >= 0.7 * sum(sizes.values())
    assert len(named_in(there) - named_in(here)) <= 1, "only the other town's own layer is new"
