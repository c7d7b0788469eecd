"""What SQLite says of the disk under it, as words for `/ready` and as an error that asks the client to come again."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from server.store.trouble import Unavailable

# By primary result code (sqlite.org/rescode.html). All other errors are ours and stay what they are.
WORDS = {
    sqlite3.SQLITE_BUSY: "database_busy",
    sqlite3.SQLITE_LOCKED: "database_busy",
    sqlite3.SQLITE_NOMEM: "memory_full",
    sqlite3.SQLITE_READONLY: "disk_read_only",
    sqlite3.SQLITE_IOERR: "disk_failing",
    sqlite3.SQLITE_CANTOPEN: "disk_failing",
    sqlite3.SQLITE_FULL: "disk_full",
    sqlite3.SQLITE_CORRUPT: "database_damaged",
    sqlite3.SQLITE_NOTADB: "database_damaged",
}


class Unwell(Unavailable):
    """Nothing of the transaction is left, and what was acknowledged before is safe."""


@contextmanager
def translated(note: Callable[[str], None]) -> Iterator[None]:
    try:
        yield
    except sqlite3.Error as error:
        if (unwell := of_the_disk(error, note)) is not None:
            raise unwell from error
        raise


def of_the_disk(error: sqlite3.Error, note: Callable[[str], None]) -> Unwell | None:
    word = WORDS.get(getattr(error, "sqlite_errorcode", 0) & 0xFF)
    if word is None:
        return None
    note(word)
    return Unwell(f"{word}: {error}")
