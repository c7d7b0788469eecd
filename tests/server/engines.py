"""On which databases a test runs: SQLite, and those that ask for `both_engines` on PostgreSQL too."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import asyncpg

from server import piccolo_conf
from server.settings import Settings
from tests.server import cluster


class Databases:
    """One PostgreSQL database for each data folder of a test, so that a town that is opened again finds its own."""

    def __init__(self) -> None:
        self.names: dict[Path, str] = {}

    def address(self, folder: Path) -> str:
        if folder not in self.names:
            self.names[folder] = cluster.database()
        return cluster.address_of(self.names[folder])

    def give_back(self) -> None:
        for name in self.names.values():
            cluster.beside(cluster.give_back(name))


current: Databases | None = None


@contextmanager
def on(engine: str) -> Iterator[None]:
    global current
    if engine == "sqlite":
        yield
        return
    current = Databases()
    try:
        yield
    finally:
        current.give_back()
        current = None
        piccolo_conf.use(Settings())


def settings_of(folder: Path) -> dict[str, str]:
    return {} if current is None else {"database_url": current.address(folder)}


def environment_of(folder: Path) -> dict[str, str]:
    return {name.upper(): value for name, value in settings_of(folder).items()}


async def peek(folder: Path, sql: str, *args: Any) -> list[tuple[Any, ...]]:
    """What a database of a running server holds, seen from beside. Arguments are `$1`, `$2` …"""
    if current is not None:
        connection = await asyncpg.connect(current.address(folder))
        try:
            return [tuple(row) for row in await connection.fetch(sql, *args)]
        finally:
            await connection.close()
    store = sqlite3.connect(folder / "ganchang.sqlite", isolation_level=None)
    try:
        return store.execute(sql.replace("$", "?"), args).fetchall()
    finally:
        store.close()
