"""Whose a session is: the rows that say so, read as one thing."""

from msgspec import Struct

from server.accounts.actor import RoleAt
from server.store import Values

OWNER = (
    "SELECT s.client, s.seen_at, s.expires_at, s.lost_at, p.id, p.name, p.follows, "
    'r.role, r.scope, r."window", r.name, r.id, o.version, s.id '
    "FROM session s JOIN person p ON p.id = s.person LEFT JOIN staff_role r ON r.phone = p.phone "
    "LEFT JOIN scope o ON o.id = 'person:' || p.id WHERE s.id IN ({})"
)


class Owner(Struct, frozen=True):
    """A session and its person, as the tables have them. Times in seconds since 1970."""

    client: str
    seen_at: int
    expires_at: int
    lost_at: int
    person: str
    name: str
    follows: tuple[str, ...]
    roles: tuple[RoleAt, ...]


def of_rows(found: list[Values]) -> tuple[Owner, int | None]:
    """Of one session: a row for each role, or one without. And the version of the person's own scope."""
    if len(found) > 1:
        found.sort(key=lambda row: str(row[11]))
    client, seen_at, expires_at, lost_at, person, name, follows = found[0][:7]
    held = [] if found[0][7] is None else [columns[7:11] for columns in found]
    roles = tuple([RoleAt(role, scope, window) for role, scope, window, _ in held])
    own_name = name or (held[0][3] if held else "")
    return Owner(client, seen_at, expires_at, lost_at, person, own_name, tuple(follows.split()), roles), found[0][12]
