"""A connection to a push service that carries one request after the other, for messages by the hundred thousand: with a
general client each costs five times the processor that sealing it does. No task waits for an answer; the next request
is made when the one before was answered."""

import asyncio
from typing import Protocol, cast

import httptools

WITHIN = 20.0  # seconds for an answer
LONGEST = 65_536  # bytes of an answer's body: nobody reads it
WAIT = b"retry-after"


class Lost(OSError):
    """The connection ended before the answer was whole."""


class Load(Protocol):
    """What a line carries."""

    def next(self) -> bytes | None:
        """The next request as it goes over the wire; None when there are no more."""
        ...

    def answered(self, status: int, wait: str) -> None:
        """`wait` is what Retry-After said."""
        ...


class Line(asyncio.Protocol):
    def __init__(self) -> None:
        self.open = False
        self.used = False  # an answer came over it
        self._parser = httptools.HttpResponseParser(self)
        self._load: Load | None = None
        self._ended: asyncio.Future[None] | None = None
        self._whole = False
        self._wait = ""
        self._size = 0
        self._asked = 0.0

    async def carry(self, load: Load) -> None:
        """Until the load is carried, or the line will carry no more; raises `Lost` or `TimeoutError` for the request
        that was not answered."""
        self._loop = asyncio.get_running_loop()
        self._load, self._ended = load, self._loop.create_future()
        self._watch = self._loop.call_later(WITHIN, self._look)
        try:
            self._ask()
            await self._ended
        finally:
            self._watch.cancel()
            if not self._ended.done() or self._ended.cancelled() or self._ended.exception() is not None:
                self.close()
            self._load = self._ended = None

    def close(self) -> None:
        self.open = False
        self._transport.abort()

    def _ask(self) -> None:
        request = self._load.next() if self._load is not None and self.open else None
        if request is None:
            self._end(None)
            return
        self._asked = self._loop.time()
        self._transport.write(request)

    def _end(self, error: Exception | None) -> None:
        if self._ended is None or self._ended.done():
            return
        if error is None:
            self._ended.set_result(None)
        else:
            self._ended.set_exception(error)

    def _look(self) -> None:
        left = self._asked + WITHIN - self._loop.time()
        if left <= 0:
            self._end(TimeoutError())
        else:
            self._watch = self._loop.call_later(left, self._look)

    # What the loop calls

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport, self.open = cast(asyncio.Transport, transport), True  # uvloop's is none by name

    def connection_lost(self, error: Exception | None) -> None:
        self.open = False
        self._end(Lost(str(error or "closed")))

    def data_received(self, data: bytes) -> None:
        if self._load is None:  # nobody asked: whatever it is, this line is not to be trusted any more
            self.close()
            return
        try:
            self._parser.feed_data(data)
        except httptools.HttpParserError as error:
            self._end(Lost(str(error)))
            return
        if self._whole:
            self._load.answered(self._parser.get_status_code(), self._wait)
            self._whole, self._wait, self._size, self.used = False, "", 0, True
            self._ask()

    # What the parser calls

    def on_header(self, name: bytes, value: bytes) -> None:
        if len(name) == len(WAIT) and name.lower() == WAIT:
            self._wait = value.decode("latin-1")

    def on_body(self, body: bytes) -> None:
        self._size += len(body)
        if self._size > LONGEST:
            self._end(Lost("too long an answer"))

    def on_message_complete(self) -> None:
        self._whole = True
        if not self._parser.should_keep_alive():
            self.open = False
