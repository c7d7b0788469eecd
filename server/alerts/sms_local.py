"""SMS without a vendor: messages stay in a table and the operator reads them out at /operator/messages."""

from typing import Any

from server.alerts.outcome import Outcome
from server.alerts.segments import segments
from server.alerts.tables import LocalMessage
from server.store.rows import shape
from server.sync.core import Core
from server.sync.work import Work

KEPT = 7 * 86400  # messages hold phone numbers and sign-in codes: no longer than somebody may still ask for them


class LocalSms:
    def __init__(self, core: Core) -> None:
        self.core = core

    async def close(self) -> None: ...

    async def send(self, phone: str, text: str, reference: str) -> Outcome:
        def keep(work: Work) -> None:
            row = {"reference": reference, "phone": phone, "text": text, "segments": segments(text)}
            work.put(LocalMessage, {**row, "at": int(work.now.timestamp())})

        await self.core.act(keep)
        async with self.core.store.writing() as tx:
            await tx.many("DELETE FROM local_message WHERE at < ?", [(int(self.core.clock().timestamp()) - KEPT,)])
        return Outcome("delivered", provider_id=reference)

    async def find(self, reference: str) -> Outcome | None:
        found = await self.core.act(lambda work: work.get(LocalMessage, reference))
        return Outcome("delivered", provider_id=reference) if found else None


async def newest(core: Core, limit: int = 100) -> list[dict[str, Any]]:
    of = shape(LocalMessage)
    rows = await core.store.fetch(f"{of.select} ORDER BY at DESC, reference DESC LIMIT ?", (limit,))
    return [of.unpack(row) for row in rows]
