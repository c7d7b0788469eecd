"""The ways out of the house, opened when first needed and closed with the app."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from litestar import Litestar

from server.alerts.bulk import Bulk
from server.alerts.keys import operator_token, vapid_key
from server.alerts.push import PushSender
from server.alerts.sms import SmsProvider
from server.alerts.sms_local import LocalSms
from server.alerts.sms_notify import NotifySms
from server.alerts.vapid import Vapid
from server.sync.core import Core


@dataclass
class WaysOut:
    push: PushSender
    bulk: Bulk
    sms: SmsProvider


def ways_out(core: Core) -> WaysOut:
    out = core.parts.get(WaysOut)
    if not isinstance(out, WaysOut):
        own, loopback = vapid(core), core.settings.push_loopback
        out = WaysOut(PushSender(own, loopback=loopback), Bulk(own, loopback=loopback), sms_provider(core))
        core.parts[WaysOut] = out
    return out


@asynccontextmanager
async def keeping_ways_out(app: Litestar, core: Core) -> AsyncIterator[None]:
    if core.settings.sms_provider == "local":
        operator_token(core.settings)  # made now: whoever runs the server reads it before anybody is asked for it
    try:
        yield
    finally:
        out = core.parts.pop(WaysOut, None)
        if isinstance(out, WaysOut):
            await out.push.close()
            await out.bulk.close()
            await out.sms.close()


def vapid(core: Core) -> Vapid:
    return Vapid(vapid_key(core.settings), core.settings.vapid_subject)


def sms_provider(core: Core) -> SmsProvider:
    settings = core.settings
    if settings.sms_provider == "local":
        return LocalSms(core)
    url, key, template = settings.sms_notify_url, settings.sms_notify_key, settings.sms_notify_template
    return NotifySms(url or "", key or "", template or "")
