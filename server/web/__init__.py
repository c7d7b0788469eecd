"""What the server serves besides its domains: the built app, its description, and whether it is well."""

from litestar import Litestar
from litestar.enums import ScopeType
from litestar.types import ASGIApp, Receive, Scope, Send
from webpush.vapid import VAPID

from server.alerts.keys import vapid_key
from server.guide.front import with_packs
from server.guide.sign import GuideKey
from server.settings import Settings
from server.sync.core import Core
from server.web.errors import HANDLERS
from server.web.health import routes
from server.web.openapi import Described
from server.web.pwa import with_pwa
from server.web.requests import logged

LARGEST_BODY = 131_072  # bytes; photos and /sync have limits of their own


def stamps(settings: Settings) -> dict[str, str]:
    """The public keys that the first page carries."""
    guide = GuideKey.of(settings.keys_dir).jwk
    vapid = VAPID.get_application_server_key(vapid_key(settings).public_key())
    return {"GANCHANG_KEY": f"{guide['x']}.{guide['y']}", "GANCHANG_VAPID": str(vapid)}


def put_in_front(app: Litestar, settings: Settings, core: Core, sync: ASGIApp, sockets: dict[str, ASGIApp]) -> None:
    """The app's files, the request log, packs, /sync and sockets by their path, before Litestar's routing: that costs
    half a quiet sync, most of a pack, and memory for each open socket."""
    own = {route.path.split("/")[1] for route in app.routes} - {""} | {path.split("/")[1] for path in sockets}
    rest = with_packs(core, with_pwa(app.asgi_handler, own, stamps(settings)))

    async def front(scope: Scope, receive: Receive, send: Send) -> None:
        handler = sockets.get(scope["path"], rest) if scope["type"] == ScopeType.WEBSOCKET else rest
        await handler(scope, receive, send)

    app.asgi_handler = logged(front, sync)


__all__ = ["HANDLERS", "Described", "put_in_front", "routes"]
