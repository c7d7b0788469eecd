"""What an operator names: a mutation by its id, or a device by the first characters of its client id, as the log has
them. Whose device it is stays unsaid everywhere."""

import re
from datetime import datetime
from zoneinfo import ZoneInfo

from server.store import Store

SHANGHAI = ZoneInfo("Asia/Shanghai")
MUTATION = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}")
PREFIX = re.compile(r"[A-Za-z0-9_-]{6,22}")


def is_mutation(name: str) -> bool:
    return MUTATION.fullmatch(name) is not None


def is_prefix(name: str) -> bool:
    return PREFIX.fullmatch(name) is not None


async def find_clients(store: Store, prefix: str) -> list[str]:
    """Devices that signed in, or sent something without signing in. No LIKE: `_` stands in client ids."""
    length = len(prefix)
    signed = await store.fetch("SELECT client FROM session WHERE substr(client, 1, ?) = ?", (length, prefix))
    sent = await store.fetch("SELECT id FROM lane WHERE substr(id, 1, ?) = ?", (length, prefix))
    return sorted({client for (client,) in signed} | {id[:22] for (id,) in sent})


def when(seconds: int) -> str:
    return f"{datetime.fromtimestamp(seconds, SHANGHAI):%Y-%m-%d %H:%M:%S}"


def made_at(mutation: str) -> int:
    """A UUIDv7 begins with the time at which the device made it, by the device's clock."""
    return int(mutation.replace("-", "")[:12], 16) // 1000


def short(name: str) -> str:
    """The end of a long id: the beginning of those made on the same day is the same."""
    return name if len(name) <= 20 else f"…{name[-8:]}"
