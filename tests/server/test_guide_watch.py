"""A running server notices what another process published, and tells the phones that are listening."""

import asyncio
import contextlib
from pathlib import Path

from tests.server.guide_county import guide, item


async def test_a_publication_by_a_command_reaches_a_running_server(tmp_path: Path) -> None:
    async with guide(tmp_path) as town:
        await town.load(item())
        await town.publish()
        heads = await town.heads()
        old = heads.manifest("510131104")
        assert old is not None
        poked = asyncio.Event()
        watching = asyncio.create_task(heads.watch(lambda scopes: poked.set() if scopes == ["guide"] else None))
        await town.load(item(fee=5))
        await town.publish()
        async with asyncio.timeout(10):
            await poked.wait()
        new = heads.manifest("510131104")
        assert new is not None and new["head"] != old["head"]
        watching.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await watching


async def test_a_phone_that_is_up_to_date_costs_no_read_of_the_database(tmp_path: Path) -> None:
    async with guide(tmp_path) as town:
        await town.load(item())
        await town.publish()
        heads = await town.heads()
        manifest = heads.manifest("510131104")
        assert manifest is not None
    # The database is closed from here on.
    assert heads.manifest_for("510131104201", manifest["head"]) is None
    assert heads.manifest_for("510131104201", "00000000") is not None
    assert heads.manifest_for("999999999", None) is None
