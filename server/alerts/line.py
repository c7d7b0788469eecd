"""A connection to a push service that carries one request after the other, for messages by the hundred thousand: a
general client costs five times the processor that the message's own encryption does."""

import asyncio
from dataclasses import dataclass, field

import httptools

WITHIN = 20.0  # seconds for an answer
LONGEST = 65_536  # bytes of an answer's body: nobody reads it
READ = {b"retry-after": "Retry-After", b"location": "Location"}


@dataclass(slots=True)
class Answer:
    status: int = 0
    headers: dict[str, str] = field(default_factory=dict)


class Lost(OSError):
    """The connection ended before the answer was whole."""


class Line(asyncio.Protocol):
    def __init__(self) -> None:
        self.fresh = True  # no request went over it yet
        self.open = False
        self._waiting: asyncio.Future[Answer] | None = None
        self._answer = Answer()
        self._size = 0

    async def ask(self, request: bytes) -> Answer:
        """Raises `Lost` or `TimeoutError`; the line is closed then."""
        loop = asyncio.get_running_loop()
        self._parser = httptools.HttpResponseParser(self)
        self._answer, self._size = Answer(), 0
        waiting: asyncio.Future[Answer] = loop.create_future()
        self._waiting = waiting
        late = loop.call_later(WITHIN, self._fail, TimeoutError())
        self._transport.write(request)
        try:
            return await waiting
        finally:
            late.cancel()
            self.fresh, self._waiting = False, None
            if not waiting.done() or waiting.cancelled() or waiting.exception() is not None:
                self.close()

    def close(self) -> None:
        self.open = False
        self._transport.abort()

    def _fail(self, error: Exception) -> None:
        if self._waiting is not None and not self._waiting.done():
            self._waiting.set_exception(error)

    # What the loop calls

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport, self.open = transport, True

    def connection_lost(self, error: Exception | None) -> None:
        self.open = False
        self._fail(Lost(str(error or "closed")))

    def data_received(self, data: bytes) -> None:
        if self._waiting is None:  # nobody asked: whatever it is, this line is not to be trusted any more
            self.close()
            return
        try:
            self._parser.feed_data(data)
        except httptools.HttpParserError as error:
            self._fail(Lost(str(error)))

    # What the parser calls

    def on_header(self, name: bytes, value: bytes) -> None:
        if (known := READ.get(name.lower())) is not None:
            self._answer.headers[known] = value.decode("latin-1")

    def on_body(self, body: bytes) -> None:
        self._size += len(body)
        if self._size > LONGEST:
            self._fail(Lost("too long an answer"))

    def on_message_complete(self) -> None:
        self._answer.status = self._parser.get_status_code()
        if not self._parser.should_keep_alive():
            self.open = False
        if self._waiting is not None and not self._waiting.done():
            self._waiting.set_result(self._answer)
