"""The tables of bookings, as `piccolo migrations` sees them."""

from pathlib import Path

from piccolo.conf.apps import AppConfig

from server.bookings import tables

APP_CONFIG = AppConfig(
    app_name="bookings",
    migrations_folder_path=str(Path(__file__).parent / "piccolo_migrations"),
    table_classes=[
        tables.BookingDay,
        tables.Booking,
        tables.BookedSlot,
        tables.Waiting,
        tables.Roster,
        tables.BookingRule,
        tables.InboundMessage,
    ],
)
