"""The tables of buses, as `piccolo migrations` sees them."""

from pathlib import Path

from piccolo.conf.apps import AppConfig

from server.transit import alerts_tables, drive_tables, tables, watch_tables

APP_CONFIG = AppConfig(
    app_name="transit",
    migrations_folder_path=str(Path(__file__).parent / "piccolo_migrations"),
    table_classes=[
        *(tables.TransitFeed, tables.TransitSource, tables.BusLine, tables.BusStop),
        *(watch_tables.BusWatch, alerts_tables.BusAlertTold, alerts_tables.BusReport),
        drive_tables.TransitDrive,
    ],
)
