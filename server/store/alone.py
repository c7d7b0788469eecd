"""Keeps a second server off an SQLite file: two would each believe that they alone write, poke and do the jobs."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager

from server.settings import Settings


class NotAlone(Exception):
    """Another server has this data folder."""


@contextmanager
def alone(settings: Settings) -> Iterator[None]:
    """The lock is the process's own: however it ends, the next one gets it."""
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    with (settings.data_dir / "serving").open("a+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.seek(0)
            raise NotAlone(f"process {file.read().strip()} already serves {settings.data_dir}") from None
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        yield
