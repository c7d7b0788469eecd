"""The table of contents: every domain, what they are given, and what starts and stops with the server."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from typing import Any

from litestar import Litestar
from litestar.di import Provide
from litestar.openapi import OpenAPIConfig

from server import web
from server.accounts import devices, guards
from server.accounts import mutations as _accounts  # noqa: F401  registers its mutations
from server.accounts import quarantine as _quarantine  # noqa: F401
from server.accounts.forget import forgetting
from server.accounts.held import holding_owners
from server.accounts.routes import routes as accounts
from server.accounts.sessions import actor_of
from server.alerts import mutations as _alerts  # noqa: F401
from server.alerts import sms_jobs as _sms  # noqa: F401
from server.alerts.operator import routes as operator
from server.alerts.routes import routes as alerts
from server.alerts.ways_out import keeping_ways_out
from server.applications import deadlines
from server.applications import mutations as _applications  # noqa: F401
from server.applications.track import track_routes
from server.bookings import jobs as booking_jobs
from server.bookings import mutations as _bookings  # noqa: F401
from server.bookings.routes import booking_routes
from server.diagnosis.trace import tracing
from server.files import expire as _expire  # noqa: F401
from server.files import tidy
from server.files.routes import routes as files
from server.guide import mutations as _guide  # noqa: F401
from server.guide.life import watching_guide
from server.guide.routes import routes as guide
from server.health import watching_health
from server.hours import changed as _changed  # noqa: F401
from server.hours import jobs as hours_jobs
from server.hours.feeds.routes import routes as feeds
from server.jobs.worker import Worker, free_leases
from server.notices import deliver as _deliver  # noqa: F401
from server.notices import evening
from server.notices import follow as _follow  # noqa: F401
from server.notices import mutations as _notices  # noqa: F401
from server.notices import tell as _tell  # noqa: F401
from server.piccolo_conf import engine_of
from server.settings import Settings
from server.store.migrate import opened
from server.sync import forget
from server.sync.core import Core
from server.sync.hub_of import hub_of
from server.sync.live import PATH as LIVE
from server.sync.live import live_app
from server.sync.routes import sync_route
from server.tickets import mutations as _tickets  # noqa: F401
from server.tickets import tidy as tickets_over
from server.tickets.routes import routes as ticket_routes
from server.transit import jobs as transit_jobs
from server.transit import report as _report  # noqa: F401
from server.transit.held import holding_buses
from server.transit.oba.routes import oba_route
from server.transit.realtime.poll import fetching_live
from server.transit.routes import routes as transit
from server.transit.stream.socket import PATH as BUS_LIVE
from server.transit.stream.socket import stream_app
from server.transit.stream.stream import telling_buses
from server.transit.watch_look import watching_buses

ROUTES: list[Any] = [*accounts, *alerts, *operator, *files, *guide, *feeds, *transit, oba_route]

# What a domain keeps running while the server does, entered in this order after the migrations.
LIVES: list[Callable[[Litestar, Core], AbstractAsyncContextManager[None]]] = [
    holding_owners,
    keeping_ways_out,
    watching_guide,
    forgetting,
    watching_health,
    tracing,
    holding_buses,
    telling_buses,
    fetching_live,
]


def create_app(settings: Settings, work_jobs: bool = True) -> Litestar:
    store = engine_of(settings)
    core = Core(store, settings, hub_of(settings, store))
    core.seen = devices.seen
    worker, bulk = Worker(core, bulk=False if work_jobs else None), Worker(core, bulk=True)

    @asynccontextmanager
    async def running(app: Litestar) -> AsyncIterator[None]:
        async with AsyncExitStack() as stack:
            await stack.enter_async_context(opened(settings))
            await stack.enter_async_context(core.hub.running())
            for life in LIVES:
                await stack.enter_async_context(life(app, core))
            if work_jobs:
                await core.act(forget.plan)
                await core.act(tidy.plan)
                await core.act(hours_jobs.plan)
                await core.act(transit_jobs.plan)
                await core.act(deadlines.plan)
                await core.act(tickets_over.plan)
                await core.act(booking_jobs.plan)
                await core.act(evening.plan)
                await free_leases(core)
                await stack.enter_async_context(watching_buses(core))
                for one in (worker, bulk):
                    one.start()
                    stack.push_async_callback(one.stop)
            yield

    sync = sync_route(core, actor_of)
    app = Litestar(
        route_handlers=[
            sync,
            *ROUTES,
            *track_routes(),
            *booking_routes(),
            *ticket_routes(),
            *web.routes,
        ],
        dependencies={
            "core": Provide(lambda: core, sync_to_thread=False),
            "settings": Provide(lambda: settings, sync_to_thread=False),
            **guards.DEPENDENCIES,
        },
        exception_handlers=web.HANDLERS,
        request_max_body_size=web.LARGEST_BODY,
        lifespan=[running],
        # As JSON alone: the readers for browsers fetch their scripts from elsewhere.
        openapi_config=OpenAPIConfig(
            title="Ganchang", version="1", path="/openapi", render_plugins=[web.Described(path="/openapi.json")]
        ),
        logging_config=None,
    )
    web.put_in_front(app, settings, core, sync.fn, {LIVE: live_app(core, actor_of), BUS_LIVE: stream_app(core)})
    app.state.core = core
    app.state.worker = worker
    return app
