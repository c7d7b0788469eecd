"""/sync is served by a bare handler that OpenAPI cannot see; this writes it into the document."""

from functools import cache

from litestar import Litestar, post
from litestar.openapi import OpenAPIConfig
from litestar.openapi.spec import OpenAPI
from litestar.params import JSONBody

from server.schema.types import SyncRequest, SyncResponse


@post("/sync", status_code=200, summary="Push mutations and pull changes", operation_id="sync")
async def described(data: JSONBody[SyncRequest]) -> SyncResponse:
    raise NotImplementedError("only its signature is used")


@cache
def drawn_sync() -> OpenAPI:
    return Litestar([described], openapi_config=OpenAPIConfig(title="sync", version="1")).openapi_schema


def describe_sync(app: Litestar) -> None:
    drawn = drawn_sync()
    document = app.openapi_schema
    if drawn.paths is None or document.paths is None:
        return
    document.paths["/sync"] = drawn.paths["/sync"]
    if drawn.components and drawn.components.schemas and document.components and document.components.schemas:
        document.components.schemas.update(drawn.components.schemas)
