"""One step of an application: may it be taken, and what comes of it (row, history, who sees it, who is told)."""

import json
from collections.abc import Callable
from typing import Any

from msgspec import UnsetType

from server.accounts.actor import Actor, RoleAt
from server.applications.rules import AWAY, FINAL, decide, stands
from server.applications.tables import Application
from server.applications.texts import STATES, Desk, Told
from server.applications.views import views
from server.guide.tables import Centre
from server.notices.publish import notify
from server.store import Values
from server.store.rows import Row, shape
from server.sync.work import NO_TEXTS, Texts, Work

SELF = "本人"
ANSWERS = shape(Application).at["answers"]


def begin(work: Work, actor: Actor, name: str, id: str, base: int | UnsetType | None = None) -> Row:
    """The row, already in its next state. `base` is the version that a member of staff saw when deciding."""
    row = work.must_get(Application, id, "not_found")
    verdict, word = decide(name, row["state"], stands(actor.person, actor.roles, row))
    if verdict == "no" and word == "state_forbids":
        work.reject(word, state=STATES[row["state"]])
    if verdict == "no":
        work.reject(word)
    if isinstance(base, int) and base < row["weighed"]:
        work.reject("version_moved")
    row["state"] = word
    return row


def seat(actor: Actor, row: Row) -> RoleAt | None:
    """The chair from which the member of staff speaks about this application."""
    here = {f"desk:{row['desk']}", f"dept:{row['department']}"}
    return next((held for held in actor.roles if held.scope in here), None)


def where(actor: Actor, row: Row) -> str:
    held = seat(actor, row)
    if held is None:
        return ""
    return held.window or (str(row["department_name"]) if held.role == "reviewer" else "")


def speaker(actor: Actor, row: Row) -> str:
    return "，".join(part for part in (actor.name, where(actor, row)) if part)


def finish(
    work: Work, actor: Actor, row: Row, what: str, tell: Callable[[Row, Desk], Told] | None = None, note: str = ""
) -> None:
    """Writes the step, shows it to everybody concerned, and tells the applicant in words."""
    own = actor.person == row["person"]
    event = {"what": what, "by": SELF if own else actor.name, "where": "" if own else where(actor, row), "note": note}
    record(work, row, event | {"person": actor.person}, weighs=tell is not None)
    if tell is None:
        return
    desk = desk_of(work, row)
    news = tell(row, desk)
    if row["person"].startswith(AWAY):
        return text(work, row, news, desk)
    notify(
        work,
        row["person"],
        kind=news.kind,
        title=f"{row['item_name']}：{news.title}",
        body=news.body,
        from_=desk.name if own else " ".join(part for part in (desk.name, speaker(actor, row)) if part),
        application=row["id"],
        state=row["state"],
        sms=news.sms,
    )


def text(work: Work, row: Row, news: Told, desk: Desk) -> None:
    """Without an account there is no phone to notify: what to mend and how it ended go to the number left."""
    phone = row["applicant"]["phone"]
    if phone and (news.sms or row["state"] in FINAL):
        words = news.sms or f"您办的{row['item_name']}：{news.title}。{news.body} {desk.name}{desk.phone}"
        reference = f"case:{row['id']}/{row['version']}"
        payload = {"phone": phone, "text": words, "reference": reference, "until": None}
        work.enqueue("sms", payload, dedupe=f"sms:{reference}")


def desk_of(work: Work, row: Row) -> Desk:
    centre = work.get(Centre, row["desk"])
    return Desk("") if centre is None else Desk(centre["name"], json.loads(centre["body"]).get("phone", ""))


def record(work: Work, row: Row, event: dict[str, Any], *, weighs: bool) -> None:
    row["history"] = [*row["history"], {"at": work.seconds, **event}]
    write(work, row, weighs=weighs)


def write(work: Work, row: Row, *, weighs: bool, texts: Texts = NO_TEXTS) -> Values:
    row["version"] += 1
    row["updated_at"] = work.seconds
    if weighs:
        row["weighed"] = row["version"]
    return show(work, row, texts)


def show(work: Work, row: Row, texts: Texts = NO_TEXTS) -> Values:
    packed = work.put(Application, row, texts)
    texts = {"answers": packed[ANSWERS]}
    for scope, body in views(row).items():
        work.show(scope, "application", row["id"], body, texts)
    return packed
