"""Phone and code: what may be sent, whether a code is right, and the session that it opens."""

import hashlib
import hmac
from dataclasses import dataclass

import msgspec

from server.accounts import devices, rules
from server.accounts.actor import RoleAt
from server.accounts.profile import roles_of, show_profile
from server.accounts.sessions import LIFE, hash_of
from server.accounts.tables import Person, Sender, Session, SignIn
from server.schema.types import FormerDevice
from server.store.rows import Row
from server.sync.work import Work


class Refused(msgspec.Struct):
    """Not a rule of a mutation: what has been counted stays counted, so this is an answer and no exception."""

    code: str
    seconds: int = 0


@dataclass(frozen=True)
class Opened:
    person: str
    name: str
    roles: list[RoleAt]
    former: list[FormerDevice]


def keyed(secret: bytes, *parts: str) -> str:
    return hmac.new(secret, "\0".join(parts).encode(), hashlib.sha256).hexdigest()


def ask_code(work: Work, secret: bytes, phone: str, address: str, code: str) -> Refused | None:
    """Sends `code` unless the number or the address asked too often. Known and unknown numbers are alike."""
    now = int(work.now.timestamp())
    at = keyed(secret, "address", address)
    sender = work.get(Sender, at) or {"id": at, "sent": []}
    asked = work.get(SignIn, phone) or {"phone": phone, "sent": [], "locked_until": 0, "wrong": 0}
    from_address, to_phone = rules.recent(sender["sent"], now), rules.recent(asked["sent"], now)
    wait = max(rules.wait_for_phone(to_phone, now), rules.wait_for_address(from_address, now))
    if wait > 0:
        return Refused("rate_limited", wait)
    fresh = {"code": keyed(secret, "code", phone, code), "expires_at": now + rules.CODE_LIFE}
    work.put(SignIn, {**asked, "sent": [*to_phone, now], **fresh})
    work.put(Sender, {"id": at, "sent": [*from_address, now]})
    text = f"【赶场】验证码 {code}，10 分钟内有效。工作人员不会向您要验证码。"
    work.enqueue(
        "sms", {"phone": phone, "text": text, "reference": f"code-{keyed(secret, 'sms', phone, str(now))[:16]}"}
    )
    return None


def open_session(
    work: Work, secret: bytes, phone: str, address: str, code: str, client: str, token: str, person: str
) -> Opened | Refused:
    """`token` and `person` are random and used when the code is right; `person` only for a new number."""
    now = int(work.now.timestamp())
    at = keyed(secret, "wrong", address)
    sender = work.get(Sender, at) or {"id": at, "sent": []}
    from_address = rules.recent(sender["sent"], now)
    if wait := rules.wait_for_address(from_address, now, rules.WRONG_FROM_ADDRESS):
        return Refused("rate_limited", wait)
    asked = work.get(SignIn, phone)
    if asked is not None and asked["locked_until"] > now:
        return Refused("code_locked", asked["locked_until"] - now)
    if asked is None or not asked["code"] or asked["expires_at"] <= now:
        # Nothing can be guessed, so it counts against who guesses alone: else a stranger could lock out a whole town.
        work.put(Sender, {"id": at, "sent": [*from_address, now]})
        return Refused("code_wrong")
    if not hmac.compare_digest(asked["code"], keyed(secret, "code", phone, code)):
        work.put(Sender, {"id": at, "sent": [*from_address, now]})
        return wrong(work, asked, now)
    work.put(SignIn, {**asked, "code": "", "expires_at": 0, "wrong": 0})
    found = work.find(Person, phone=phone)
    row: Row = (
        found[0] if found else {"id": person, "phone": phone, "name": "", "id_number": "", "place": "", "made_at": now}
    )
    if not found:
        work.put(Person, row)
    former = devices.former(work, row["id"], client)
    session = {"id": hash_of(token), "person": row["id"], "client": client, "seen_at": now, "expires_at": now + LIFE}
    work.put(Session, session)
    devices.found_again(work, client)
    roles, staff_name = roles_of(work, phone)
    show_profile(work, row, roles)
    return Opened(row["id"], row["name"] or staff_name, roles, former)


def wrong(work: Work, asked: Row, now: int) -> Refused:
    """Of a code that was sent: numbers with an account and without are alike."""
    count = asked["wrong"] + 1
    if count >= rules.WRONG_CODES:
        work.put(SignIn, {**asked, "wrong": 0, "code": "", "locked_until": now + rules.LOCK})
        return Refused("code_locked", rules.LOCK)
    work.put(SignIn, {**asked, "wrong": count})
    return Refused("code_wrong")


def close_session(work: Work, token: str) -> None:
    work.delete(Session, hash_of(token))
