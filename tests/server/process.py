"""A server of one's own as a real process, for what only a process shows: sockets, signals, sudden death.

It is forked from one that has read the server's modules once: that is most of what a start costs.
"""

import asyncio
import os
import signal
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from subprocess import CompletedProcess
from tempfile import TemporaryDirectory
from typing import TextIO

import httpx

from tests.server import serving
from tests.server.engines import environment_of
from tests.server.town import settle

FORKS = get_context("forkserver")
FORKS.set_forkserver_preload([serving.__name__])


@dataclass
class Running:
    process: ForkServerProcess
    port: int

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def pid(self) -> int:
        assert self.process.pid is not None
        return self.process.pid

    async def kill(self) -> None:
        self.process.kill()
        await asyncio.to_thread(self.process.join)

    async def stop(self) -> int:
        os.kill(self.pid, signal.SIGTERM)
        await asyncio.to_thread(self.process.join, 30)
        assert self.process.exitcode is not None, "it does not end"
        return self.process.exitcode


@contextmanager
def obeying(words: list[str], log: Path, environment: dict[str, str]) -> Iterator[tuple[ForkServerProcess, TextIO]]:
    """The process and what it says, as it says it; its errors are in `log`."""
    known = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "PICCOLO_CONF") if name in os.environ}
    heard, said = FORKS.Pipe(duplex=False)
    process = FORKS.Process(target=serving.obey, args=(words, known | environment, said, str(log)))
    process.start()
    said.close()
    with heard, open(os.dup(heard.fileno()), encoding="utf-8") as output:
        try:
            yield process, output
        finally:
            process.kill()
            process.join()
            process.close()


def run(folder: Path, *words: str, **settings: str) -> CompletedProcess[str]:
    """`python -m server …` to its end."""
    with TemporaryDirectory() as beside:
        log = Path(beside, "log")
        with obeying(list(words), log, {"DATA_DIR": str(folder)} | settings) as (process, output):
            said = output.read()
            process.join()
            return CompletedProcess(words, process.exitcode or 0, said, log.read_text("utf-8"))


@asynccontextmanager
async def running(folder: Path, **environment: str) -> AsyncIterator[Running]:
    """`python -m server serve` on a free port, with its log in <folder>/log."""
    settle(folder)
    given = {"HOST": "127.0.0.1", "PORT": "0", "DATA_DIR": str(folder), "LOG_LEVEL": "info"}
    whole = given | environment_of(folder) | environment
    with obeying(["serve"], folder / "log", whole) as (process, output):
        line = await asyncio.wait_for(asyncio.to_thread(output.readline), 60)
        assert line.startswith("listening on"), (line, (folder / "log").read_text("utf-8"))
        yield Running(process, int(line.rsplit(":", 1)[1]))


@asynccontextmanager
async def browser_of(server: Running) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=server.url) as http:
        yield http
