"""The index that a round walks: who follows a centre, in the order of their ids."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from server.notices.tables import Follow

ID = "2026-11-22T09:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "index of followers by centre"


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="notices", description=DESCRIPTION)

    async def run() -> None:
        await Follow.raw("CREATE INDEX IF NOT EXISTS follow_centre ON follow (centre, person)")

    manager.add_raw(run)
    return manager
