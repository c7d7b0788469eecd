"""Brings the tables of all domains to their newest shape. Running it again changes nothing."""

import io
from contextlib import redirect_stdout

from piccolo.apps.migrations.commands.forwards import run_forwards

from server.piccolo_conf import DB
from server.settings import Settings


async def migrate() -> None:
    said = io.StringIO()  # Piccolo prints every step; only a failure is worth reading
    with redirect_stdout(said):
        result = await run_forwards("all")
    if not result.success:
        raise RuntimeError(f"migrations failed: {said.getvalue()}")


async def migrate_alone(settings: Settings) -> None:
    """Without a server: opens the database, migrates, closes it."""
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    DB.open(str(settings.database_path))
    try:
        await migrate()
    finally:
        DB.close()
