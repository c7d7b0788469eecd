"""The guide's tables and migrations, as Piccolo wants them named."""

import os

from piccolo.conf.apps import AppConfig

from server.guide.tables import Centre, Department, ErrorReport, Form, Item, Layer, Pending, Place, Retired

APP_CONFIG = AppConfig(
    app_name="guide",
    migrations_folder_path=os.path.join(os.path.dirname(__file__), "piccolo_migrations"),
    table_classes=[Place, Department, Centre, Item, Form, Pending, Layer, Retired, ErrorReport],
    migration_dependencies=[],
    commands=[],
)
