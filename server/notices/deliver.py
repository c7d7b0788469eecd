"""Job `deliver`: carries one notice out. What is about to be sent is noted before it is sent, and what came of it
after, each in a transaction of its own; in between the server may die without anybody being told twice."""

import asyncio
from functools import partial
from typing import Any

from server.accounts.tables import Person, Session
from server.alerts.outcome import Outcome
from server.alerts.push import PushMessage
from server.alerts.tables import PushSubscription
from server.alerts.ways_out import WaysOut, ways_out
from server.jobs.registry import Later, Run, job
from server.notices.payload import LIMIT, push_message, tag_of, topic, ttl, urgency
from server.notices.policy import Plan, backoff, plan
from server.notices.publish import QUEUE, delivery, delivery_id
from server.notices.tables import Delivery, Notice
from server.store.rows import Row
from server.sync.work import Work

# For push services that take less than we send: still room for the words that matter.
SMALLER = 640


@job(QUEUE, tries=20)
async def deliver(payload: dict[str, Any], run: Run) -> None:
    core, id = run.core, str(payload["notice"])
    notice, targets = await core.act(partial(begin, id=id))
    if notice is None or not targets:
        return
    now = int(core.clock().timestamp())
    out, origin = ways_out(core), core.settings.public_url or ""
    outcomes = await asyncio.gather(*(push(out, target, notice, origin, now) for target in targets))
    came_of = {target["id"]: outcome for target, outcome in zip(targets, outcomes, strict=True)}
    wait = await core.act(partial(end, id=id, came_of=came_of))
    if wait is not None:
        raise Later(wait)


async def push(out: WaysOut, target: Row, notice: Row, origin: str, now: int) -> Outcome:
    outcome = Outcome("technical-failure")
    for limit in (LIMIT, SMALLER):
        plain = push_message(notice, origin=origin, limit=limit, tag=tag_of(notice))
        message = PushMessage(plain, ttl(notice, now), urgency(notice["kind"], notice["alert"]), topic(notice))
        outcome = await out.push.send(target, message, now)
        if outcome.code != "too_large":
            break
    return outcome


def begin(work: Work, id: str) -> tuple[Row | None, list[Row]]:
    """The subscriptions to send to, noted as `sending`."""
    notice = work.get(Notice, id)
    if notice is None:
        return None, []
    subscriptions = {row["id"]: row for row in live_subscriptions(work, notice["person"])}
    todo = plan_now(work, notice, list(subscriptions))
    now = int(work.now.timestamp())
    for target in todo.push:
        row = work.get(Delivery, delivery_id(id, "push", target)) or delivery(id, "push", target, "created", now)
        work.put(Delivery, {**row, "state": "sending", "attempts": row["attempts"] + 1, "updated_at": now})
    if todo.sms:
        text(work, notice)
    return notice, [subscriptions[target] for target in todo.push]


def end(work: Work, id: str, came_of: dict[str, Outcome]) -> int | None:
    """Notes the outcomes, forgets dead subscriptions, falls back to SMS; gives the seconds until the next try."""
    notice = work.get(Notice, id)
    if notice is None:
        return None
    now = int(work.now.timestamp())
    waits = [0]
    for target, outcome in came_of.items():
        row = work.must_get(Delivery, delivery_id(id, "push", target), "not_found")
        seen = {"state": outcome.state, "code": outcome.code, "provider_id": outcome.provider_id, "updated_at": now}
        work.put(Delivery, {**row, **seen})
        if outcome.code == "gone":
            work.delete(PushSubscription, target)
        if outcome.worth_retrying:
            waits.append(backoff(row["attempts"], outcome.retry_after))
    left = plan_now(work, notice, [row["id"] for row in live_subscriptions(work, notice["person"])])
    if left.sms:
        text(work, notice)
    return max(waits) if left.push else None


def live_subscriptions(work: Work, person: str) -> list[Row]:
    """Of devices on which the person is still signed in: a phone that was signed out tells nothing about them."""
    now = int(work.now.timestamp())
    clients = {row["client"] for row in work.find(Session, person=person) if row["expires_at"] > now}
    return [row for row in work.find(PushSubscription, person=person) if row["client"] in clients]


def plan_now(work: Work, notice: Row, subscriptions: list[str]) -> Plan:
    deliveries = work.find(Delivery, notice=notice["id"])
    with_sms = bool(notice["sms"])
    return plan(notice, subscriptions, deliveries, now=int(work.now.timestamp()), with_sms=with_sms)


def text(work: Work, notice: Row) -> None:
    """SMS goes through its own queue, which also carries sign-in codes."""
    person = work.get(Person, notice["person"])
    if person is None or not person["phone"]:
        return
    id, now = notice["id"], int(work.now.timestamp())
    work.put(Delivery, delivery(id, "sms", "", "created", now))
    payload = {"phone": person["phone"], "text": notice["sms"], "reference": f"notice:{id}", "until": notice["until"]}
    work.enqueue("sms", payload, dedupe=f"sms:notice:{id}")
