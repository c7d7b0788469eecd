"""The table of contents: every domain, what they are given, and what starts and stops with the server."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from litestar import Litestar
from litestar.di import Provide
from litestar.openapi import OpenAPIConfig

from server import web
from server.accounts import guards
from server.accounts import mutations as _accounts  # noqa: F401  registers its mutations
from server.accounts.routes import routes as accounts
from server.accounts.sessions import actor_of
from server.jobs.worker import Worker
from server.piccolo_conf import DB
from server.settings import Settings
from server.store.migrate import migrate
from server.sync.core import Core
from server.sync.live import live_route
from server.sync.routes import sync_route
from server.web.errors import HANDLERS

ROUTES: list[Any] = [*accounts]


def no_guide(place: str, head: str | None) -> None:
    return None


def create_app(settings: Settings, work_jobs: bool = True) -> Litestar:
    core = Core(DB, settings)
    worker = Worker(core)

    @asynccontextmanager
    async def running(app: Litestar) -> AsyncIterator[None]:
        settings.data_dir.mkdir(parents=True, exist_ok=True)
        DB.open(str(settings.database_path))
        try:
            await migrate()
            if work_jobs:
                worker.start()
            yield
            await worker.stop()
        finally:
            DB.close()

    app = Litestar(
        route_handlers=[
            sync_route(core, actor_of, no_guide),
            live_route(core, actor_of, no_guide),
            *ROUTES,
            *web.routes,
        ],
        dependencies={
            "core": Provide(lambda: core, sync_to_thread=False),
            "settings": Provide(lambda: settings, sync_to_thread=False),
            **guards.DEPENDENCIES,
        },
        exception_handlers=HANDLERS,
        lifespan=[running],
        openapi_config=OpenAPIConfig(title="Ganchang", version="1", path="/openapi"),
        logging_config=None,
    )
    app.state.core = core
    app.state.worker = worker
    return app
