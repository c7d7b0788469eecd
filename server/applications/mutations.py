"""Every mutation of applications, by who makes it. Importing this registers them."""

from server.applications import department, desk, numbers, resident, window

__all__ = ["department", "desk", "numbers", "resident", "window"]
