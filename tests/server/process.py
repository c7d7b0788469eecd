"""A server of one's own as a real process, for what only a process shows: sockets, signals, sudden death."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from tests.server.engines import environment_of


@dataclass
class Running:
    process: asyncio.subprocess.Process
    port: int

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    async def kill(self) -> None:
        self.process.send_signal(signal.SIGKILL)
        await self.process.wait()

    async def stop(self) -> int:
        self.process.send_signal(signal.SIGTERM)
        return await asyncio.wait_for(self.process.wait(), 30)


@asynccontextmanager
async def running(folder: Path, **environment: str) -> AsyncIterator[Running]:
    """`python -m server serve` on a free port, with its log in <folder>/log."""
    folder.mkdir(parents=True, exist_ok=True)
    known = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    given = {"HOST": "127.0.0.1", "PORT": "0", "DATA_DIR": str(folder), "LOG_LEVEL": "info"}
    with (folder / "log").open("ab") as log:
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            *("-m", "server", "serve"),
            env=known | given | environment_of(folder) | environment,
            stdout=asyncio.subprocess.PIPE,
            stderr=log,
        )
    assert process.stdout is not None
    try:
        line = (await asyncio.wait_for(process.stdout.readline(), 60)).decode()
        assert line.startswith("listening on"), (line, (folder / "log").read_text("utf-8"))
        yield Running(process, int(line.rsplit(":", 1)[1]))
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
        process._transport.close()  # type: ignore[attr-defined]  # else a warning when the loop has ended


@asynccontextmanager
async def browser_of(server: Running) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=server.url) as http:
        yield http
