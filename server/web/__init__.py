"""What the server serves besides its domains: the built app, and whether it is well."""

from server.web.health import routes

__all__ = ["routes"]
