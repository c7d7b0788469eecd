"""The tables of notices, as `piccolo migrations` sees them."""

from pathlib import Path

from piccolo.conf.apps import AppConfig

from server.notices import tables

APP_CONFIG = AppConfig(
    app_name="notices",
    migrations_folder_path=str(Path(__file__).parent / "piccolo_migrations"),
    table_classes=[
        tables.Notice,
        tables.Delivery,
        tables.Follow,
        tables.HoursNews,
        tables.NewsRound,
        tables.NewsPart,
    ],
)
