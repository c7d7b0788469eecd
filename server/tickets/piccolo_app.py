"""The tables of tickets, as `piccolo migrations` sees them."""

from pathlib import Path

from piccolo.conf.apps import AppConfig

from server.tickets import tables

APP_CONFIG = AppConfig(
    app_name="tickets",
    migrations_folder_path=str(Path(__file__).parent / "piccolo_migrations"),
    table_classes=[tables.Ticket, tables.TicketLine, tables.TicketsWaiting, tables.TicketBlock],
)
