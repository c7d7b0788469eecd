"""Signing in and out over HTTP; everything else about a person goes through /sync."""

import secrets
import uuid
from typing import Any

from litestar import Request, Response, delete, get, post
from litestar.di import NamedDependency
from litestar.exceptions import ValidationException
from litestar.params import JSONBody
from msgspec import UNSET

from server.accounts import signin
from server.accounts.actor import Actor
from server.accounts.guards import address_of, token_of
from server.accounts.keys import code_secret, recovery_secret
from server.accounts.profile import role_body
from server.accounts.sessions import new_token
from server.problems import Problem
from server.schema.types import CodeRequest, Recovery, Role, Session, SessionRequest
from server.sync.core import Core
from server.web.errors import field_of, from_litestar, respond


def problem(refused: signin.Refused) -> Problem:
    if not refused.seconds:
        return Problem(refused.code)
    minutes = -(-refused.seconds // 60)
    return Problem(refused.code, retry_after=refused.seconds, minutes=minutes)


def no_phone(request: Request[Any, Any, Any], error: ValidationException) -> Response[bytes]:
    """People type it themselves, and are told what is wrong with it."""
    told = field_of(error) == "/phone" and "matching" in str(error.extra)
    return respond(request, Problem("phone_invalid", "/phone")) if told else from_litestar(request, error)


@post("/auth/code", status_code=202, media_type="text/plain", exception_handlers={ValidationException: no_phone})
async def code(data: JSONBody[CodeRequest], request: Request[Any, Any, Any], core: NamedDependency[Core]) -> str:
    """Answered by nothing, whoever has the number."""
    secret = code_secret(core.settings.keys_dir)
    digits = f"{secrets.randbelow(1_000_000):06d}"
    refused = await core.act(lambda work: signin.ask_code(work, secret, data.phone, address_of(request), digits))
    if refused is not None:
        raise problem(refused)
    return ""


@post("/auth/session", status_code=201, exception_handlers={ValidationException: no_phone})
async def session(
    data: JSONBody[SessionRequest], request: Request[Any, Any, Any], core: NamedDependency[Core]
) -> Session:
    secret = code_secret(core.settings.keys_dir)
    token, person = new_token(), str(uuid.uuid4())
    opened = await core.act(
        lambda work: signin.open_session(
            work, secret, data.phone, address_of(request), data.code, data.client, token, person
        )
    )
    if isinstance(opened, signin.Refused):
        raise problem(opened)
    return Session(
        session=token,
        person=opened.person,
        name=opened.name or UNSET,
        roles=[Role(**role_body(held)) for held in opened.roles] or UNSET,  # type: ignore[arg-type]
        former=opened.former or UNSET,
    )


@delete("/auth/session", status_code=204)
async def sign_out(request: Request[Any, Any, Any], core: NamedDependency[Core]) -> None:
    token = token_of(request)
    if not token:
        raise Problem("session_missing")
    await core.act(lambda work: signin.close_session(work, token))


@get("/auth/recovery")
async def recovery(actor: NamedDependency[Actor], core: NamedDependency[Core]) -> Recovery:
    return Recovery(secret=recovery_secret(core.settings.keys_dir, str(actor.person), actor.client))


routes = [code, session, sign_out, recovery]
