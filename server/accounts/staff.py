"""Who works where, as a county's files say."""

from collections.abc import Iterable
from typing import TypedDict

from server.accounts.profile import roles_of, show_profile
from server.accounts.tables import FormerRole, Person, StaffRole
from server.store.rows import Row
from server.sync.core import Core
from server.sync.work import Work


class StaffRow(TypedDict):
    phone: str
    name: str
    role: str
    scope: str
    window: str


async def load(core: Core, rows: Iterable[StaffRow], source: str) -> int:
    """Makes `rows` the roles given by `source` (a county's code): new ones are added, those not named end at once.

    Gives how many lines changed. Other sources' roles stay as they are.
    """
    wanted = list(rows)
    return await core.act(lambda work: replace(work, wanted, source))


def replace(work: Work, rows: list[StaffRow], source: str) -> int:
    held = {row["id"]: row for row in work.find(StaffRole, source=source)}
    wanted: dict[str, Row] = {
        id: {**row, "id": id, "source": source}
        for row in rows
        for id in [f"{row['phone']}/{row['role']}/{row['scope']}"]
    }
    changed = [id for id in held.keys() | wanted.keys() if held.get(id) != wanted.get(id)]
    for id in changed:
        if id in wanted:
            work.put(StaffRole, wanted[id])
            work.delete(FormerRole, id)
        else:
            work.delete(StaffRole, id)
            ended = {name: held[id][name] for name in ("id", "phone", "role", "scope")}
            work.put(FormerRole, {**ended, "ended_at": int(work.now.timestamp())})
    phones = sorted({id.split("/")[0] for id in changed})
    for phone in phones:  # all at once: a county has hundreds
        work.expect(Person, phone=phone)
        work.expect(StaffRole, phone=phone)
    for phone in phones:
        for person in work.find(Person, phone=phone):
            show_profile(work, person, roles_of(work, phone)[0])
    return len(changed)
