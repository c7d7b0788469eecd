"""What a photo may have to wait for after its last byte: the virus scanner, the store. Both are elsewhere."""

from typing import Literal

import structlog

from server import health
from server.sync.core import Core

Door = Literal["scan", "store"]
log = structlog.get_logger()


class Away(Exception):
    """Cannot be reached now. What was received is kept, and finished when it can be."""

    def __init__(self, door: Door) -> None:
        super().__init__(f"{door} away")
        self.door = door


@health.check
async def photo_store(core: Core) -> str | None:
    return "photo_store_away" if await waiting_for(core, "store") else None


@health.check
async def photo_scan(core: Core) -> str | None:
    return "photo_scan_away" if await waiting_for(core, "scan") else None


async def waiting_for(core: Core, door: Door) -> bool:
    return bool(await core.store.fetch("SELECT 1 FROM blob WHERE waits = ? LIMIT 1", (door,)))
