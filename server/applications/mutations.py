"""Every mutation of applications, by who makes it. Importing this registers them."""

from server.applications import department, desk, resident

__all__ = ["department", "desk", "resident"]
