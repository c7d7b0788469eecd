"""Telling a person something: the notice, its row in their scope and its delivery job come into being together, inside
the mutation that made the news (transactional outbox)."""

import hashlib
from base64 import urlsafe_b64encode
from typing import Any, Literal

from server.notices.payload import notice_body
from server.notices.tables import Delivery, Notice
from server.sync.tables import Counter
from server.sync.work import Work

QUEUE = "deliver"


def notify(
    work: Work,
    person: str,
    *,
    kind: Literal["progress", "defects", "hours", "bus", "booking", "ticket", "system"],
    title: str,
    body: str,
    from_: str = "",
    application: str | None = None,
    booking: str | None = None,
    stop: str | None = None,
    alert: bool = False,
    state: str | None = None,
    until: int | None = None,
    sms: str | None = None,
    id: str | None = None,
) -> str:
    """Gives the notice's id; one with payload.THREAD in it is given by whoever tells several that replace one another.
    `sms` is the text for a person whom push does not reach; without it none is sent."""
    id = id or notice_id(person, work.next_number(f"notice:{person}"))
    now = int(work.now.timestamp())
    row = {
        "id": id, "person": person, "at": now, "kind": kind, "title": title, "body": body, "from_": from_,
        "application": application, "booking": booking, "stop": stop, "alert": alert,
        "state": state, "until": until, "sms": sms, "read_at": None,
    }  # fmt: skip
    work.put(Notice, row)
    work.put(Delivery, delivery(id, "live", "", "created", now))
    work.show(f"person:{person}", "notice", id, notice_body(row))
    work.enqueue(QUEUE, {"notice": id}, dedupe=f"notice:{id}")
    return id


def expect_notice(work: Work, person: str) -> None:
    work.expect(Counter, f"notice:{person}")


def notice_id(person: str, number: int) -> str:
    """A function of its place among the person's notices, because a mutation may be run more than once."""
    return urlsafe_b64encode(hashlib.sha256(f"notice/{person}/{number}".encode()).digest()[:16]).decode().rstrip("=")


def delivery_id(notice: str, channel: str, target: str = "") -> str:
    return f"{notice}/{channel}/{target}"


def delivery(notice: str, channel: str, target: str, state: str, now: int) -> dict[str, Any]:
    id = delivery_id(notice, channel, target)
    return {
        "id": id, "notice": notice, "channel": channel, "target": target, "state": state, "attempts": 0, "code": "",
        "provider_id": "", "created_at": now, "updated_at": now,
    }  # fmt: skip
