"""A PostgreSQL of the tests' own: made on first use, on a free port of this machine, gone when they end.

GANCHANG_TEST_POSTGRES=postgresql://… names one that runs already, whose user may create databases. The programs are
looked for in PATH and where Debian puts them.
"""

import asyncio
import atexit
import os
import pwd
import secrets
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit, urlunsplit

import asyncpg

from server.settings import Settings
from server.store.migrate import migrate_alone

Result = TypeVar("Result")

MISSING = "These tests need PostgreSQL: apt-get install postgresql (or set GANCHANG_TEST_POSTGRES)"
# No power will be cut here. What durability rests on is asked of the server and of our session in test_postgres.py.
COMMON = ("shared_buffers=64MB", "max_connections=100", "listen_addresses=127.0.0.1")
QUICK = ("fsync=off", "full_page_writes=off", "deadlock_timeout=100ms")


def program(name: str) -> str:
    places = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    found = shutil.which(name, path=os.pathsep.join([*map(str, places), os.environ.get("PATH", "")]))
    assert found is not None, MISSING
    return found


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


def nobody() -> dict[str, Any]:
    """PostgreSQL refuses to run as root."""
    if os.getuid() != 0:
        return {}
    somebody = pwd.getpwnam("nobody")
    return {"user": somebody.pw_uid, "group": somebody.pw_gid, "extra_groups": []}


class Cluster:
    """One server with its data in a folder; it can be stopped at once and started again."""

    def __init__(self, durable: bool = False) -> None:
        self.options = (*COMMON, *(() if durable else QUICK))
        self.folder = Path(tempfile.mkdtemp(prefix="pg-"))
        self.folder.chmod(0o755)
        self.data, self.port = self.folder / "data", free_port()
        self.data.mkdir()
        if who := nobody():
            os.chown(self.data, who["user"], who["group"])
        words = ["-D", str(self.data), "-U", "town", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"]
        subprocess.run([program("initdb"), *words], check=True, capture_output=True, cwd="/", **nobody())
        self.start()
        atexit.register(self.remove)

    @property
    def url(self) -> str:
        return f"postgresql://town@127.0.0.1:{self.port}/postgres"

    def start(self) -> None:
        options = [word for one in (*self.options, f"port={self.port}") for word in ("-c", one)]
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(
                [program("postgres"), "-D", str(self.data), "-k", "", *options],
                stdout=log,
                stderr=log,
                cwd="/",
                **nobody(),
            )
        answers = [program("pg_isready"), "-q", "-h", "127.0.0.1", "-p", str(self.port)]
        while subprocess.run(answers).returncode != 0:
            assert self.process.poll() is None, (self.folder / "log").read_text("utf-8")
            time.sleep(0.02)

    def stop(self) -> None:
        """As a reboot would: connections are cut, what was committed is kept."""
        subprocess.run(
            [program("pg_ctl"), "stop", "-D", str(self.data), "-m", "fast", "-w"],
            check=True,
            capture_output=True,
            cwd="/",
            **nobody(),
        )
        self.process.wait()

    def remove(self) -> None:
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)


@cache
def shared() -> str:
    """The address of a cluster for all tests that do not stop it."""
    return os.environ.get("GANCHANG_TEST_POSTGRES") or Cluster().url


def beside(work: Coroutine[Any, Any, Result]) -> Result:
    """To its end in a thread: a test's own loop is running."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(lambda: asyncio.run(work)).result()


def address_of(name: str, cluster: str | None = None) -> str:
    return urlunsplit(urlsplit(cluster or shared())._replace(path=f"/{name}"))


@cache
def migrated() -> str:
    """The name of a database in its newest shape that nobody has used: copied for every test."""
    name = f"fresh_{secrets.token_hex(4)}"
    beside(statement(f"CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C'"))
    with tempfile.TemporaryDirectory() as folder:
        beside(migrate_alone(Settings(data_dir=Path(folder), database_url=address_of(name))))
    atexit.register(lambda: asyncio.run(drop(name)))
    return name


async def statement(sql: str, cluster: str | None = None) -> None:
    connection = await asyncpg.connect(cluster or shared())
    try:
        await connection.execute(sql)
    finally:
        await connection.close()


async def drop(name: str) -> None:
    try:
        await statement(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
    except OSError:  # the cluster has gone before us, and all its databases with it
        return


def database(template: str | None = None) -> str:
    """The name of a database without rows, migrated unless another template is named."""
    if template is None and spare:
        return spare.pop()
    template, name = template or migrated(), f"town_{secrets.token_hex(6)}"
    beside(statement(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY file_copy"))
    return name


spare: list[str] = []  # given back: emptying one takes a tenth of what making one takes
EMPTY = """DO $$
DECLARE of record; used boolean;
BEGIN
  FOR of IN SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace LOOP
    EXECUTE format('SELECT EXISTS (SELECT FROM %I)', of.relname) INTO used;
    IF used AND of.relname <> 'migration' THEN EXECUTE format('TRUNCATE %I', of.relname); END IF;
  END LOOP;
  FOR of IN SELECT sequencename FROM pg_sequences WHERE last_value IS NOT NULL LOOP
    IF of.sequencename <> 'migration_id_seq' THEN EXECUTE format('ALTER SEQUENCE %I RESTART', of.sequencename); END IF;
  END LOOP;
END $$"""
SHAPE = """SELECT string_agg(concat(attrelid::regclass, attname, atttypid, attnotnull), ' ' ORDER BY attrelid, attnum)
FROM pg_attribute WHERE attrelid IN (SELECT oid FROM pg_class WHERE relnamespace = 'public'::regnamespace)"""


async def in_shape(name: str, first: str = "SELECT") -> str:
    connection = await asyncpg.connect(address_of(name))
    try:
        await connection.execute(first)
        return str(await connection.fetchval(SHAPE))
    finally:
        await connection.close()


@cache
def shape() -> str:
    return beside(in_shape(migrated()))


async def give_back(name: str) -> None:
    """For the next test, unless this one left tables of another shape."""
    await statement(f"SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = '{name}'")
    if await in_shape(name, EMPTY) == shape():
        spare.append(name)
    else:
        await drop(name)
