"""After a restore from a backup: versions that phones have seen must not come to mean other rows."""

from server.settings import Settings
from server.store import Store
from server.store.migrate import opened

AHEAD = 1_000_000  # more changes than a scope can have had since the backup


async def restored(store: Store) -> None:
    """Every device starts its scopes again at its next sync; what waits on it is not touched."""
    async with store.writing() as tx:
        await tx.many("UPDATE scope SET version = version + ?, floor = version + ?", [(AHEAD, AHEAD)])


async def restored_alone(settings: Settings) -> None:
    async with opened(settings) as engine:
        await restored(engine)
