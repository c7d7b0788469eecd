"""The tables of sync, as `piccolo migrations` sees them."""

from pathlib import Path

from piccolo.conf.apps import AppConfig

from server.sync import tables

APP_CONFIG = AppConfig(
    app_name="sync",
    migrations_folder_path=str(Path(__file__).parent / "piccolo_migrations"),
    table_classes=[tables.Ledger, tables.Lane, tables.Counter, tables.Scope, tables.ScopeRow],
)
