"""What became of a mutation, as far as the database knows: its result, and what was written in the same second for the
same person. The ledger does not say what a mutation touched, so the second is said to be a guess where it is one."""

import json
from typing import Any

import msgspec

from server.diagnosis.clients import made_at, short, when
from server.schema.tables import ERRORS
from server.store import Store, Values
from server.store.rows import marks

UNKNOWN = """  The server has no result of it. Then one of these is true:
    - the phone has not sent it, or its request never arrived: look at the phone's report;
    - it was answered `waiting`, of which nothing is kept: an earlier step of its lane is missing (need_seq), nobody is
      signed in (session_…), this server is too old for it (unknown_mutation), or it failed here (server_error).
      `python -m server trace on <client>` writes the answer to the log when the phone tries again;
    - it was settled before the database was restored from an older backup."""
STEPS = 2000  # applications looked through for a step of that second


async def fate_of(store: Store, id: str) -> list[str]:
    lines = [f"Mutation {id}", f"  made on the device about {when(made_at(id))}, by the device's own clock"]
    found = await store.fetch("SELECT id, result, at FROM ledger WHERE id LIKE ?", (f"%/{id}",))
    if not found:
        return [*lines, UNKNOWN]
    for ledger_id, result, at in found:
        client = ledger_id.split("/")[0]
        lines.append(f"  device {client[:6]}, settled {when(at)}: {verdict(result)}")
        lines += await held(store, ledger_id)
        lines += await effects(store, client, at)
    return lines


def verdict(result: str | bytes) -> str:
    """Status and code; the detail may quote what a person typed and stays out."""
    said = msgspec.json.decode(result)
    code = said.get("code")
    if not code:
        return str(said["status"])
    sentence = str(ERRORS.get(code, {}).get("en", "")).replace("{", "<").replace("}", ">")
    return " ".join(part for part in (said["status"], code, said.get("field", ""), f"({sentence})") if part)


async def held(store: Store, ledger_id: str) -> list[str]:
    found = await store.fetch("SELECT at, why, closed FROM quarantine WHERE id = ?", (ledger_id,))
    return [
        f"  held for the supervisor since {when(at)} ({why}): {f'closed, {closed}' if closed else 'still open'}"
        for at, why, closed in found
    ]


async def effects(store: Store, client: str, at: int) -> list[str]:
    people = await store.fetch("SELECT DISTINCT person FROM session WHERE client = ?", (client,))
    if not people:
        return ["  Nobody is signed in on that device any more: what came of it cannot be told from others' work."]
    lines: list[str] = []
    for (person,) in people:
        steps = await steps_of(store, person, at)
        lines += [line for _, said in steps for line in said]
        applications = [id for id, _ in steps]
        lines += await notices_of(store, person, applications, at)
    if not lines:
        return ["  No step, notice or job of that person is left from that second."]
    return ["  In the same second, for the same person:", *lines]


async def steps_of(store: Store, person: str, at: int) -> list[tuple[str, list[str]]]:
    """Applications of the person, or of a desk or department they serve, with a step of theirs in that second."""
    roles = await store.fetch(
        "SELECT scope FROM staff_role WHERE phone = (SELECT phone FROM person WHERE id = ?)", (person,)
    )
    scopes = [f"person:{person}", *sorted({scope for (scope,) in roles})]
    shown = await store.fetch(
        f"SELECT DISTINCT key FROM scope_row WHERE scope IN ({marks(len(scopes))}) AND entity = 'application' "
        f"AND at >= ? ORDER BY key DESC LIMIT {STEPS}",
        (*scopes, at),
    )
    found: list[tuple[str, list[str]]] = []
    for (id,) in shown:
        rows = await store.fetch("SELECT state, history, saved_at, person FROM application WHERE id = ?", (id,))
        if rows and (lines := told(id, rows[0], person, at)):
            found.append((id, lines))
    return found


def told(id: str, row: Values, person: str, at: int) -> list[str]:
    state, history, saved_at, owner = row
    events: list[dict[str, Any]] = json.loads(history)
    mine = [event["what"] for event in events if event["at"] == at and event.get("person") == person]
    if not mine and not (saved_at == at and owner == person):
        return []
    later = sum(event["at"] > at for event in events)
    after = f"{later} later step{'' if later == 1 else 's'}" if later else "no later step"
    return [f"    application {short(id)}: {', '.join(mine) or 'saved'}; now {state}, {after}"]


async def notices_of(store: Store, person: str, applications: list[str], at: int) -> list[str]:
    """Notices made then: to the person, or to the applicant of an application that they moved."""
    chosen = f" OR application IN ({marks(len(applications))})" if applications else ""
    notices = await store.fetch(
        f"SELECT id, kind, read_at, until FROM notice WHERE at = ? AND (person = ?{chosen}) ORDER BY id",
        (at, person, *applications),
    )
    lines: list[str] = []
    for id, kind, read_at, until in notices:
        seen = f"read {when(read_at)}" if read_at else "not read yet"
        lines.append(f"    notice {id[:8]} ({kind}): {seen}{f', news until {when(until)}' if until else ''}")
        lines += await ways_of(store, id)
    return lines


async def ways_of(store: Store, notice: str) -> list[str]:
    deliveries = await store.fetch(
        "SELECT channel, state, code, attempts, updated_at FROM delivery WHERE notice = ? ORDER BY id", (notice,)
    )
    jobs = await store.fetch(
        "SELECT id, queue, state, attempts, run_at, problem FROM job WHERE dedupe IN (?, ?) ORDER BY id",
        (f"notice:{notice}", f"sms:notice:{notice}"),
    )
    lines = [
        f"      {channel}: {' '.join(part for part in (state, code) if part)}{tried(attempts, at)}"
        for channel, state, code, attempts, at in deliveries
    ]
    for id, queue, state, attempts, run_at, problem in jobs:
        lines.append(f"      job {id} {queue}: {job_state(state, run_at, problem)}, {attempts} tries")
    return lines


def tried(attempts: int, at: int) -> str:
    return f", {attempts} tries, {when(at)}" if attempts else f", {when(at)}"


def job_state(state: str, run_at: int, problem: str | None) -> str:
    why = f" after {problem}" if problem else ""
    return f"waits until {when(run_at // 1000)}{why}" if state == "waiting" else f"{state}{why}"
