"""Every error of an HTTP handler as problem details: no stack traces, no words of a library."""

import re
from collections.abc import Callable
from typing import Any

import structlog
from litestar import Request, Response
from litestar.exceptions import HTTPException, SerializationException, ValidationException

from server import problems
from server.problems import Problem
from server.sync.work import Rejected

log = structlog.get_logger()

CODES = {
    400: "bad_request",
    401: "session_missing",
    403: "forbidden",
    404: "not_found",
    405: "method_not_allowed",
    413: "too_large",
}


def respond(request: Request[Any, Any, Any], problem: Problem) -> Response[bytes]:
    headers = dict(problem.headers)
    if problem.retry_after is not None:
        headers["retry-after"] = str(problem.retry_after)
    text = problems.body(problem, request.headers.get("accept-language", ""))
    return Response(text, status_code=problem.status, media_type=problems.CONTENT, headers=headers)


def from_rule(request: Request[Any, Any, Any], error: Rejected) -> Response[bytes]:
    return respond(request, Problem(error.code, error.field, **error.detail))


def from_litestar(request: Request[Any, Any, Any], error: HTTPException) -> Response[bytes]:
    field = field_of(error) if isinstance(error, ValidationException) else None
    code = CODES.get(error.status_code, "bad_request" if error.status_code < 500 else "server_error")
    if isinstance(error.__cause__, SerializationException):
        code = "bad_json"
    # `Allow` is what a 405 must say.
    allowed = {"allow": error.headers["allow"]} if error.headers and "allow" in error.headers else None
    return respond(request, Problem(code, field, headers=allowed))


def field_of(error: ValidationException) -> str | None:
    """A pointer into the body, or the name of a part of the address or of a header. Litestar calls a body `data`, and
    does not say which member it lacks but in its words."""
    first = error.extra[0] if isinstance(error.extra, list) and error.extra else None
    if not isinstance(first, dict):
        return None
    key = str(first.get("key", ""))
    if first.get("source") != "body":
        return key
    path = "" if key == "data" else "/" + re.sub(r"[.\[]+", "/", key).replace("]", "")
    lacking = re.search("required field `(.+?)`", str(first.get("message", "")))
    return path + (f"/{lacking[1]}" if lacking else "")


def unreadable(request: Request[Any, Any, Any], error: RecursionError | UnicodeDecodeError) -> Response[bytes]:
    """Nested without end, or no UTF-8: neither is told as a fault of decoding."""
    return respond(request, Problem("bad_json"))


def unexpected(request: Request[Any, Any, Any], error: Exception) -> Response[bytes]:
    handler = request.scope.get("path_template") or "?"
    log.error("request_failed", route=handler, exc_info=error)
    return respond(request, Problem("server_error"))


HANDLERS: dict[int | type[Exception], Callable[[Request[Any, Any, Any], Any], Response[Any]]] = {
    Problem: respond,
    Rejected: from_rule,
    HTTPException: from_litestar,
    RecursionError: unreadable,
    UnicodeDecodeError: unreadable,
    Exception: unexpected,
}
