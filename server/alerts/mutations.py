"""Subscribing a device to Web Push, and leaving again."""

import hashlib

from server.accounts.actor import Actor
from server.alerts.endpoints import auth_valid, base64url, endpoint_allowed, p256dh_valid
from server.alerts.tables import PushSubscription
from server.schema.types import Subscribe, Unsubscribe
from server.sync.registry import mutation
from server.sync.work import Work

DEVICES = 10


@mutation("alerts.subscribe")
def subscribe(work: Work, actor: Actor, args: Subscribe) -> None:
    """One subscription a device, ten a person. An endpoint belongs to who subscribed last: phones change hands."""
    if not endpoint_allowed(args.endpoint, loopback=work.settings.push_loopback):
        work.reject("endpoint_forbidden", "/endpoint")
    if not p256dh_valid(args.p256dh):
        work.reject("args_invalid", "/p256dh")
    if not auth_valid(args.auth):
        work.reject("args_invalid", "/auth")
    id = subscription_id(args.endpoint)
    mine = sorted(work.find(PushSubscription, person=actor.person), key=lambda row: row["created_at"])
    older = [row for row in mine if row["id"] != id]
    kept = [row for row in older if row["client"] != actor.client][-(DEVICES - 1) :]
    for row in older:
        if row not in kept:
            work.delete(PushSubscription, row["id"])
    row = {"id": id, "person": actor.person, "client": actor.client, "endpoint": args.endpoint}
    row |= {"p256dh": base64url(args.p256dh), "auth": base64url(args.auth), "created_at": int(work.now.timestamp())}
    work.put(PushSubscription, row)


@mutation("alerts.unsubscribe")
def unsubscribe(work: Work, actor: Actor, args: Unsubscribe) -> None:
    row = work.get(PushSubscription, subscription_id(args.endpoint))
    if row is not None and row["person"] == actor.person:
        work.delete(PushSubscription, row["id"])


def subscription_id(endpoint: str) -> str:
    return hashlib.sha256(endpoint.encode()).hexdigest()[:40]
