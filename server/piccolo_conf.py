"""What Piccolo needs to know: the engine, and the apps whose tables and migrations it looks after."""

from functools import cache

from piccolo.apps.migrations.tables import Migration
from piccolo.conf.apps import AppRegistry

from server.settings import Settings, read
from server.store.postgres import Postgres
from server.store.sqlite import SQLite

Engine = SQLite | Postgres


@cache
def postgres(url: str, connections: int) -> Postgres:
    return Postgres(url, connections)


@cache
def sqlite() -> SQLite:
    """One, whatever its file: it is opened where the settings say."""
    return SQLite(str(read().database_path))


def engine_of(settings: Settings) -> Engine:
    if settings.database_url is None:
        return sqlite()
    return postgres(settings.database_url, settings.database_connections)


DB: Engine = engine_of(read())

APP_REGISTRY = AppRegistry(
    apps=[
        "server.sync.piccolo_app",
        "server.jobs.piccolo_app",
        "server.accounts.piccolo_app",
        "server.guide.piccolo_app",
        "server.hours.piccolo_app",
        "server.hours.feeds.piccolo_app",
        "server.applications.piccolo_app",
        "server.bookings.piccolo_app",
        "server.notices.piccolo_app",
        "server.alerts.piccolo_app",
        "server.files.piccolo_app",
        "server.diagnosis.piccolo_app",
        "server.tickets.piccolo_app",
        "server.transit.piccolo_app",
    ]
)


def use(settings: Settings) -> Engine:
    """The engine that these settings ask for, which is Piccolo's from now on."""
    global DB
    wanted = engine_of(settings)
    if wanted is not DB:
        DB = Migration._meta.db = wanted
        for app in APP_REGISTRY.app_configs.values():
            for table in app.table_classes:
                table._meta.db = wanted
    return DB
