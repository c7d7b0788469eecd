"""Is there a virus in it? Asked of clamd (SCAN_CLAMD, its INSTREAM protocol) or of a program (SCAN_COMMAND). Staff get
a file only after the answer was no; without an answer it waits."""

import asyncio
import shlex
import struct
from collections.abc import Awaitable, Callable
from contextlib import suppress
from pathlib import Path

import structlog

from server.files.away import Away
from server.settings import Settings

log = structlog.get_logger()
PATIENCE = 60  # seconds for one file
PIECE = 65536
CLEAN, INFECTED = 0, 1  # exit status, as clamscan and most others have it


class Infected(Exception):
    """The scanner knows what this is."""


async def scan(settings: Settings, path: Path) -> None:
    """Returns when the file is clean or nobody is asked."""
    if settings.scan_clamd:
        await in_time(lambda: ask_clamd(settings.scan_clamd or "", path))
    if settings.scan_command:
        await in_time(lambda: ask_command(shlex.split(settings.scan_command or ""), path))


async def in_time(ask: Callable[[], Awaitable[None]]) -> None:
    try:
        async with asyncio.timeout(PATIENCE):
            await ask()
    except (OSError, TimeoutError, EOFError) as error:
        log.warning("scanner_away", problem=type(error).__name__)
        raise Away("scan") from error


async def ask_clamd(address: str, path: Path) -> None:
    host, _, port = address.rpartition(":")
    reader, writer = await asyncio.open_connection(host.strip("[]"), int(port))
    try:
        writer.write(b"zINSTREAM\0")
        with path.open("rb") as file:
            while piece := file.read(PIECE):
                writer.write(struct.pack(">I", len(piece)) + piece)
                await writer.drain()
        writer.write(struct.pack(">I", 0))
        answer = (await reader.readuntil(b"\0")).rstrip(b"\0").decode(errors="replace")
    finally:
        writer.close()
        with suppress(OSError):
            await writer.wait_closed()
    if answer.endswith(" FOUND"):
        raise Infected
    if answer != "stream: OK":  # too large for clamd's StreamMaxLength, or its database is broken: never a yes
        log.warning("scanner_away", problem="no verdict")
        raise Away("scan")


async def ask_command(command: list[str], path: Path) -> None:
    process = await asyncio.create_subprocess_exec(
        *command, str(path), stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.DEVNULL
    )
    try:
        status = await process.wait()
    except asyncio.CancelledError:
        process.kill()
        await process.wait()
        raise
    if status == INFECTED:
        raise Infected
    if status != CLEAN:
        log.warning("scanner_away", problem=f"exit status {status}")
        raise Away("scan")
