"""A small county on disk and a database of its own, for the tests of the guide."""

import csv
import json
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from server.guide.heads import Heads
from server.guide.load.changes import Report
from server.guide.load.load import load
from server.guide.load.problems import Refused
from server.guide.publish import Published, publish
from server.piccolo_conf import DB
from tests.server.town import settle

PLACES = [
    ("5101", "成都市"),
    ("510131", "蒲江县"),
    ("510131104", "西来镇"),
    ("510131104201", "马福村"),
    ("510131104202", "白马村"),
    ("510131105", "朝阳湖镇"),
]


def item(code: str = "XL-1", org: str = "510131104", **more: Any) -> dict[str, Any]:
    return {
        "code": code,
        "name": "农村籍退役士兵定期生活补助",
        "org": org,
        "department": "mz",
        "materials": [{"code": "sfz", "name": "身份证"}],
        "steps": [{"name": "受理"}],
    } | more


FORM = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "type": "object",
    "properties": {"name": {"type": "string", "title": "姓名"}},
    "required": ["name"],
    "x-steps": [{"id": "who", "title": "谁来办", "fields": ["name"]}],
}


def write_csv(path: Path, rows: list[list[Any]], encoding: str = "utf-8", delimiter: str = ",") -> None:
    with path.open("w", encoding=encoding, newline="") as file:
        csv.writer(file, delimiter=delimiter).writerows(rows)


def county(folder: Path, *items: dict[str, Any], forms: dict[str, Any] | None = None) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    write_csv(folder / "places.csv", [["code", "name"], *PLACES])
    write_csv(folder / "departments.csv", [["code", "name", "place"], ["mz", "民政局", "510131"]])
    write_csv(folder / "centres.csv", [["name", "place"], ["西来镇便民服务中心", "510131104"]])
    (folder / "items.json").write_text(json.dumps(list(items), ensure_ascii=False), "utf-8")
    shutil.rmtree(folder / "forms", ignore_errors=True)
    (folder / "forms").mkdir()
    for code, schema in (forms or {}).items():
        (folder / "forms" / f"{code}.json").write_text(json.dumps(schema, ensure_ascii=False), "utf-8")
    return folder


@dataclass
class Guide:
    data: Path
    folder: Path

    async def load(self, *items: dict[str, Any], **more: Any) -> Report:
        return await load(DB, county(self.folder, *items, **more))

    async def load_folder(self) -> Report:
        return await load(DB, self.folder)

    async def refused(self) -> list[str]:
        """The problems of the folder as it is."""
        try:
            await load(DB, self.folder)
        except Refused as refused:
            return refused.problems.told()
        return []

    async def publish(self, now: int | None = None) -> Published:
        return await publish(DB, self.data / "guide", now)

    async def heads(self) -> Heads:
        heads = Heads(DB, self.data / "guide", self.data / "keys")
        await heads.reload()
        return heads

    async def manifest(self, place: str = "510131104", head: str | None = None) -> dict[str, Any]:
        found = (await self.heads()).manifest_for(place, head)
        assert found is not None
        manifest: dict[str, Any] = json.loads(bytes(found))
        return manifest

    async def everything(self) -> list[Any]:
        names = ("place", "department", "centre", "item", "form", "guide_pending", "guide_layer")
        return [await DB.fetch(f"SELECT * FROM {name} ORDER BY 1") for name in names]


@asynccontextmanager
async def guide(folder: Path) -> AsyncIterator[Guide]:
    data = folder / "data"
    settle(data)
    DB.open(str(data / "ganchang.sqlite"))
    try:
        yield Guide(data, folder / "county")
    finally:
        DB.close()
