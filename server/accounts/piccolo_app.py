"""The tables of accounts, as `piccolo migrations` sees them."""

from pathlib import Path

from piccolo.conf.apps import AppConfig

from server.accounts import tables

APP_CONFIG = AppConfig(
    app_name="accounts",
    migrations_folder_path=str(Path(__file__).parent / "piccolo_migrations"),
    table_classes=[
        tables.Person,
        tables.StaffRole,
        tables.FormerRole,
        tables.Device,
        tables.Quarantine,
        tables.Session,
        tables.SignIn,
        tables.Sender,
    ],
)
