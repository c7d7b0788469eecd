"""Who asks: a person on a device, with the roles that the county's files give."""

from msgspec import Struct


class RoleAt(Struct, frozen=True):
    role: str  # clerk, reviewer, supervisor
    scope: str  # desk:<centre> or dept:<department>
    window: str = ""


class Actor(Struct, frozen=True):
    person: str | None
    client: str
    roles: tuple[RoleAt, ...] = ()
    name: str = ""
    follows: tuple[str, ...] = ()  # centres whose hours they want to hear of
    former: str | None = None  # whose device this was before it was reported lost: it may hand over, nothing else
    own: int | None = None  # the version of the person's scope when the session was looked up

    def has(self, role: str, scope: str) -> bool:
        return any(held.role == role and held.scope == scope for held in self.roles)

    def is_one_of(self, who: frozenset[str]) -> bool:
        """Whether one of the words of mutations.json `who` fits, wherever the role is held."""
        if "anyone" in who:
            return True
        if self.person is None:
            return False
        return "resident" in who or ("staff" in who and bool(self.roles)) or any(r.role in who for r in self.roles)

    def scopes(self) -> dict[str, str]:
        """Scope as the protocol names it → scope as the store names it."""
        if self.person is None:
            return {}
        mine = {"me": f"person:{self.person}"}
        if not self.roles and not self.follows:
            return mine
        lead = sorted({f"lead:{held.scope[5:]}" for held in self.roles if held.role == "supervisor"})
        places = [f"place:{centre}" for centre in self.follows]
        return mine | {scope: scope for scope in [held.scope for held in self.roles] + sorted(lead) + places}
