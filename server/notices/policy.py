"""Which channels a notice still has to take: push first, SMS where push cannot reach, nothing once it was read."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

# Push services answer 429 or 5xx for minutes, not days; after this the person is reached by SMS instead.
MAX_ATTEMPTS = 6
Row = Mapping[str, Any]


@dataclass(frozen=True)
class Plan:
    """`push` names subscriptions; `drop` says why nothing is to be done any more."""

    push: list[str] = field(default_factory=list)
    sms: bool = False
    drop: Literal["", "read", "stale"] = ""


def plan(notice: Row, subscriptions: Iterable[str], deliveries: Iterable[Row], *, now: int, with_sms: bool) -> Plan:
    if notice["read_at"]:
        return Plan(drop="read")
    if notice["until"] and now >= notice["until"]:
        return Plan(drop="stale")
    known = list(deliveries)
    pushes = {row["target"]: row for row in known if row["channel"] == "push"}
    due = [target for target in subscriptions if target not in pushes or is_open(pushes[target])]
    reached = any(row["state"] == "delivered" for row in pushes.values())
    texted = any(row["channel"] == "sms" for row in known)
    return Plan(push=due, sms=with_sms and not (due or reached or texted))


def is_open(delivery: Row) -> bool:
    """`sending` is open too: a server that died between sending and noting it tries again, and the same Topic and
    tag make a second copy replace the first one."""
    if delivery["state"] in ("created", "sending"):
        return True
    return bool(delivery["state"] == "temporary-failure" and delivery["attempts"] < MAX_ATTEMPTS)


def backoff(attempts: int, retry_after: int | None) -> int:
    """Seconds until the next try: what the service asked for, at most an hour; else half a minute, doubled."""
    return int(min(retry_after or 30 * 2 ** max(attempts - 1, 0), 3600))
