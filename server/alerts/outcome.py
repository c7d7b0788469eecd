"""What became of one message on one channel, in the words of GOV.UK Notify: reports read the same everywhere."""

from dataclasses import dataclass
from typing import Literal

DeliveryState = Literal[
    "created", "sending", "delivered", "permanent-failure", "temporary-failure", "technical-failure"
]


@dataclass(frozen=True)
class Outcome:
    """`delivered` on push means that the push service took it: it gives no later receipt."""

    state: DeliveryState
    code: str = ""
    provider_id: str = ""
    retry_after: int | None = None

    @property
    def worth_retrying(self) -> bool:
        return self.state == "temporary-failure"
