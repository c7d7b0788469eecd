"""The guide is loaded, published and read the same from both databases; the whole chain of migrations runs on both."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from server import piccolo_conf
from server.guide.load.load import load
from server.guide.publish import publish
from server.guide.verify import verify
from server.hours.publish import expand_alone
from server.settings import Settings
from server.store.migrate import migrate, opened
from server.store.rows import shape
from tests.server import cluster
from tests.server.engines import on, settings_of
from tests.server.guide_county import FORM, county, item, write_csv

HEADS = "SELECT code, gen, seq, base_seq, rows, digest, packs, segments FROM guide_layer ORDER BY code"
ITEMS = "SELECT id, hash, version, pinyin, body FROM item ORDER BY id"

OPENINGS = "SELECT code, layer, body FROM openings ORDER BY code"
HOURS = [["centre", "days", "opens", "closes"], ["510131104", "工作日", "9:00", "17:00"]]


async def two_publications(folder: Path) -> list[Any]:
    data, files = folder / "data", folder / "county"
    items = [item(f"XL-{number}", name=f"第{number}项老年人优待", form="tysb") for number in range(40)]
    async with opened(Settings(data_dir=data, **settings_of(folder))) as store:
        county(files, *items, forms={"tysb": FORM})
        write_csv(files / "hours.csv", HOURS)
        await load(store, files)
        assert await expand_alone(store, data / "guide", date(2026, 11, 22)) == 1
        await publish(store, data / "guide", 1_700_000_000)
        items[3]["phone"] = "028-00001040"
        report = await load(store, county(files, *items[:-1], forms={"tysb": FORM}))
        assert (report.changed, report.withdrawn, report.same) == (1, 1, 38)
        assert await expand_alone(store, data / "guide", date(2026, 12, 1)) == 1
        await publish(store, data / "guide", 1_700_000_100)
        assert await verify(store, data / "guide") == []
        return [await store.fetch(HEADS), await store.fetch(ITEMS), await store.fetch(OPENINGS)]


async def test_both_databases_give_the_same_guide_to_the_last_byte(tmp_path: Path) -> None:
    made = []
    for engine in ("sqlite", "postgres"):
        with on(engine):
            made.append(await two_publications(tmp_path / engine))
    assert made[0] == made[1] and (len(made[0][1]), len(made[0][2])) == (39, 1)


@pytest.mark.parametrize("engine", ["sqlite", "postgres"])
async def test_the_whole_chain_of_migrations_makes_every_table_as_it_is_declared(tmp_path: Path, engine: str) -> None:
    name = cluster.database("template0") if engine == "postgres" else ""
    url = {"database_url": cluster.address_of(name)} if name else {}
    try:
        async with opened(Settings(data_dir=tmp_path, **url)) as store:
            for app in piccolo_conf.APP_REGISTRY.app_configs.values():
                for table in app.table_classes:
                    assert await store.fetch(shape(table).select) == [], table
            done = await store.fetch("SELECT name, app_name FROM migration ORDER BY id")
            await migrate()
            assert await store.fetch("SELECT name, app_name FROM migration ORDER BY id") == done
            assert len(done) >= 13
    finally:
        piccolo_conf.use(Settings())
        if name:
            cluster.beside(cluster.drop(name))
