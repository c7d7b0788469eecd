"""The index that pull walks: rows of a scope in the order of their versions."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from server.sync.tables import ScopeRow

ID = "2026-11-22T01:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "index of scope rows by version"


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="sync", description=DESCRIPTION)

    async def run() -> None:
        await ScopeRow.raw("CREATE INDEX IF NOT EXISTS scope_row_version ON scope_row (scope, version)")

    manager.add_raw(run)
    return manager
