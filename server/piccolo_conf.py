"""What Piccolo needs to know: the engine, and the apps whose tables and migrations it looks after."""

from piccolo.conf.apps import AppRegistry

from server.settings import read
from server.store.sqlite import SQLite

DB = SQLite(str(read().database_path))

APP_REGISTRY = AppRegistry(
    apps=[
        "server.sync.piccolo_app",
        "server.jobs.piccolo_app",
        "server.accounts.piccolo_app",
        "server.guide.piccolo_app",
        "server.applications.piccolo_app",
        "server.notices.piccolo_app",
        "server.alerts.piccolo_app",
        "server.files.piccolo_app",
        "server.diagnosis.piccolo_app",
    ]
)
