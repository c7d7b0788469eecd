"""Text messages: what the rest of the server asks of a provider. `sms_local` shows them to the operator, `sms_notify`
speaks the GOV.UK Notify v2 API."""

from typing import Protocol

from server.alerts.outcome import Outcome


class SmsProvider(Protocol):
    async def send(self, phone: str, text: str, reference: str) -> Outcome:
        """`sending` when the provider took it and a receipt will follow, `delivered` when it is there."""

    async def find(self, reference: str) -> Outcome | None:
        """What an earlier try under this reference came to, when its answer was lost: no text is sent twice."""

    async def close(self) -> None: ...
