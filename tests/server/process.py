"""A server of one's own as a real process, for what only a process shows: sockets, signals, sudden death.

It is forked from one that has read the server's modules once: that is most of what a start costs.
"""

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.context import ForkServerProcess
from pathlib import Path

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


@asynccontextmanager
async def running(folder: Path, **environment: str) -> AsyncIterator[Running]:
    """`python -m server serve` on a free port, with its log in <folder>/log."""
    settle(folder)
    known = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "PICCOLO_CONF") if name in os.environ}
    given = {"HOST": "127.0.0.1", "PORT": "0", "DATA_DIR": str(folder), "LOG_LEVEL": "info"}
    whole = known | given | environment_of(folder) | environment
    said, says = FORKS.Pipe(duplex=False)
    process = FORKS.Process(target=serving.serve, args=(whole, str(folder / "log"), says))
    process.start()
    says.close()
    try:
        with open(os.dup(said.fileno()), encoding="utf-8") as output:
            line = await asyncio.wait_for(asyncio.to_thread(output.readline), 60)
        assert line.startswith("listening on"), (line, (folder / "log").read_text("utf-8"))
        yield Running(process, int(line.rsplit(":", 1)[1]))
    finally:
        process.kill()
        await asyncio.to_thread(process.join)
        process.close()
        said.close()


@asynccontextmanager
async def browser_of(server: Running) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=server.url) as http:
        yield http
