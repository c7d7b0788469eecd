"""/operator/messages: the texts of the local SMS provider, for whoever runs the server and for nobody else."""

import hashlib
import secrets
from typing import Any

from litestar import Request, Response, get, post
from litestar.datastructures import Cookie
from litestar.di import NamedDependency
from litestar.handlers import HTTPRouteHandler

from server.accounts.guards import token_of
from server.alerts.keys import operator_token
from server.alerts.operator_page import HEADERS, door, messages
from server.alerts.sms_local import newest
from server.problems import Problem
from server.sync.core import Core

PATH = "/operator/messages"
COOKIE = "operator"
REFRESH = "5"


def cookie_value(token: str) -> str:
    """Not the token itself: a stolen cookie jar does not give it away."""
    return hashlib.sha256(f"operator\0{token}".encode()).hexdigest()


def is_token(core: Core, given: str | None) -> bool:
    return given is not None and secrets.compare_digest(given.encode(), operator_token(core.settings).encode())


def html(text: str, status: int = 200, **headers: str) -> Response[str]:
    return Response(text, status_code=status, media_type="text/html", headers={**HEADERS, **headers})


def need_local(core: Core) -> None:
    if core.settings.sms_provider != "local":
        raise Problem("not_found")


@get(PATH, include_in_schema=False)
async def show(request: Request[Any, Any, Any], core: NamedDependency[Core]) -> Response[str]:
    need_local(core)
    still = "still" in request.query_params
    given = request.cookies.get(COOKIE, "")
    if not secrets.compare_digest(given.encode(), cookie_value(operator_token(core.settings)).encode()):
        return html(door(wrong=False), 401 if given else 200)
    text = messages(await newest(core), still=still)
    return html(text) if still else html(text, Refresh=REFRESH)


@post(PATH, include_in_schema=False)
async def enter(request: Request[Any, Any, Any], core: NamedDependency[Core]) -> Response[str]:
    need_local(core)
    given = (await request.form()).get("token")
    if not is_token(core, given if isinstance(given, str) else None):
        return html(door(wrong=True), 422)
    answer = html("", 303, Location=PATH)
    secure = request.url.scheme == "https"
    value = cookie_value(operator_token(core.settings))
    answer.set_cookie(
        Cookie(COOKIE, value=value, path="/operator", httponly=True, samesite="strict", secure=secure, max_age=8 * 3600)
    )
    return answer


@get(f"{PATH}.json", summary="Messages of the local SMS provider, newest first; Authorization: Bearer <operator token>")
async def listing(request: Request[Any, Any, Any], core: NamedDependency[Core]) -> Response[list[dict[str, Any]]]:
    need_local(core)
    if not is_token(core, token_of(request)):
        raise Problem("session_missing")
    return Response(await newest(core), headers={"Cache-Control": "no-store"})


routes: list[HTTPRouteHandler] = [show, enter, listing]
