"""The key that browsers subscribe with, and the receipts of the SMS provider."""

import secrets
from functools import partial
from typing import Any

import msgspec
from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.handlers import HTTPRouteHandler
from msgspec import Struct

from server.accounts.guards import token_of
from server.alerts.outcome import Outcome
from server.alerts.sms_jobs import note
from server.alerts.sms_notify import state_of
from server.alerts.ways_out import vapid
from server.problems import Problem
from server.sync.core import Core


class PushKey(Struct):
    key: str


class Receipt(Struct):
    """What GOV.UK Notify's delivery receipt callback says of a message; the phone number in it is not read."""

    id: str
    status: str
    reference: str | None = None


@get("/push/key", summary="The applicationServerKey of Web Push", cache_control=None)
async def push_key(core: NamedDependency[Core]) -> PushKey:
    return PushKey(vapid(core).public_key)


@post("/sms/receipt", status_code=204, summary="Delivery receipt of an SMS provider in GOV.UK Notify's shape")
async def receipt(request: Request[Any, Any, Any], core: NamedDependency[Core]) -> Response[None]:
    expected = core.settings.sms_receipt_token
    given = token_of(request)
    if not expected or not given or not secrets.compare_digest(given.encode(), expected.encode()):
        raise Problem("session_missing")
    try:
        data = msgspec.json.decode(await request.body(), type=Receipt)
    except msgspec.ValidationError:
        raise Problem("bad_request", "/") from None
    except msgspec.DecodeError:
        raise Problem("bad_json") from None
    if data.reference:
        outcome = Outcome(state_of(data.status), provider_id=data.id)
        await core.act(partial(note, reference=data.reference, outcome=outcome))
    return Response(None, status_code=204)


routes: list[HTTPRouteHandler] = [push_key, receipt]
