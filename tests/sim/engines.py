"""The databases under a simulated town: SQLite's files and PostgreSQL's tables, put at the beginning for each schedule,
backed up, restored, and left as a death leaves them."""

import asyncio
import atexit
import shutil
import tempfile
from collections.abc import Awaitable, Callable
from functools import cache
from pathlib import Path
from typing import Any, Protocol

import asyncpg

from server.settings import Settings
from server.store import Store, Values
from server.store.migrate import migrate_alone
from server.store.postgres import Postgres
from server.store.sqlite import SQLite
from tests.server import cluster

MEMORY = Path("/dev/shm")  # processes die here, no power is cut: nothing has to reach a disk
Furnish = Callable[[Store], Awaitable[None]]

KEEP = """DO $$
DECLARE of record; used boolean;
BEGIN
  DROP SCHEMA IF EXISTS {0} CASCADE;
  CREATE SCHEMA {0};
  FOR of IN SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace LOOP
    EXECUTE format('SELECT EXISTS (SELECT FROM public.%I)', of.relname) INTO used;
    IF used AND of.relname <> 'migration' THEN
      EXECUTE format('CREATE TABLE {0}.%I AS TABLE public.%I', of.relname, of.relname);
    END IF;
  END LOOP;
END $$"""
BRING_BACK = """DO $$
DECLARE of record; used boolean;
BEGIN
  FOR of IN SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace LOOP
    EXECUTE format('SELECT EXISTS (SELECT FROM public.%I)', of.relname) INTO used;
    IF used AND of.relname <> 'migration' THEN EXECUTE format('TRUNCATE public.%I', of.relname); END IF;
  END LOOP;
  FOR of IN SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = '{0}'::regnamespace LOOP
    EXECUTE format('INSERT INTO public.%I SELECT * FROM {0}.%I', of.relname, of.relname);
  END LOOP;
END $$"""
# To wait in pg_terminate_backend itself takes a tenth of a second for each.
CUT = """DO $$
DECLARE others int[];
BEGIN
  SELECT array_agg(pid) INTO others FROM pg_stat_activity
  WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend';
  PERFORM pg_terminate_backend(one) FROM unnest(others) one;
  WHILE EXISTS (SELECT FROM pg_stat_activity WHERE pid = ANY (others)) LOOP
    PERFORM pg_sleep(0.001), pg_stat_clear_snapshot();
  END LOOP;
END $$"""


class Engine(Protocol):
    """`workers`: how many serve one town at once."""

    workers: int
    folder: Path

    async def begin(self) -> None: ...

    async def open(self) -> SQLite | Postgres: ...

    def stop(self) -> None:
        """This moment is the last of whoever has it open."""
        ...

    async def kill(self, opened: Any) -> None: ...

    def leave(self, tx: Any) -> None:
        """Its process is gone in the middle of a transaction."""
        ...

    async def cut(self) -> None:
        """All connections break; the processes live."""
        ...

    async def back_up(self) -> None: ...

    async def restore(self) -> None: ...

    async def rows(self, sql: str) -> list[Values]: ...

    async def close(self) -> None: ...


def take_files(old: Path, new: Path) -> None:
    for tail in ("", "-wal"):
        if Path(f"{old}{tail}").exists():
            shutil.copyfile(f"{old}{tail}", f"{new}{tail}")


class OnSQLite:
    """A death leaves the files as they are that moment: they are copied, and the copy is opened."""

    workers = 1

    def __init__(self, furnish: Furnish) -> None:
        self.furnish = furnish
        self.folder = Path(tempfile.mkdtemp(prefix="schedule-", dir=MEMORY if MEMORY.is_dir() else None))
        self.deaths = 0

    @property
    def path(self) -> Path:
        return self.folder / f"{self.deaths}.sqlite"

    async def begin(self) -> None:
        take_files(files_at_the_beginning(self.furnish), self.path)

    async def open(self) -> SQLite:
        self.opened = SQLite(str(self.path))
        self.opened.open(str(self.path))
        return self.opened

    def stop(self) -> None:
        self.take(self.path)

    def take(self, old: Path) -> None:
        self.deaths += 1
        take_files(old, self.path)

    async def kill(self, opened: SQLite) -> None:
        opened.close()

    def leave(self, tx: Any) -> None: ...

    async def cut(self) -> None: ...

    async def back_up(self) -> None:
        take_files(self.path, self.folder / "backup.sqlite")

    async def restore(self) -> None:
        self.take(self.folder / "backup.sqlite")

    async def rows(self, sql: str) -> list[Values]:
        return await self.opened.fetch(sql)

    async def close(self) -> None:
        shutil.rmtree(self.folder)


class OnPostgres:
    """One database for all schedules of a process, with rows kept aside in schemas of their own, and two workers who
    share nothing else. A death leaves what was committed."""

    workers = 2

    def __init__(self, furnish: Furnish) -> None:
        self.furnish = furnish
        self.folder = Path(tempfile.gettempdir())
        self.opened: list[Postgres] = []

    async def begin(self) -> None:
        self.url = database_at_the_beginning(self.furnish)
        self.beside = await asyncpg.connect(self.url)
        await self.beside.execute(CUT)
        await self.beside.execute(BRING_BACK.format("beginning"))

    async def open(self) -> Postgres:
        opened = Postgres(self.url, 4)
        await opened.open()
        self.opened.append(opened)
        return opened

    def stop(self) -> None: ...

    async def kill(self, opened: Postgres) -> None:
        opened.opened.terminate()
        self.opened.remove(opened)
        await asyncio.sleep(0)

    def leave(self, tx: Any) -> None:
        tx.connection.terminate()

    async def cut(self) -> None:
        """Until the pools have noticed: who asks later finds a new connection."""
        holders = [holder for opened in self.opened if opened.pool is not None for holder in opened.pool._holders]
        held = [holder._con for holder in holders if holder._con is not None]
        await self.beside.execute(CUT)
        while not all(one.is_closed() for one in held):
            await asyncio.sleep(0.001)

    async def back_up(self) -> None:
        await self.beside.execute(KEEP.format("backup"))

    async def restore(self) -> None:
        await self.beside.execute(BRING_BACK.format("backup"))

    async def rows(self, sql: str) -> list[Values]:
        return [tuple(row) for row in await self.beside.fetch(sql)]

    async def close(self) -> None:
        await self.beside.close()


@cache
def files_at_the_beginning(furnish: Furnish) -> Path:
    """The town at the beginning of every schedule, made once a process."""
    folder = Path(tempfile.mkdtemp(prefix="sim-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    settings = Settings(data_dir=folder)

    async def make() -> None:
        await migrate_alone(settings)
        store = SQLite(str(settings.database_path))
        store.open(str(settings.database_path))
        await furnish(store)
        store.close()

    cluster.beside(make())
    return settings.database_path


@cache
def database_at_the_beginning(furnish: Furnish) -> str:
    name = cluster.database()
    url = cluster.address_of(name)

    async def make() -> None:
        store = Postgres(url)
        await store.open()
        await furnish(store)
        await store.close()
        await cluster.statement(KEEP.format("beginning"), url)

    cluster.beside(make())
    atexit.register(lambda: asyncio.run(cluster.drop(name)))
    return url
