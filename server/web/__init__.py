"""What the server serves besides its domains: the built app, its description, and whether it is well."""

from typing import Any

from webpush.vapid import VAPID

from server.alerts.keys import vapid_key
from server.guide.sign import GuideKey
from server.settings import Settings
from server.web import health
from server.web.errors import HANDLERS
from server.web.openapi import describe_sync
from server.web.pwa import pwa_route
from server.web.requests import logged


def stamps(settings: Settings) -> dict[str, str]:
    """The public keys that the first page carries."""
    guide = GuideKey.of(settings.keys_dir).jwk
    vapid = VAPID.get_application_server_key(vapid_key(settings).public_key())
    return {"GANCHANG_KEY": f"{guide['x']}.{guide['y']}", "GANCHANG_VAPID": str(vapid)}


def routes(settings: Settings) -> list[Any]:
    return [*health.routes, pwa_route(stamps(settings))]


__all__ = ["HANDLERS", "describe_sync", "logged", "routes"]
