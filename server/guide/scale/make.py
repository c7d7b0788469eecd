"""Guangzhou's catalogue in its real numbers, 1,279 + 5,146 + 13,135 + 68,131 items, over its real towns and villages.

Item names are real ones (of 广安区); what stands below a name is put together from the vocabulary of real guides, so
that it is about as repetitive as they are. The same seed gives the same folder.
"""

from __future__ import annotations

import csv
import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TextIO

from server.guide.load.columns import ITEMS, MATERIALS, STEPS
from server.guide.places import level_of
from server.guide.scale.orgs import Org, orgs
from server.guide.scale.sentences import Entity, item

HERE = Path(__file__).parent
NAMES = HERE.parent / "demo" / "guangan" / "catalogue.csv"

FORMS = ["", "（变更）", "（延续）", "（补证）", "（注销）"]

FORM = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "$id": "sq",
    "title": "事项申请表",
    "type": "object",
    "properties": {
        "name": {"type": "string", "title": "姓名", "minLength": 2, "x-prefill": "profile.name"},
        "id_number": {
            "type": "string",
            "title": "身份证号",
            "format": "id-number-cn",
            "x-prefill": "profile.id_number",
        },
        "reason": {"type": "string", "title": "申请事由", "maxLength": 500, "x-widget": "textarea"},
    },
    "required": ["name", "id_number", "reason"],
    "x-steps": [
        {"id": "who", "title": "谁来办", "fields": ["name", "id_number"]},
        {"id": "why", "title": "办什么", "fields": ["reason"]},
    ],
    "x-declaration": "以上内容真实，如有不实愿意承担责任。",
}


def make(folder: Path, seed: int = 1) -> int:
    """Writes the folder; gives the number of items."""
    folder.mkdir(parents=True, exist_ok=True)
    places = places_of_the_city()
    found = orgs([code for code, _ in places])
    write_units(folder, places, found)
    (folder / "forms").mkdir(exist_ok=True)
    (folder / "forms" / "sq.json").write_text(json.dumps(FORM, ensure_ascii=False, indent=1), "utf-8")
    return write_items(folder, items(found, dict(places), seed))


def places_of_the_city() -> list[tuple[str, str]]:
    with (HERE / "guangzhou.csv").open(encoding="utf-8", newline="") as file:
        return [(row["code"], row["name"]) for row in csv.DictReader(file)]


def real_names() -> list[tuple[str, int]]:
    with NAMES.open(encoding="utf-8", newline="") as file:
        return list(dict.fromkeys((row["name"], int(row["kind"])) for row in csv.DictReader(file)))


def items(found: list[Org], places: dict[str, str], seed: int) -> Iterator[Entity]:
    of_level = names_by_level(real_names())
    for org in found:
        chance = random.Random(f"{seed}/{org.code}")
        chosen = matters(of_level[len(org.code)], org.items, chance)
        for number, (name, kind) in enumerate(chosen, start=1):
            yield item(org, number, name, kind, chance)


def names_by_level(names: list[tuple[str, int]]) -> dict[int, list[tuple[str, int]]]:
    """Each level has powers of its own."""
    mixed = random.Random(0).sample(names, len(names))
    return {4: mixed[:640], 6: mixed[640:890], 9: mixed[890:960], 12: mixed[960:]}


def matters(names: list[tuple[str, int]], count: int, chance: random.Random) -> list[tuple[str, int]]:
    """One matter is several items: a licence is applied for, changed, renewed, replaced and given up."""
    found: list[tuple[str, int]] = []
    for name, kind in chance.sample(names, len(names)):
        forms = FORMS[: 1 + sum(map(ord, name)) % len(FORMS)]
        found += [(f"{name}{form}", kind) for form in forms]
    return found[:count]


def write_units(folder: Path, places: list[tuple[str, str]], found: list[Org]) -> None:
    named = dict(places)
    with sheet(folder, "places.csv") as file:
        rows = csv.writer(file)
        rows.writerow(["code", "level", "parent", "name"])
        rows.writerows([code, level_of(code), parent(code), name] for code, name in places)
    with sheet(folder, "departments.csv") as file:
        rows = csv.writer(file)
        rows.writerow(["code", "name", "place", "phone"])
        for org in found:
            rows.writerows(
                [code, f"{named[org.code]}{name}"[:100], org.code, org.phone] for code, name in org.departments
            )
    with sheet(folder, "centres.csv") as file:
        rows = csv.writer(file)
        rows.writerow(["code", "name", "place", "address", "phone", "hours", "windows"])
        for org in found:
            if len(org.code) < 12:
                windows = "|".join(f"{n}号窗口" for n in range(1, 7))
                name = f"{named[org.code]}政务服务中心"
                hours = "周一至周五 9:00–12:00，13:00–17:00"
                rows.writerow(
                    [org.code, name, org.code, f"{named[org.code]}人民路（示例地址）", org.phone, hours, windows]
                )


def parent(code: str) -> str:
    return {6: code[:4], 9: code[:6], 12: code[:9]}.get(len(code), "")


def sheet(folder: Path, name: str) -> TextIO:
    return (folder / name).open("w", encoding="utf-8", newline="")


def write_items(folder: Path, made: Iterator[Entity]) -> int:
    count = 0
    with sheet(folder, "items.csv") as one, sheet(folder, "materials.csv") as two, sheet(folder, "steps.csv") as three:
        columns = list(ITEMS), [c for c in MATERIALS if c != "org"], [c for c in STEPS if c != "org"]
        item_rows, material_rows, step_rows = (
            csv.DictWriter(file, names) for file, names in zip((one, two, three), columns, strict=True)
        )
        for writer in (item_rows, material_rows, step_rows):
            writer.writeheader()
        for entity in made:
            count += 1
            materials, steps = entity.pop("materials"), entity.pop("steps")
            item_rows.writerow(cells(entity))
            material_rows.writerows(cells({"item": entity["code"], **line}) for line in materials)
            step_rows.writerows(cells({"item": entity["code"], **line}) for line in steps)
    return count


def cells(entity: Entity) -> dict[str, Any]:
    return {key: cell(value) for key, value in entity.items()}


def cell(value: Any) -> Any:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "|".join(value) if isinstance(value, list) else value
