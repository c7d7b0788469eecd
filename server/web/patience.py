"""How long the server waits for the rest of a request. Who sends a byte now and then must not hold on to memory for
ever; a phone on 2G is slow, but it gets through its headers in a round trip or two."""

import asyncio
import time

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

HEADERS_WITHIN = 30.0  # seconds from the first byte, or from the connection
HEADERS_AT_MOST = 32_768  # bytes
SILENCE = 60.0  # seconds between two pieces of a body: a cell that is being changed is silent for less


class Patient(HttpToolsProtocol):
    """Ends connections that keep us waiting. uvicorn's own limit counts only between two requests."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._head = 0
        self._in_head = True
        self._watch: asyncio.TimerHandle | None = None
        self._wait()

    def _wait(self) -> None:
        """One clock serves all requests of a connection: to set one and stop it again for each costs more."""
        self._heard = time.monotonic()
        self._waits = True
        if self._watch is None:
            self._watch = self.loop.call_later(HEADERS_WITHIN, self._tired)

    def _rest(self) -> None:
        self._waits = False
        if self._watch is not None:
            self._watch.cancel()
            self._watch = None

    def _tired(self) -> None:
        self._watch = None
        if not self._waits:
            return
        left = (HEADERS_WITHIN if self._in_head else SILENCE) - (time.monotonic() - self._heard)
        if left > 0:
            self._watch = self.loop.call_later(left, self._tired)
        elif not self.transport.is_closing():
            self.transport.abort()

    def connection_lost(self, exc: Exception | None) -> None:
        self._rest()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        if self._in_head:
            self._head += len(data)
        else:
            self._heard = time.monotonic()
        super().data_received(data)
        if self._in_head and self._head > HEADERS_AT_MOST and not self.transport.is_closing():
            self.send_400_response("Headers too large.")

    def on_message_begin(self) -> None:
        super().on_message_begin()
        if not self._in_head:  # the next request on a connection that was kept
            self._head, self._in_head = 0, True
            self._wait()

    def on_headers_complete(self) -> None:
        self._in_head = False
        self._heard = time.monotonic()
        self.scope["state"]["arrived"] = self._heard  # how long it had to wait is told from then on
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        self._waits = False  # from here on it is we who keep them waiting
        super().on_message_complete()

    def handle_websocket_upgrade(self) -> None:
        self._rest()
        super().handle_websocket_upgrade()
