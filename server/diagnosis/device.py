"""What the server knows of one device, without its person's name or number."""

from server.diagnosis.clients import short, when
from server.diagnosis.fate import verdict
from server.store import Store

LAST = 20  # results shown
LANES = 40


async def device_of(store: Store, client: str) -> list[str]:
    return [
        f"Device {client[:6]}",
        *await signed_in(store, client),
        *await unsent(store, client),
        *await traced(store, client),
        *await lanes(store, client),
        *await results(store, client),
    ]


async def signed_in(store: Store, client: str) -> list[str]:
    sessions = await store.fetch("SELECT seen_at, expires_at FROM session WHERE client = ? ORDER BY seen_at", (client,))
    if not sessions:
        return ["  nobody is signed in on it"]
    pushes = await store.fetch("SELECT count(*) FROM push_subscription WHERE client = ?", (client,))
    lines = [
        f"  signed in; last contact {when(seen)[:10]} (exact to a day), until {when(to)[:10]}" for seen, to in sessions
    ]
    return [*lines, f"  push: {'on' if pushes[0][0] else 'off'}"]


async def unsent(store: Store, client: str) -> list[str]:
    told = await store.fetch("SELECT unsent, seen_at, lost_at, wiped_at FROM device WHERE id = ?", (client,))
    if not told:
        return ["  never told how much it has not sent"]
    count, at, lost_at, wiped_at = told[0]
    lines = [f"  had {count} unsent, by its own word of {when(at)}"]
    if lost_at:
        lines.append(
            f"  reported lost {when(lost_at)}, {f'wiped {when(wiped_at)}' if wiped_at else 'not told to wipe yet'}"
        )
    return lines


async def traced(store: Store, client: str) -> list[str]:
    named = await store.fetch("SELECT prefix, until FROM trace ORDER BY prefix")
    return [f"  traced until {when(until)}" for prefix, until in named if client.startswith(prefix)]


async def lanes(store: Store, client: str) -> list[str]:
    start = len(client) + 1
    found = await store.fetch("SELECT id, seq FROM lane WHERE substr(id, 1, ?) = ?", (start, f"{client}/"))
    named = sorted(f"{short(id[start:])} {seq}" for id, seq in found)
    more = f" and {len(named) - LANES} more" if len(named) > LANES else ""
    return [f"  lanes and the last number taken of each: {', '.join(named[:LANES])}{more}"] if named else []


async def results(store: Store, client: str) -> list[str]:
    start = len(client) + 1
    found = await store.fetch(
        f"SELECT id, result, at FROM ledger WHERE substr(id, 1, ?) = ? ORDER BY at DESC, id DESC LIMIT {LAST}",
        (start, f"{client}/"),
    )
    if not found:
        return ["  it has sent nothing yet, or all of that was forgotten"]
    return ["  last results:", *(f"    {when(at)}  {id[start:]}  {verdict(result)}" for id, result, at in found)]
