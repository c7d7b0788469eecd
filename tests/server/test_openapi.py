"""The OpenAPI document says what is: whatever is made from it, the server answers as written there and never breaks."""

import asyncio
import re
import secrets
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
import schemathesis
from hypothesis import HealthCheck, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    ignored_auth,
    negative_data_rejection,
    response_schema_conformance,
    status_code_conformance,
    unsupported_method,
)

from server.app import create_app
from server.settings import Settings
from server.web.openapi import document_of
from tests.server.process import Running, running
from tests.server.test_live import sign_in

SAID = document_of(create_app(Settings(), work_jobs=False))
KEPT = [
    *(not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance),
    *(unsupported_method, negative_data_rejection),
]
contract = schemathesis.openapi.from_dict(SAID)


@schemathesis.serializer("application/offset+octet-stream")
def piece(_: Any, value: Any) -> bytes:
    return value.encode("utf-8", "replace") if isinstance(value, str) else b"piece"


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Running, str]]:
    folder = tmp_path_factory.mktemp("town")

    async def session(server: Running) -> str:
        async with httpx.AsyncClient(base_url=server.url) as http:
            return await sign_in(http, folder, "13800000001", secrets.token_urlsafe(16))

    with asyncio.Runner() as loop:
        started = running(folder)
        server = loop.run(started.__aenter__())
        try:
            yield server, loop.run(session(server))
            assert loop.run(server.stop()) == 0
        finally:
            loop.run(started.__aexit__(None, None, None))


@contract.parametrize()
@settings(max_examples=12, derandomize=True, deadline=None, database=None, suppress_health_check=list(HealthCheck))
def test_whatever_is_made_from_the_document(case: Any, town: tuple[Running, str]) -> None:
    server, token = town
    # Ending a session that is none is no error: whoever signs out twice is signed out.
    signing_out = case.operation.label == "DELETE /auth/session"
    headers = {} if signing_out else {"Authorization": f"Bearer {token}"}
    checks = KEPT if signing_out else [*KEPT, ignored_auth]
    case.call_and_validate(base_url=server.url, headers=headers, checks=checks)


def test_every_route_is_in_the_document() -> None:
    app = create_app(Settings(), work_jobs=False)
    served = {re.sub(r":(str|int)}", "}", route.path) for route in app.routes}
    theirs = "/api/where/{asked:path}"  # OneBusAway has a document of its own
    hidden = {"/live", "/q/{centre}/live", "/operator/messages", theirs} | {
        path for path in served if path.startswith("/openapi")
    }
    assert served - hidden == set(SAID["paths"])


def test_errors_are_problem_details_everywhere() -> None:
    for path, methods in SAID["paths"].items():
        for method, operation in methods.items():
            for broad in ("4XX", "5XX"):
                assert list(operation["responses"][broad]["content"]) == ["application/problem+json"], (method, path)
