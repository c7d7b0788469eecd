"""SMS by any service that speaks the GOV.UK Notify v2 API (POST /v2/notifications/sms)."""

from time import time
from typing import Any, cast

import aiohttp
import jwt

from server.alerts.outcome import DeliveryState, Outcome
from server.alerts.push import retry_after

FINAL: dict[str, DeliveryState] = {
    "delivered": "delivered",
    "permanent-failure": "permanent-failure",
    "temporary-failure": "temporary-failure",
    "technical-failure": "technical-failure",
}


class NotifySms:
    """An API key is `name-<service id>-<secret>`, the last two being UUIDs, as Notify hands them out."""

    def __init__(self, url: str, key: str, template: str, timeout: float = 20) -> None:
        self.url, self.template = url.rstrip("/"), template
        self.service, self.secret = key[-73:-37], key[-36:]
        self.http = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=timeout))

    async def close(self) -> None:
        await self.http.close()

    def headers(self) -> dict[str, str]:
        token = jwt.encode({"iss": self.service, "iat": int(time())}, self.secret, algorithm="HS256")
        return {"Authorization": f"Bearer {token}"}

    async def send(self, phone: str, text: str, reference: str) -> Outcome:
        message = {
            "phone_number": f"+86{phone}",
            "template_id": self.template,
            "personalisation": {"body": text},
            "reference": reference,
        }
        try:
            url = f"{self.url}/v2/notifications/sms"
            async with self.http.post(url, json=message, headers=self.headers(), allow_redirects=False) as answer:
                if answer.status == 201:
                    return Outcome("sending", provider_id=str((await answer.json())["id"]))
                return refusal(answer.status, await problem(answer), answer.headers.get("Retry-After", ""))
        except (aiohttp.ClientError, OSError, TimeoutError, ValueError, KeyError) as error:
            return Outcome("temporary-failure", type(error).__name__)

    async def find(self, reference: str) -> Outcome | None:
        url = f"{self.url}/v2/notifications"
        query = {"reference": reference, "template_type": "sms"}
        async with self.http.get(url, params=query, headers=self.headers(), allow_redirects=False) as answer:
            answer.raise_for_status()
            found = (await answer.json())["notifications"]
        return Outcome(state_of(found[0]["status"]), provider_id=str(found[0]["id"])) if found else None


def state_of(status: str) -> DeliveryState:
    """Notify's `created`, `sending`, `pending` and `sent` all mean: on its way."""
    return FINAL.get(status, "sending")


async def problem(answer: aiohttp.ClientResponse) -> str:
    """The name of Notify's first error; its message may repeat the phone number and is not kept."""
    try:
        body = cast(dict[str, Any], await answer.json(content_type=None))
        return str(body["errors"][0]["error"])[:60]
    except (ValueError, KeyError, IndexError, TypeError):
        return str(answer.status)


def refusal(status: int, code: str, wait: str) -> Outcome:
    if status == 429 or status >= 500:
        return Outcome("temporary-failure", code, retry_after=retry_after(wait, int(time())))
    if status in (401, 403):
        return Outcome("technical-failure", code)
    return Outcome("permanent-failure", code)
