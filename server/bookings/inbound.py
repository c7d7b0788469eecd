"""POST /inbound/sms: bookings by text message (B1), in the shape of GOV.UK Notify's callback of received texts.

The ID number is kept as a keyed hash alone, and no word of the message anywhere. Whatever is wrong is answered.
"""

import re
import secrets
import uuid
from functools import partial
from typing import Any

import msgspec
from litestar import Request, Response, post
from litestar.di import NamedDependency
from msgspec import Struct

from server.accounts.guards import token_of
from server.accounts.keys import code_secret
from server.accounts.signin import keyed
from server.accounts.tables import Person
from server.alerts.keys import operator_token
from server.applications.codes import read_code
from server.bookings import command, sms_texts
from server.bookings.day import rule_of
from server.bookings.resident import call_off, limits
from server.bookings.seek import WITH_OFFERS, offers, seek
from server.bookings.slots import MINUTE
from server.bookings.step import caller, centre_name, confirm, finish, fresh
from server.bookings.tables import Booking, InboundMessage
from server.forms.formats import is_mobile
from server.guide.tables import Centre
from server.problems import Problem
from server.store.rows import Row
from server.sync.core import Core
from server.sync.work import Rejected, Work

ANSWERED_AN_HOUR = 10  # to one number: every answer costs, and machines answer machines
TOWN = 9  # digits of a town's code


class Received(Struct):
    id: str
    source_number: str
    message: str


@post(
    "/inbound/sms", status_code=204, summary="A received text message, in GOV.UK Notify's shape: Y <ID number> <time>"
)
async def inbound(request: Request[Any, Any, Any], core: NamedDependency[Core]) -> Response[None]:
    if not may_bring(core, token_of(request) or ""):
        raise Problem("session_missing")
    try:
        data = msgspec.json.decode(await request.body(), type=Received)
    except msgspec.ValidationError:
        raise Problem("bad_request", "/") from None
    except msgspec.DecodeError:
        raise Problem("bad_json") from None
    phone = re.sub(r"^(\+|00)?86(?=1)", "", re.sub(r"[\s-]", "", data.source_number))
    if is_mobile(phone):  # what is none cannot be answered, nor is it a person's
        secret = code_secret(core.settings.keys_dir)
        try:
            await core.act(partial(receive, secret=secret, message=data, phone=phone))
        except Rejected as broken:  # no centre is named
            raise Problem(broken.code) from None
    return Response(None, status_code=204)


def may_bring(core: Core, given: str) -> bool:
    """Without a provider the operator may bring texts, to try it out."""
    known = [core.settings.sms_inbound_token]
    if core.settings.sms_provider == "local":
        known.append(operator_token(core.settings))
    return any(secrets.compare_digest(given.encode(), one.encode()) for one in known if one)


def receive(work: Work, secret: bytes, message: Received, phone: str) -> None:
    now = int(work.now.timestamp())
    key, sender = keyed(secret, "inbound", message.id), keyed(secret, "sender", phone)
    if work.get(InboundMessage, key) is not None:
        return
    lately = [row for row in work.find(InboundMessage, sender=sender) if row["at"] > now - 3600]
    work.put(InboundMessage, {"id": key, "sender": sender, "at": now})
    if len(lately) >= ANSWERED_AN_HOUR:
        return
    centre = centre_of(work)
    text = message.message[:200]
    if command.is_booking(text):
        said = book(work, secret, centre, phone, command.read(text, now), key)
    elif (code := command.to_cancel(text)) is not None:
        said = cancel(work, centre, phone, code)
    else:
        said = sms_texts.unknown(centre_name(work, centre))
    payload = {"phone": phone, "text": said, "reference": f"inbound:{key[:32]}", "until": now + 3600}
    work.enqueue("sms", payload, dedupe=f"inbound:{key}")


def centre_of(work: Work) -> str:
    if work.settings.sms_inbound_centre:
        return work.settings.sms_inbound_centre
    towns = [row["code"] for row in work.find(Centre) if len(row["code"]) == TOWN]
    return str(towns[0]) if len(towns) == 1 else work.reject("place_unknown")


def book(work: Work, secret: bytes, centre: str, phone: str, meant: command.Command, key: str) -> str:
    if meant.wish is None or meant.problems:
        return sms_texts.faults(meant.problems)
    id = str(uuid.UUID(key[:32]))
    owner = next((row for row in work.find(Person, phone=phone) if row["id_number"] == meant.id_number), None)
    name = centre_name(work, centre)
    try:
        row = fresh(work, id, owner["id"] if owner else caller(id), centre)
        row |= {"channel": "sms", "phone": phone, "id_print": keyed(secret, "id", meant.id_number)}
        row |= {"name": owner["name"] if owner else "", "wishes": [on_grid(work, centre, meant.wish)]}
        limits(work, row)
    except Rejected as broken:
        return sms_texts.refused(broken.code, broken.detail, [], name)
    answer = seek(work, row, row["wishes"], online=True)
    if answer.slot is None:
        free = offers(work, row, row["wishes"], online=True) if answer.code in WITH_OFFERS else []
        return sms_texts.refused(answer.code, answer.detail, free, name)
    confirm(work, row, answer.slot, answer.window)
    finish(work, row)
    return sms_texts.confirmed(row, name)


def on_grid(work: Work, centre: str, wish: command.Wish) -> command.Wish:
    """Who writes a text does not see when slots begin: the first from that moment on is meant."""
    return {"until": wish["from"] + rule_of(work, centre, "").minutes * MINUTE, **wish}


def cancel(work: Work, centre: str, phone: str, code: str) -> str:
    now, name = work.now.timestamp(), centre_name(work, centre)
    rows: list[Row] = [
        row
        for row in work.find(Booking, phone=phone)
        if row["state"] == "confirmed" and row["start"] > now and (not code or row["code"] == read_code(code))
    ]
    if not rows:
        return sms_texts.nothing_booked(name)
    if len(rows) > 1:
        return sms_texts.which(rows)
    call_off(work, rows[0], own=True)
    return sms_texts.cancelled(rows[0], name)
