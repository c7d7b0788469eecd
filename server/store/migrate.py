"""Brings the tables of all domains to their newest shape. Running it again changes nothing."""

import io
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, redirect_stdout

from piccolo.apps.migrations.commands.forwards import run_forwards

from server import piccolo_conf
from server.settings import Settings
from server.store.postgres import Postgres

ONE_AT_A_TIME = 20261122  # the number of an advisory lock: any will do that nobody else takes


async def migrate() -> None:
    """All of it or nothing, and by one process at a time: several may start at once."""
    engine = piccolo_conf.DB
    said = io.StringIO()  # Piccolo prints every step; only a failure is worth reading
    places = list(sys.path)  # and puts each domain's folder in front, every time: later imports would search them all
    async with engine.transaction():
        if isinstance(engine, Postgres):
            await engine.run_ddl("SET LOCAL lock_timeout = 0")
            await engine.run_ddl(f"SELECT pg_advisory_xact_lock({ONE_AT_A_TIME})")
        try:
            with redirect_stdout(said):
                result = await run_forwards("all")
        finally:
            sys.path[:] = places
        if not result.success:
            raise RuntimeError(f"migrations failed: {said.getvalue()}")


async def migrate_alone(settings: Settings) -> None:
    """Without a server: opens the database, migrates, closes it."""
    async with opened(settings):
        pass


@asynccontextmanager
async def opened(settings: Settings) -> AsyncIterator[piccolo_conf.Engine]:
    """The database that the settings ask for, in its newest shape, for as long as a block lasts."""
    engine = piccolo_conf.use(settings)
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    if isinstance(engine, Postgres):
        await engine.open()
    else:
        engine.open(str(settings.database_path))
    try:
        await migrate()
        yield engine
    finally:
        if isinstance(engine, Postgres):
            await engine.close()
        else:
            engine.close()
