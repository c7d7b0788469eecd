"""What Litestar cannot see of our endpoints is written into the OpenAPI document here: /sync, which is a bare handler,
problem details for errors, who must be signed in, and answers and bodies that are no JSON of ours."""

from typing import Any

import msgspec
from litestar import Litestar, Request
from litestar.openapi.plugins import JsonRenderPlugin
from litestar.openapi.spec import (
    Components,
    OpenAPI,
    OpenAPIMediaType,
    OpenAPIResponse,
    Operation,
    Parameter,
    PathItem,
    Reference,
    RequestBody,
    Responses,
    Schema,
    SecurityScheme,
)
from litestar.openapi.spec.enums import OpenAPIType

from server.problems import CONTENT
from server.schema.types import BusShape, Problem, SyncRequest, SyncResponse

METHODS = ("get", "head", "post", "patch", "delete")
TOKEN = SecurityScheme(type="http", scheme="bearer", description="The session token of POST /auth/session")
OPERATOR = SecurityScheme(type="http", scheme="bearer", description="OPERATOR_TOKEN, or that in DATA_DIR/keys")
RECEIPTS = SecurityScheme(type="http", scheme="bearer", description="SMS_RECEIPT_TOKEN")
LIVE_BUSES = SecurityScheme(type="http", scheme="bearer", description="TRANSIT_TOKEN")
SCHEMES = {"session": TOKEN, "operator": OPERATOR, "receipts": RECEIPTS, "buses": LIVE_BUSES}
NEEDS = {
    **dict.fromkeys(("/blob", "/auth/session delete", "/h/me post", "/h/me delete", "/transit/drives"), "session"),
    **{"/operator": "operator", "/sms/receipt": "receipts", "/transit/{feed}/live": "buses"},
}
JSON = "application/json"


def of(name: str) -> OpenAPIMediaType:
    return OpenAPIMediaType(schema=Reference(ref=f"#/components/schemas/{name}"))


OBJECT = Schema(type=OpenAPIType.OBJECT)
# Answers that are ready-made bytes: what is in them.
READY: dict[str, Schema | Reference] = {
    "/g/places": OBJECT,
    "/g/{place}/manifest": Reference(ref="#/components/schemas/Manifest"),
    "/g/p/{sha}": Schema(),
    "/g/key": OBJECT,
    "/g/item/{place}/{code}": OBJECT,
    "/h/centres": OBJECT,
    "/h/{code}/openings.json": OBJECT,
    "/h/{code}/hsds.json": OBJECT,
    "/transit": OBJECT,
    "/bus/line/{line}/shape": Reference(ref="#/components/schemas/BusShape"),
}
LIVE = ("/transit/{feed}/live/{name}", "post")
TEXTS = {"/h/{name}": ("text/html", "text/calendar")}
KEPT_BY_CACHES = (
    "/g/places",
    "/g/{place}/manifest",
    "/g/item/{place}/{code}",
    "/h/{name}",
    "/h/centres",
    "/h/{code}/",
    "/transit/{feed}/gtfs.zip",
    "/bus/line/{line}/shape",
)


# POST /sync is a bare ASGI handler, which Litestar does not describe.
SYNC = PathItem(
    post=Operation(
        operation_id="sync",
        summary="Push mutations and pull changes",
        request_body=RequestBody(content={JSON: of("SyncRequest")}, required=True),
        responses={
            "200": OpenAPIResponse(
                description="What became of them, and what is new", content={JSON: of("SyncResponse")}
            )
        },
    )
)


class Described(JsonRenderPlugin):
    """Drawn when it is first asked for: that takes longer than many a restart may."""

    def render(self, request: Request[Any, Any, Any], openapi_schema: dict[str, Any]) -> bytes:
        return super().render(request, document_of(request.app))


def document_of(app: Litestar) -> dict[str, Any]:
    if "document" not in app.state:
        describe(app.openapi_schema)
        app.state.document = with_messages(app.openapi_schema.to_schema())
    document: dict[str, Any] = app.state.document
    return document


def with_messages(document: dict[str, Any]) -> dict[str, Any]:
    """The messages that no handler's signature names, and what they are made of."""
    _, messages = msgspec.json.schema_components(
        (SyncRequest, SyncResponse, Problem, BusShape), ref_template="#/components/schemas/{name}"
    )
    document["components"]["schemas"] = {**messages, **document["components"].get("schemas", {})}
    return document


def describe(document: OpenAPI) -> None:
    document.paths = {**(document.paths or {}), "/sync": SYNC}
    document.components = document.components or Components()
    document.components.security_schemes = dict(SCHEMES)
    for path, item in document.paths.items():
        for method in METHODS:
            operation = getattr(item, method)
            if operation is not None:
                complete(path, method, operation)


def complete(path: str, method: str, operation: Operation) -> None:
    responses: Responses = {**(operation.responses or {})}
    responses.pop("400", None)
    responses |= {"4XX": refusal("Refused; `code` says why"), "5XX": refusal("Our fault; send it again later")}
    if path in READY:
        responses["200"].content = {JSON: OpenAPIMediaType(schema=READY[path])}  # type: ignore[union-attr]
    if path in TEXTS:
        said = OpenAPIMediaType(schema=Schema(type=OpenAPIType.STRING))
        responses["200"].content = dict.fromkeys(TEXTS[path], said)  # type: ignore[union-attr]
    if path.startswith(KEPT_BY_CACHES):
        responses["304"] = OpenAPIResponse(description="Not changed since that `ETag`")
    if (path, method) == ("/blob", "post"):
        responses["200"] = OpenAPIResponse(
            description="Announced before by the same person",
            content=responses["201"].content,  # type: ignore[union-attr]
        )
    if method == "head" or (path, method) in (("/blob/{id}", "patch"), ("/sms/receipt", "post"), LIVE):
        for status in ("200", "204"):
            if status in responses:
                responses[status].content = None  # type: ignore[union-attr]
    operation.responses = responses
    if needed := next((scheme for where, scheme in NEEDS.items() if f"{path} {method}".startswith(where)), None):
        operation.security = [{needed: []}]
    if (path, method) == ("/blob/{id}", "patch"):
        pieces(operation)


def refusal(what: str) -> OpenAPIResponse:
    return OpenAPIResponse(description=what, content={CONTENT: of("Problem")})


def pieces(operation: Operation) -> None:
    """PATCH takes bytes, and says in a header where they belong."""
    offset: Any = Parameter(
        "Upload-Offset",
        "header",
        required=True,
        schema=Schema(type=OpenAPIType.INTEGER, minimum=0, maximum=999_999_999),
    )
    operation.parameters = [*(operation.parameters or []), offset]
    media = {"application/offset+octet-stream": OpenAPIMediaType(schema=Schema(type=OpenAPIType.STRING))}
    operation.request_body = RequestBody(content=media, required=True)
