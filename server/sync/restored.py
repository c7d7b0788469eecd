"""After a restore from a backup: versions that phones have seen must not come to mean other rows."""

import secrets

from server.settings import Settings
from server.store import Store
from server.store.migrate import opened

AHEAD = 1_000_000  # more changes than a scope can have had since the backup


async def restored(store: Store) -> None:
    """Every device starts its scopes again at its next sync; what waits on it is not touched."""
    # Another number each time: a backup may be put back twice, and phones that synced in between must not find their
    # versions again with other rows in them.
    ahead = AHEAD + secrets.randbelow(AHEAD)
    async with store.writing() as tx:
        await tx.many("UPDATE scope SET version = version + ?, floor = version + ?", [(ahead, ahead)])


async def restored_alone(settings: Settings) -> None:
    async with opened(settings) as engine:
        await restored(engine)
