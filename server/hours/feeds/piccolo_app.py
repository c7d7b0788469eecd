"""The tables of the feeds, as `piccolo migrations` sees them."""

from pathlib import Path

from piccolo.conf.apps import AppConfig

from server.hours.feeds import tables

APP_CONFIG = AppConfig(
    app_name="hours_feeds",
    migrations_folder_path=str(Path(__file__).parent / "piccolo_migrations"),
    table_classes=[tables.FeedBook, tables.FeedToken],
)
