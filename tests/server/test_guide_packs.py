"""What is published is what the catalogue says, on whatever path a phone comes to it."""

import asyncio
import json
import random
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from cryptography.exceptions import InvalidSignature
from hypothesis import given, settings
from hypothesis import strategies as st

from server.guide import publish as publishing
from server.guide.publish import KEEP_FOR
from server.guide.segments import merged, segment
from server.guide.shelf import Shelf
from server.guide.verify import verify
from server.piccolo_conf import DB
from tests.server.guide_county import FORM, Guide, guide, item
from tests.server.guide_reader import Reader, verify_signature

ORGS = ["5101", "510131", "510131104", "510131104201"]


def reader(town: Guide) -> Reader:
    return Reader(Shelf(town.data / "guide").get)


async def sync(town: Guide, phone: Reader) -> None:
    found = (await town.heads()).manifest_for("510131104", phone.head)
    if found is not None:
        phone.sync(json.loads(bytes(found)))


async def same_as_database(town: Guide, phone: Reader) -> None:
    held = {key: row for layer in phone.layers.values() for key, row in layer.rows.items()}
    rows = await DB.fetch("SELECT code, body, pinyin FROM item WHERE layer IN ('5101', '510131', '510131104')")
    assert {
        code: {name: value for name, value in row.items() if name != "pinyin"}
        for (kind, code), row in held.items()
        if kind == "item"
    } == {code: json.loads(body) for code, body, _ in rows}
    assert {
        code: layer.said(name, row)
        for name, layer in phone.layers.items()
        for (kind, code), row in layer.rows.items()
        if kind == "item"
    } == {code: " ".join(one for one in pinyin.split() if one.isalpha()) for code, _, pinyin in rows}
    assert await verify(DB, town.data / "guide") == []


def changed(chance: random.Random, items: dict[str, dict[str, Any]], forms: dict[str, Any]) -> None:
    """One random edit: a new item, a withdrawn one, a field set or taken away, a name with new characters, a form."""
    code = f"I{chance.randrange(12)}"
    what = chance.randrange(7)
    if code not in items or what == 0:
        org = ORGS[int(code[1:]) % len(ORGS)]
        items[code] = item(code, org, rank=chance.randint(1, 300), summary="简介" * chance.randint(1, 9))
    elif what == 1 and len(items) > 4:
        del items[code]
    elif what == 2:
        items[code]["name"] = "".join(chance.sample("国门车马农业书长东乐兴医风", 4))
    elif what == 3:
        items[code].pop("phone", None)
    elif what == 4:
        items[code]["form"] = "sq"
    elif what == 5:
        forms["sq"] = FORM | {"title": f"第{chance.randrange(5)}版"}
    else:
        items[code]["phone"] = f"028-{chance.randrange(10**8):08}"


async def edited_for_a_while(folder: Path, seed: int, rounds: int, small: int) -> None:
    chance = random.Random(seed)
    items: dict[str, dict[str, Any]] = {f"B{n}": item(f"B{n}", org) for n, org in enumerate(ORGS)}
    forms = {"sq": FORM}
    async with guide(folder) as town:
        phones = [reader(town) for _ in range(3)]
        for number in range(rounds):
            for _ in range(chance.randint(1, 4)):
                changed(chance, items, forms)
            await town.load(*items.values(), forms=forms)
            with patch.object(publishing, "SMALL", small):
                await town.publish()
            await sync(town, phones[0])
            if number % 3 == 2:
                await sync(town, phones[1])
            await same_as_database(town, phones[0])
        newcomer = reader(town)
        await sync(town, newcomer)
        for phone in phones:
            await sync(town, phone)
            assert phone.layers == newcomer.layers
            assert phone.repaired == 0
            await same_as_database(town, phone)


@settings(max_examples=8, deadline=None)
@given(seed=st.integers(0, 10**6), rounds=st.integers(2, 14), small=st.sampled_from([0, 400, 1 << 20]))
def test_a_phone_that_was_always_there_seldom_or_never_holds_the_same_rows(seed: int, rounds: int, small: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(edited_for_a_while(Path(folder) / "run", seed, rounds, small))


def test_segments_are_merged_when_only_the_later_one_has_rows_of_a_kind() -> None:
    """A town's first change of its letters, after changes of items alone: nothing could be published any more."""
    items = segment(3, 4, [("item", "I2", None, {"code": "I2", "name": "低保"})])
    letters = segment(4, 5, [("chars", "510131104", None, {"from": "國", "to": "国"})])
    both = {"item": {"I2": {"code": "I2", "name": "低保"}}, "chars": {"510131104": {"from": "國", "to": "国"}}}
    assert merged(items, letters) == {"from": 3, "to": 5, "put": both, "del": {}}


async def test_R4_one_edit_travels_inside_the_manifest(tmp_path: Path) -> None:
    async with guide(tmp_path) as town:
        await town.load(item("A"), item("B"))
        await town.publish()
        phone = reader(town)
        await sync(town, phone)
        before = phone.fetched
        await town.load(item("A", phone="028-00001040"), item("B"))
        report = await town.publish()
        assert report.layers == ["510131104"]
        await sync(town, phone)
        assert phone.fetched == before
        await same_as_database(town, phone)


async def test_deltas_stay_few_however_often_the_guide_is_published(tmp_path: Path) -> None:
    async with guide(tmp_path) as town:
        with patch.object(publishing, "SMALL", 1 << 20):
            for number in range(40):
                await town.load(item("A", phone=f"028-{number:08}"))
                await town.publish()
        layer = (await town.manifest())["layers"][-1]
        assert layer["seq"] == 40
        assert len(layer["segments"]) <= 16
        assert [one["to"] for one in layer["segments"][:-1]] == [one["from"] for one in layer["segments"][1:]]


async def test_deltas_beyond_a_third_of_the_base_make_a_new_base(tmp_path: Path) -> None:
    async with guide(tmp_path) as town:
        with patch.object(publishing, "SMALL", 0):
            await town.load(item("A"))
            await town.publish()
            await town.load(item("A", summary="".join(map(chr, range(0x4E00, 0x4F00)))))
            assert (await town.publish()).rebased == ["510131104"]
        layer = (await town.manifest())["layers"][-1]
        assert (layer["gen"], layer["segments"], layer["base_seq"]) == (2, [], 2)


async def test_R6_a_flipped_byte_in_a_pack_is_found_before_it_is_used(tmp_path: Path) -> None:
    async with guide(tmp_path) as town:
        await town.load(item("A"))
        await town.publish()
        shelf = Shelf(town.data / "guide")
        phone = Reader(lambda sha: shelf.get(sha).replace("西来镇".encode(), "东来镇".encode()))
        with pytest.raises(AssertionError):
            phone.sync(await town.manifest())
        sha = (await town.manifest())["layers"][-1]["packs"][0]["sha"]
        paths = [shelf.folder / f"{sha}.{ending}" for ending in ("br", "zst")]
        whole = [path.read_bytes() for path in paths]
        flipped = [
            data[: len(data) // 2] + bytes([data[len(data) // 2] ^ 1]) + data[len(data) // 2 + 1 :] for data in whole
        ]
        paths[0].write_bytes(flipped[0])
        assert await verify(DB, town.data / "guide") == []  # mended from the other packing
        assert [path.read_bytes() for path in paths] == whole
        for path, data in zip(paths, flipped, strict=True):
            path.write_bytes(data)
        assert any("damaged" in fault for fault in await verify(DB, town.data / "guide"))


async def test_R6_a_row_lost_on_the_phone_is_found_and_repaired_at_the_next_change(tmp_path: Path) -> None:
    async with guide(tmp_path) as town:
        await town.load(item("A"), item("B"))
        await town.publish()
        phone = reader(town)
        await sync(town, phone)
        del phone.layers["510131104"].rows["item", "B"]
        await town.load(item("A", fee=5), item("B"))
        await town.publish()
        await sync(town, phone)
        assert phone.repaired == 1
        await same_as_database(town, phone)


async def test_a_changed_manifest_does_not_pass_the_signature(tmp_path: Path) -> None:
    async with guide(tmp_path) as town:
        await town.load(item("A"))
        await town.publish()
        jwk = (await town.heads()).key.jwk
        manifest = await town.manifest()
        verify_signature(manifest, jwk)
        manifest["layers"][-1]["packs"][0]["sha"] = "A" * 22
        with pytest.raises(InvalidSignature):
            verify_signature(manifest, jwk)


async def test_a_crash_between_files_and_heads_leaves_the_old_guide_valid(tmp_path: Path) -> None:
    async with guide(tmp_path) as town:
        await town.load(item("A"))
        await town.publish()
        before = await town.manifest()
        await town.load(item("A", fee=5))
        with (
            patch.object(publishing, "commit", side_effect=OSError("power cut")),
            pytest.raises(OSError, match="power"),
        ):
            await town.publish()
        assert (await town.manifest())["head"] == before["head"]
        phone = reader(town)
        phone.sync(await town.manifest())
        assert (await town.publish()).layers == ["510131104"]
        await sync(town, phone)
        await same_as_database(town, phone)


async def test_packs_that_no_manifest_names_are_kept_for_180_days(tmp_path: Path) -> None:
    async with guide(tmp_path) as town:
        await town.load(item("A"))
        await town.publish(now=1_000_000)
        old = (await town.manifest())["layers"][-1]["packs"][0]["sha"]
        shelf = Shelf(town.data / "guide")
        with patch.object(publishing, "SMALL", 0):
            await town.load(item("A", summary="".join(map(chr, range(0x4E00, 0x4F00)))))
            await town.publish(now=2_000_000)
            assert shelf.find(old, "br") is not None
            await town.load(item("A", fee=1))
            await town.publish(now=2_000_000 + KEEP_FOR + 1)
        assert shelf.find(old, "br") is None


async def test_R1_titles_come_first_and_the_most_used_items_in_full(tmp_path: Path) -> None:
    text = "".join(map(chr, range(0x4E00, 0x6000)))
    async with guide(tmp_path) as town:
        rare = [item(f"R{n}", summary=text[n * 40 : n * 40 + 2000]) for n in range(40)]
        await town.load(item("U", summary="最常用", rank=1), *rare)
        await town.publish()
        manifest = await town.manifest()
        layer = manifest["layers"][-1]
        first = Reader(Shelf(town.data / "guide").get).take_packs(
            layer | {"packs": [one for one in layer["packs"] if one["tier"] == 0]}
        )
    assert len([1 for kind, _ in first.rows if kind == "item"]) == 41
    assert first.rows["item", "U"]["summary"] == "最常用"
    assert "summary" not in first.rows["item", "R1"]
    assert first.said("510131104", first.rows["item", "R1"]).startswith("nong cun ji")
    assert "來" not in first.rows["chars", "510131104"]["from"]
    assert "農" in first.rows["chars", "510131104"]["from"]


def test_two_layers_given_the_same_rows_at_once_keep_one_whole_pack(tmp_path: Path) -> None:
    same = "各层一样的一段".encode() * 2000
    with ThreadPoolExecutor(8) as threads:
        kept = {one.sha for one in threads.map(lambda _: Shelf(tmp_path).keep(same), range(24))}
    assert [Shelf(tmp_path).get(sha) for sha in kept] == [same]
    assert len(list((tmp_path / "p").iterdir())) == 2  # brotli and zstd, and nothing half written
