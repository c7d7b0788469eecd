"""Job `sms`: one text message, {phone, text, reference} and perhaps `until`, after which it is not worth sending."""

from functools import partial
from typing import Any

from server.alerts.outcome import Outcome
from server.alerts.ways_out import ways_out
from server.jobs.registry import Later, Permanent, Run, job
from server.notices.policy import backoff
from server.notices.publish import delivery_id
from server.notices.tables import Delivery
from server.sync.work import Work


@job("sms", tries=8)
async def send(payload: dict[str, Any], run: Run) -> None:
    core, reference = run.core, str(payload["reference"])
    until = payload.get("until")
    if until and core.clock().timestamp() >= until:
        await core.act(partial(note, reference=reference, outcome=Outcome("permanent-failure", "stale")))
        return
    provider = ways_out(core).sms
    # The answer to an earlier try may have been lost on the way: ask before sending a second time.
    outcome = await provider.find(reference) if run.attempt > 1 else None
    if outcome is None:
        await core.act(partial(note, reference=reference, outcome=Outcome("sending")))
        outcome = await provider.send(str(payload["phone"]), str(payload["text"]), reference)
    await core.act(partial(note, reference=reference, outcome=outcome))
    if outcome.worth_retrying and outcome.provider_id == "":
        raise Later(backoff(run.attempt, outcome.retry_after))
    if outcome.state in ("permanent-failure", "technical-failure"):
        raise Permanent(outcome.code)


def note(work: Work, reference: str, outcome: Outcome) -> None:
    """Only notices have a delivery to keep; sign-in codes and the like have none. A final receipt is never undone."""
    kind, _, id = reference.partition(":")
    row = work.get(Delivery, delivery_id(id, "sms")) if kind == "notice" else None
    if row is None or row["state"] in ("delivered", "permanent-failure"):
        return
    attempts = row["attempts"] + (outcome == Outcome("sending"))
    seen = {"state": outcome.state, "code": outcome.code, "attempts": attempts}
    seen |= {"provider_id": outcome.provider_id or row["provider_id"], "updated_at": int(work.now.timestamp())}
    work.put(Delivery, {**row, **seen})
