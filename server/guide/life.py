"""What the guide keeps running in a server: the manifests in memory, and the look-out for new ones."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from litestar import Litestar

from server.guide.heads import Heads
from server.jobs.beside import beside
from server.sync.core import Core


def heads_of(core: Core) -> Heads:
    heads = core.parts[Heads]
    assert isinstance(heads, Heads)
    return heads


@asynccontextmanager
async def watching_guide(app: Litestar, core: Core) -> AsyncIterator[None]:
    heads = Heads(core.store, core.settings.data_dir / "guide", core.settings.keys_dir)
    await heads.reload()
    core.parts[Heads], core.guide = heads, heads.manifest_for
    async with beside(heads.watch(core.hub.poke_here)):
        yield
