"""The index by which a worker finds what is due."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from server.jobs.tables import Job

ID = "2026-11-22T01:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "index of jobs by state and time"


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="jobs", description=DESCRIPTION)

    async def run() -> None:
        await Job.raw("CREATE INDEX IF NOT EXISTS job_due ON job (state, run_at)")

    manager.add_raw(run)
    return manager
