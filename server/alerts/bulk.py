"""One message to very many phones: sealed for each, and handed to their push services over a few lines to each of them.
What a service asks to wait for, all of its messages wait for."""

import asyncio
import re
import ssl
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from urllib.parse import urlsplit

from server.alerts.endpoints import endpoint_allowed
from server.alerts.line import Line, Lost
from server.alerts.outcome import Outcome
from server.alerts.push import PublicResolver, PushMessage, outcome
from server.alerts.sealed import OVERHEAD, sealed
from server.alerts.vapid import Vapid

LINES = 16  # to one service, from one worker
KNOWN = 200  # services that are remembered: browsers have a handful, and whoever subscribes may name any
# Only what may stand in a request line: an address is chosen by the client.
ENDPOINT = re.compile(r"(https?)://([A-Za-z0-9.:\[\]-]+)(/[!-~]*)?")


@cache
def context() -> ssl.SSLContext:
    return ssl.create_default_context()


@dataclass(slots=True)
class Letter:
    id: str
    person: str
    endpoint: str
    p256dh: str
    auth: str
    message: PushMessage


Outcomes = dict[str, Outcome]


class Bulk:
    def __init__(self, vapid: Vapid, *, loopback: bool = False) -> None:
        self.vapid, self.loopback = vapid, loopback
        self._services: dict[str, Service] = {}

    async def send(self, letters: Iterable[Letter], now: int) -> Outcomes:
        """What became of each, by the letter's id."""
        done: Outcomes = {}
        groups: dict[Service, list[tuple[Letter, str]]] = {}
        for letter in letters:
            found = ENDPOINT.fullmatch(letter.endpoint)
            service = self._service(found[1], found[2]) if found else None
            if found is None or service is None:
                done[letter.id] = Outcome("permanent-failure", "endpoint_forbidden")
            else:
                groups.setdefault(service, []).append((letter, found[3] or "/"))
        for service in groups:
            service.authorization = self.vapid.authorization(service.origin, now)
        await asyncio.gather(*(service.send(group, now, done) for service, group in groups.items()))
        return done

    async def close(self) -> None:
        for service in self._services.values():
            service.close()

    def _service(self, scheme: str, place: str) -> "Service | None":
        origin = f"{scheme}://{place}"
        service = self._services.get(origin)
        if service is None:
            if not endpoint_allowed(origin + "/", loopback=self.loopback):
                return None
            if len(self._services) >= KNOWN:
                self._services.pop(next(iter(self._services))).close()
            service = self._services[origin] = Service(origin, place, PublicResolver(loopback=self.loopback))
        return service


@dataclass(eq=False)
class Service:
    origin: str
    place: str
    resolver: PublicResolver
    authorization: str = ""
    paused_until: int = 0
    idle: list[Line] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._turns = asyncio.Semaphore(LINES)

    async def send(self, letters: list[tuple[Letter, str]], now: int, done: Outcomes) -> None:
        left = iter(letters)
        await asyncio.gather(*(self._carry(left, now, done) for _ in range(min(LINES, len(letters)))))

    async def _carry(self, left: Iterator[tuple[Letter, str]], now: int, done: Outcomes) -> None:
        async with self._turns:
            line: Line | None = None
            for letter, path in left:
                if self.paused_until > now:
                    done[letter.id] = Outcome("temporary-failure", "paused", retry_after=self.paused_until - now)
                    continue
                try:
                    request = self._request(letter, path)
                except ValueError:
                    done[letter.id] = Outcome("permanent-failure", "keys_invalid")
                    continue
                try:
                    line, done[letter.id] = await self._hand_over(line, request, now)
                except OSError as error:  # TimeoutError is one too
                    line, done[letter.id] = None, Outcome("temporary-failure", type(error).__name__)
            if line is not None:
                self.idle.append(line)

    async def _hand_over(self, line: Line | None, request: bytes, now: int) -> tuple[Line | None, Outcome]:
        line = line or await self._line()
        fresh = line.fresh
        try:
            answer = await line.ask(request)
        except Lost:
            if fresh:
                raise
            # A service may end a line that has been idle just as it is used again: once more, over a new one.
            line = await self._connect()
            answer = await line.ask(request)
        came_of = outcome(answer.status, answer.headers, now)
        if came_of.retry_after:
            self.paused_until = max(self.paused_until, now + came_of.retry_after)
        return (line if line.open else None), came_of

    def _request(self, letter: Letter, path: str) -> bytes:
        message = letter.message
        body = sealed(message.plain, letter.p256dh, letter.auth)
        head = (
            f"POST {path} HTTP/1.1\r\nHost: {self.place}\r\nTTL: {message.ttl}\r\nUrgency: {message.urgency}\r\n"
            f"Topic: {message.topic}\r\nAuthorization: {self.authorization}\r\nContent-Encoding: aes128gcm\r\n"
            f"Content-Type: application/octet-stream\r\nContent-Length: {len(message.plain) + OVERHEAD}\r\n\r\n"
        )
        return head.encode("ascii") + body

    async def _line(self) -> Line:
        while self.idle:
            line = self.idle.pop()
            if line.open:
                return line
        return await self._connect()

    async def _connect(self) -> Line:
        """Only to addresses that are nobody's own network: a name may lead elsewhere than when it was subscribed."""
        url = urlsplit(self.origin)
        secure = url.scheme == "https"
        port = url.port or (443 if secure else 80)
        trouble: OSError = OSError("no address")
        for found in await self.resolver.resolve(url.hostname or "", port):
            try:
                async with asyncio.timeout(10):
                    _, line = await asyncio.get_running_loop().create_connection(
                        Line,
                        found["host"],
                        port,
                        ssl=context() if secure else None,
                        server_hostname=url.hostname if secure else None,
                    )
                return line
            except OSError as error:
                trouble = error
        raise trouble

    def close(self) -> None:
        for line in self.idle:
            line.close()
        self.idle.clear()
