"""One message to very many phones: sealed for each, and handed to their push services over a few lines to each of them.
What a service asks to wait for, all of its messages wait for."""

import asyncio
import re
import ssl
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from urllib.parse import urlsplit

from server.alerts.endpoints import endpoint_allowed
from server.alerts.line import Line
from server.alerts.outcome import Outcome
from server.alerts.push import PublicResolver, PushMessage, outcome
from server.alerts.sealed import OVERHEAD, sealed
from server.alerts.vapid import Vapid

LINES = 32  # to one service, from one worker
KNOWN = 200  # services that are remembered: browsers have a handful, and whoever subscribes may name any
CONNECT_WITHIN = 10.0
# Only what may stand in a request line: an address is chosen by the client.
ENDPOINT = re.compile(r"(https?)://([A-Za-z0-9.:\[\]-]+)(/[!-~]*)?")
DELIVERED = Outcome("delivered")


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
Taken = Callable[[str], None]
Addressed = tuple[Letter, str]  # with the path at its service


def nobody(letter: str) -> None:
    """Nobody asks."""


class Bulk:
    def __init__(self, vapid: Vapid, *, loopback: bool = False) -> None:
        self.vapid, self.loopback = vapid, loopback
        self._services: dict[str, Service] = {}

    async def send(self, letters: Iterable[Letter], now: int, taken: Taken = nobody) -> Outcomes:
        """What became of each, by the letter's id; `taken` hears of those that a service took as soon as it has."""
        done: Outcomes = {}
        groups: dict[Service, list[Addressed]] = {}
        for letter in letters:
            found = ENDPOINT.fullmatch(letter.endpoint)
            service = self._service(found[1], found[2]) if found else None
            if found is None or service is None:
                done[letter.id] = Outcome("permanent-failure", "endpoint_forbidden")
            else:
                groups.setdefault(service, []).append((letter, found[3] or "/"))
        for service in groups:
            service.authorization = self.vapid.authorization(service.origin, now)
        await asyncio.gather(*(service.send(group, now, done, taken) for service, group in groups.items()))
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

    async def send(self, letters: list[Addressed], now: int, done: Outcomes, taken: Taken) -> None:
        left, lines = iter(letters), min(LINES, len(letters))
        await asyncio.gather(*(self._carry(Bag(self, left, now, done, taken)) for _ in range(lines)))

    async def _carry(self, bag: "Bag") -> None:
        async with self._turns:
            while not bag.empty:
                try:
                    line = await self._line()
                except OSError as error:  # TimeoutError is one too
                    bag.give_up(error)
                    return
                used = line.used
                try:
                    await line.carry(bag)
                except OSError as error:
                    bag.lost(error, once_more=used and not bag.answers)
                else:
                    self.keep(line)

    async def _line(self) -> Line:
        while self.idle:
            line = self.idle.pop()
            if line.open:
                return line
        return await self._connect()

    def keep(self, line: Line) -> None:
        if line.open:
            self.idle.append(line)

    async def _connect(self) -> Line:
        """Only to addresses that are nobody's own network: a name may lead elsewhere than when it was subscribed."""
        url = urlsplit(self.origin)
        secure = url.scheme == "https"
        port = url.port or (443 if secure else 80)
        trouble = OSError("no address")
        for found in await self.resolver.resolve(url.hostname or "", port):
            try:
                async with asyncio.timeout(CONNECT_WITHIN):
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


class Bag:
    """The letters that one line carries; several take theirs from the same pile."""

    def __init__(self, service: Service, left: Iterator[Addressed], now: int, done: Outcomes, taken: Taken) -> None:
        self._service, self._left, self._now, self._done, self._taken = service, left, now, done, taken
        self._letter: Addressed | None = None
        self._again: Addressed | None = None
        self._heads: dict[int, str] = {}
        self.empty = False
        self.answers = 0

    def next(self) -> bytes | None:
        for letter, path in self._pile():
            if self._service.paused_until > self._now:
                wait = self._service.paused_until - self._now
                self._done[letter.id] = Outcome("temporary-failure", "paused", retry_after=wait)
                continue
            message = letter.message
            try:
                body = sealed(message.plain, letter.p256dh, letter.auth)
            except ValueError:
                self._done[letter.id] = Outcome("permanent-failure", "keys_invalid")
                continue
            head = self._heads.get(id(message)) or self._head(message)
            self._letter = letter, path
            return f"POST {path}{head}".encode("ascii") + body
        self.empty = True
        return None

    def answered(self, status: int, wait: str) -> None:
        assert self._letter is not None
        letter, _ = self._letter
        self._letter, self.answers = None, self.answers + 1
        if status == 201:
            self._done[letter.id] = DELIVERED
            self._taken(letter.id)
            return
        came_of = self._done[letter.id] = outcome(status, {"Retry-After": wait}, self._now)
        if came_of.retry_after:
            self._service.paused_until = max(self._service.paused_until, self._now + came_of.retry_after)

    def lost(self, error: OSError, once_more: bool) -> None:
        """A service may end a line that has been idle just as it is used again: then once more, over another one."""
        if self._letter is None:
            return
        if once_more and not isinstance(error, TimeoutError):
            self._again = self._letter
        else:
            self._done[self._letter[0].id] = Outcome("temporary-failure", type(error).__name__)
        self._letter = None

    def give_up(self, error: OSError) -> None:
        for letter, _ in self._pile():
            self._done[letter.id] = Outcome("temporary-failure", type(error).__name__)
        self.empty = True

    def _pile(self) -> Iterator[Addressed]:
        if self._again is not None:
            again, self._again = self._again, None
            yield again
        yield from self._left

    def _head(self, message: PushMessage) -> str:
        head = self._heads[id(message)] = (
            f" HTTP/1.1\r\nHost: {self._service.place}\r\nTTL: {message.ttl}\r\nUrgency: {message.urgency}\r\n"
            f"Topic: {message.topic}\r\nAuthorization: {self._service.authorization}\r\n"
            "Content-Encoding: aes128gcm\r\nContent-Type: application/octet-stream\r\n"
            f"Content-Length: {len(message.plain) + OVERHEAD}\r\n\r\n"
        )
        return head
