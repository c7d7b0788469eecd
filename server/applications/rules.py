"""Who may move an application, and from where to where. Pure; `vectors/applications.json` holds the cases."""

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any, Literal, Protocol

from server.schema.tables import LIFECYCLES, MUTATIONS

Stand = Literal["owner", "clerk", "supervisor", "reviewer"]
TRANSITIONS = LIFECYCLES["application"]["transitions"]
FINAL = set(LIFECYCLES["application"]["final"])
PRIVATE = {"draft", "discarded"}
# Taking a case over changes its handler, not its state, so lifecycles.json does not name it.
CLAIMABLE: dict[str, set[str]] = {
    "clerk": {"submitted", "returned", "accepted", "approved", "publicised"},
    "supervisor": {"submitted", "returned", "accepted", "approved", "publicised"},
    "reviewer": {"in_department", "approved"},
}
NOT_TAKEN_YET = {"draft", "submitted", "returned"}
OPENING = {"applications.save", "applications.submit"}
NEW = "none"  # the state of an application that the town has never heard of


AWAY = "window/"


def away_from_phones(id: str) -> str:
    """Stands for somebody without an account who handed in at the window: no session is ever theirs."""
    return AWAY + id


class Role(Protocol):
    @property
    def role(self) -> str: ...
    @property
    def scope(self) -> str: ...


def stands(person: str | None, roles: Iterable[Role], row: Mapping[str, Any]) -> frozenset[str]:
    """What the person is to this application. Nobody is an official in their own matter."""
    if person is not None and row["person"] == person:
        return frozenset({"owner"})
    if row["state"] in PRIVATE:
        return frozenset()
    seats = {f"desk:{row['desk']}": {"clerk", "supervisor"}}
    if row["department"]:
        seats[f"dept:{row['department']}"] = {"reviewer"}
    return frozenset(held.role for held in roles if held.role in seats.get(held.scope, ()))


@lru_cache(maxsize=2000)
def decide(name: str, state: str, who: frozenset[str]) -> tuple[str, str]:
    """("to", next state) or ("no", error code)."""
    allowed = set(MUTATIONS[name]["who"])
    if allowed == {"resident"}:
        if "owner" not in who:
            return "no", "not_found"
        return step(name, "draft" if state == NEW and name in OPENING else state)
    if not who or state == NEW:
        return "no", "not_found"
    able = who & allowed
    if not able:
        return "no", "forbidden"
    if name == "applications.claim":
        return ("to", state) if any(state in CLAIMABLE[role] for role in able) else ("no", "state_forbids")
    if name == "applications.return" and state == "returned" and "supervisor" not in able:
        return "no", "defects_already_given"
    return step(name, state)


def step(name: str, state: str) -> tuple[str, str]:
    if state == NEW:
        return "no", "not_found"
    rule = TRANSITIONS[name]
    return ("to", rule["to"]) if state in rule["from"] else ("no", "state_forbids")
