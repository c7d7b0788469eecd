"""Edits for the benchmarks of R4, published as the guide's own commands publish.

python -m tests.bench.edit one DATA_DIR LAYER      one field of one item of the layer
python -m tests.bench.edit many DATA_DIR FOLDER    a layer of 20,000 items made, then one field of 200 of them
"""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

from server.guide.load.load import load
from server.guide.publish import publish
from server.piccolo_conf import DB
from server.store.migrate import migrate
from tests.bench.guide import county_of_20000, edit


async def edited(what: str, data: Path, rest: str) -> None:
    data.mkdir(parents=True, exist_ok=True)
    DB.open(str(data / "ganchang.sqlite"))
    try:
        await migrate()
        if what == "one":
            await edit(DB, rest, data / "edited", 1)
        else:
            county_of_20000(Path(rest))
            await load(DB, Path(rest))
            await publish(DB, data / "guide")
            await edit(DB, "440199", Path(rest), 200)
        report = await publish(DB, data / "guide")
        print(", ".join(report.layers), report.bytes)
    finally:
        DB.close()


if __name__ == "__main__":
    asyncio.run(edited(sys.argv[1], Path(sys.argv[2]), sys.argv[3]))
