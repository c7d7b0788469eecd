"""What a person may change about themselves."""

from datetime import timedelta, timezone

from server.accounts import rules
from server.accounts.actor import Actor
from server.accounts.profile import roles_of, show_profile
from server.accounts.tables import Person
from server.schema.types import SetProfile
from server.sync.registry import mutation
from server.sync.work import Work

SHANGHAI = timezone(timedelta(hours=8))


@mutation("accounts.set_profile")
def set_profile(work: Work, actor: Actor, args: SetProfile) -> None:
    row = work.must_get(Person, actor.person, "not_found")
    name = " ".join(args.name.split())
    if len(name) < 2:
        work.reject("args_invalid", "/name")
    number = args.id_number.upper()
    if not rules.id_number_ok(number, work.now.astimezone(SHANGHAI).date()):
        work.reject("id_number_invalid", "/id_number")
    row |= {"name": name, "id_number": number, "place": args.place}
    roles, _ = roles_of(work, row["phone"])
    work.put(Person, row)
    show_profile(work, row, roles)
