"""Every mutation and job of bookings. Importing this registers them."""

from server.bookings import desk, duty, jobs, resident

__all__ = ["desk", "duty", "jobs", "resident"]
