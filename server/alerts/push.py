"""Web Push over HTTP: RFC 8291 bodies by `webpush`, everything around them ours.

`webpush` keeps a ttl given once for all later messages, leaves the port out of `aud`, signs every message anew and sets
neither Urgency nor Topic; so only its encryption is used, which makes a fresh key and salt for each message."""

import socket
from collections.abc import Mapping
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from types import TracebackType
from typing import Any, Self

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult
from aiohttp.resolver import ThreadedResolver
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat
from pydantic import AnyHttpUrl
from webpush import WebPush, WebPushSubscription
from webpush.types import WebPushKeys

from server.alerts.endpoints import address, endpoint_allowed, is_public
from server.alerts.outcome import Outcome
from server.alerts.vapid import Vapid

GONE = (404, 410)


class PublicResolver(AbstractResolver):
    """A name that was public when subscribed may point inside later (DNS rebinding): look at every answer."""

    def __init__(self, *, loopback: bool = False) -> None:
        self.inner, self.loopback = ThreadedResolver(), loopback

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        found = await self.inner.resolve(host, port, family)
        public = [one for one in found if self.allows(one["host"])]
        if not public:
            raise OSError("endpoint_forbidden")
        return public

    def allows(self, host: str) -> bool:
        ip = address(host)
        return ip is not None and (is_public(ip) or (self.loopback and ip.is_loopback))

    async def close(self) -> None:
        await self.inner.close()


@dataclass(frozen=True)
class PushMessage:
    plain: bytes
    ttl: int
    urgency: str
    topic: str


class PushSender:
    """One keep-alive pool for all messages of a worker."""

    def __init__(self, vapid: Vapid, *, loopback: bool = False, timeout: float = 20) -> None:
        self.vapid, self.loopback = vapid, loopback
        private = vapid.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        public = vapid.key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
        self.webpush = WebPush(private, public)
        resolver = PublicResolver(loopback=loopback)
        self.http = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(limit=100, limit_per_host=50, resolver=resolver),
            timeout=aiohttp.ClientTimeout(total=timeout),
        )

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def close(self) -> None:
        await self.http.close()

    async def send(self, subscription: Mapping[str, Any], message: PushMessage, now: int) -> Outcome:
        endpoint = str(subscription["endpoint"])
        if not endpoint_allowed(endpoint, loopback=self.loopback):
            return Outcome("permanent-failure", "endpoint_forbidden")
        headers = {
            "TTL": str(message.ttl),
            "Urgency": message.urgency,
            "Topic": message.topic,
            "Content-Encoding": "aes128gcm",
            "Content-Type": "application/octet-stream",
            "Authorization": self.vapid.authorization(endpoint, now),
        }
        try:
            body = self.encrypted(message.plain, subscription)
            async with self.http.post(endpoint, data=body, headers=headers, allow_redirects=False) as answer:
                return outcome(answer.status, answer.headers, now)
        except ValueError:
            return Outcome("permanent-failure", "keys_invalid")
        except (aiohttp.ClientError, OSError, TimeoutError) as error:
            return Outcome("temporary-failure", type(error).__name__)

    def encrypted(self, plain: bytes, subscription: Mapping[str, Any]) -> bytes:
        keys = WebPushKeys(auth=subscription["auth"], p256dh=subscription["p256dh"])
        to = WebPushSubscription(endpoint=AnyHttpUrl(subscription["endpoint"]), keys=keys)
        return bytes(self.webpush._encrypt(plain, to))


def outcome(status: int, headers: Mapping[str, str], now: int) -> Outcome:
    if 200 <= status < 300:
        return Outcome("delivered", provider_id=headers.get("Location", "")[:500])
    if status in GONE:
        return Outcome("permanent-failure", "gone")
    if status == 413:
        return Outcome("permanent-failure", "too_large")
    if status == 429 or status >= 500:
        return Outcome("temporary-failure", str(status), retry_after=retry_after(headers.get("Retry-After", ""), now))
    return Outcome("technical-failure" if status in (400, 401, 403) else "permanent-failure", str(status))


def retry_after(value: str, now: int) -> int | None:
    """Seconds or an HTTP date."""
    if value.isascii() and value.strip().isdigit():
        return int(value)
    try:
        return max(0, int(parsedate_to_datetime(value).timestamp()) - now) if value else None
    except ValueError:
        return None
