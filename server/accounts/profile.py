"""A person as they see themselves, in their own scope."""

from typing import Any

from server.accounts.actor import RoleAt
from server.accounts.tables import StaffRole
from server.store.rows import Row
from server.sync.work import Work


def roles_of(work: Work, phone: str) -> tuple[list[RoleAt], str]:
    held = work.find(StaffRole, phone=phone)
    return [RoleAt(row["role"], row["scope"], row["window"]) for row in held], held[0]["name"] if held else ""


def role_body(held: RoleAt) -> dict[str, str]:
    return {"role": held.role, "scope": held.scope} | ({"window": held.window} if held.window else {})


def show_profile(work: Work, person: Row, roles: list[RoleAt]) -> None:
    body: dict[str, Any] = {"id": person["id"], "phone": person["phone"]}
    body |= {name: person[name] for name in ("name", "id_number", "place") if person[name]}
    if roles:
        body["roles"] = [role_body(held) for held in roles]
    work.show(f"person:{person['id']}", "profile", person["id"], body)
