"""Runs the app under uvicorn until it is told to stop: in this process, or in several workers."""

import asyncio
import gc
import signal
import socket
import sys
from collections.abc import Callable

import uvicorn

from server.app import create_app
from server.log import set_up
from server.settings import Settings
from server.store.alone import NotAlone, alone
from server.store.migrate import migrate_alone
from server.store.trouble import Unavailable
from server.web.bodies import KeptBodies
from server.workers import supervise

GRACE = 20  # seconds for requests under way when the server is stopped


class Server(uvicorn.Server):
    """Says where it listens once it does: port 0 is known only then."""

    def __init__(self, config: uvicorn.Config, listening: Callable[[int], None]) -> None:
        super().__init__(config)
        self._listening = listening

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        rest_from_looking_for_cycles()
        if self.started:
            listening = self.servers[0].sockets[0] if self.servers else None
            self._listening(listening.getsockname()[1] if listening else self.config.port)


def rest_from_looking_for_cycles() -> None:
    """What was made at the start stays; and a transaction of a busy minute holds tens of thousands of things at once,
    none of them garbage: looking through them again and again took a tenth of it."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 20, 20)


def run(settings: Settings, listening: Callable[[int], None]) -> int:
    set_up(settings.log_level)
    try:
        if settings.database_url:  # whatever hinders all workers is said once, in one line
            asyncio.run(migrate_alone(settings))
        if settings.database_url is None:
            with alone(settings):
                return serve(settings, None, listening)
        if settings.workers == 1:
            return serve(settings, None, listening)
        with bound(settings) as sock:
            return supervise(
                settings.workers,
                sock,
                lambda shared, ready: serve(settings, shared, lambda _: ready()),
                lambda: listening(sock.getsockname()[1]),
                GRACE + 5,
            )
    except NotAlone as error:
        print(f"ganchang: {error}; stop it first, or set another DATA_DIR", file=sys.stderr)
    except Unavailable as error:
        print(f"ganchang: cannot use the database: {error}", file=sys.stderr)
    except OSError as error:
        print(f"ganchang: cannot listen on {settings.host}:{settings.port}: {error.strerror}", file=sys.stderr)
    return 1


def bound(settings: Settings) -> socket.socket:
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    return socket.create_server((settings.host, settings.port), family=family, backlog=2048)


def serve(settings: Settings, sock: socket.socket | None, listening: Callable[[int], None]) -> int:
    """On a socket that is bound already, or on the address of the settings."""
    config = uvicorn.Config(
        create_app(settings),
        host=settings.host,
        port=settings.port,
        http=KeptBodies,
        loop="uvloop",
        ws="websockets-sansio",
        ws_max_size=1_000_000,
        ws_per_message_deflate=False,
        # A ping keeps the carrier's address translation open; more often costs battery and 2G bytes.
        ws_ping_interval=110,
        ws_ping_timeout=60,
        timeout_keep_alive=75,
        timeout_graceful_shutdown=GRACE,
        proxy_headers=bool(settings.trusted_proxies),
        forwarded_allow_ips=list(settings.trusted_proxies) or None,
        server_header=False,
        log_level="warning",
        access_log=False,
        log_config=None,
        lifespan="on",
    )
    server = Server(config, listening)
    # uvicorn has handlers of its own only while it runs: before, it must not begin; after, it raises the signal again.
    for stop in (signal.SIGTERM, signal.SIGINT):
        signal.signal(stop, lambda *_: setattr(server, "should_exit", True))
    try:
        server.run([sock] if sock else None)
    except SystemExit:
        return 1
    return 0 if server.started else 1
