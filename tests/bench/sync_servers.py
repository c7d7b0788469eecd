"""Servers for the benchmarks of sync: a process of their own on a core of their own, with what they used of it."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

SERVE = ("-m", "server", "serve")
BARE = ("-m", "tests.bench.sync_bare")


def apart(core: int) -> None:
    """The server has the first core, whoever loads it the second, where there are two."""
    if os.cpu_count() != 1:
        os.sched_setaffinity(0, {core})


@dataclass
class Served:
    process: subprocess.Popen[str]
    port: int

    @property
    def cpu(self) -> float:
        """Seconds of processor so far, its own and the kernel's for it. By the process's clock, named as
        clock_getcpuclockid(3) does: the table of processes counts in hundredths."""
        return time.clock_gettime((~self.process.pid << 3) | 2)

    def settle(self) -> None:
        """Waits until it has done what it does after a start by itself: that is no part of what a request costs."""
        while True:
            before = self.cpu
            time.sleep(0.5)
            if self.cpu - before < 0.02:
                return

    def memory(self, peak: bool = False) -> float:
        """MB."""
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        return int(status.split("VmHWM:" if peak else "VmRSS:")[1].split()[0]) / 1024


@contextmanager
def served(folder: Path, what: tuple[str, ...] = SERVE, **environment: str) -> Iterator[Served]:
    given = {"HOST": "127.0.0.1", "PORT": "0", "DATA_DIR": str(folder), **environment}
    with (folder / "log").open("ab") as log:
        process = subprocess.Popen(
            [sys.executable, *what],
            env={**os.environ, **given},
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
            preexec_fn=lambda: apart(0),
        )
    assert process.stdout is not None
    try:
        line = process.stdout.readline()
        if not line.startswith("listening on"):
            raise SystemExit((folder / "log").read_text("utf-8"))
        yield Served(process, int(line.rsplit(":", 1)[1]))
    finally:
        process.terminate()
        process.wait(30)
