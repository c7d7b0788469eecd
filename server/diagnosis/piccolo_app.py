"""The tables of diagnosis, as `piccolo migrations` sees them."""

from pathlib import Path

from piccolo.conf.apps import AppConfig

from server.diagnosis import tables

APP_CONFIG = AppConfig(
    app_name="diagnosis",
    migrations_folder_path=str(Path(__file__).parent / "piccolo_migrations"),
    table_classes=[tables.Trace],
)
