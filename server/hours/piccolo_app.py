"""The tables of hours, as `piccolo migrations` sees them."""

from pathlib import Path

from piccolo.conf.apps import AppConfig

from server.hours import tables

APP_CONFIG = AppConfig(
    app_name="hours",
    migrations_folder_path=str(Path(__file__).parent / "piccolo_migrations"),
    table_classes=[tables.CentreHours, tables.DeskHours, tables.Holidays, tables.Openings, tables.HoursChange],
)
