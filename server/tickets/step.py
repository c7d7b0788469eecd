"""What every step with a ticket begins and ends with: whose it is, which day, the row, the audit, who sees it."""

from datetime import UTC, datetime, timedelta
from typing import Any, NoReturn

import msgspec
from msgspec import UnsetType

from server.accounts.actor import Actor
from server.guide.tables import Centre
from server.hours.clock import day_of, in_words
from server.schema.tables import LIFECYCLES
from server.store.rows import Row
from server.sync.work import Work
from server.tickets.tables import Ticket

OLDEST = timedelta(days=30)  # what was done without a line is told within it, as the numbers for it are
OVER = "-"  # holder of a ticket that the night took off the screens
STAFF = ("clerk", "supervisor")
TRANSITIONS = LIFECYCLES["ticket"]["transitions"]
FINAL = frozenset(LIFECYCLES["ticket"]["final"])
WORDS = {
    "waiting": "在等", "called": "已经叫了", "serving": "正在办", "held": "先放一放", "skipped": "过号了",
    "finished": "办完了", "cancelled": "不要了",
}  # fmt: skip
SEEN = ("id", "centre", "on", "kind", "number", "drawn_at", "since", "channel", "state", "code")
MORE = ("group", "booking", "start", "end", "window", "called_at", "calls", "done_at")
DESK = ("preferred", "history")


def works_at(actor: Actor, centre: str) -> bool:
    return any(actor.has(role, f"desk:{centre}") for role in STAFF)


def draws_at(actor: Actor, centre: str) -> bool:
    """Staff of the centre, or the machine in its hall."""
    return works_at(actor, centre) or actor.has("kiosk", f"hall:{centre}")


def moment(work: Work, claimed: int | UnsetType, trusted: bool) -> datetime:
    """When it happened: as a device of the centre says that had no line then, else now. Never to come."""
    if not trusted or not isinstance(claimed, int):
        return work.now
    at = datetime.fromtimestamp(min(claimed, int(work.now.timestamp())), UTC)
    return work.reject("args_invalid", "/at") if work.now - at > OLDEST else at


def day_key(centre: str, at: datetime) -> str:
    return f"{centre}/{day_of(at)}"


def is_today(work: Work, row: Row) -> bool:
    """What a tablet tells later changes the day that it was, and rings nowhere."""
    return bool(row["day"] == day_key(row["centre"], work.now))


def begin(work: Work, actor: Actor, name: str, id: str, claimed: int | UnsetType) -> tuple[Row, datetime]:
    """The row, which may be moved as `name` says; its own state is not changed yet."""
    row = work.get(Ticket, id)
    own = row is not None and actor.person is not None and row["person"] == actor.person
    staff = row is not None and works_at(actor, row["centre"])
    if row is None or not (own or staff):
        work.reject("not_found")
    at = moment(work, claimed, staff)
    if row["on"] != str(day_of(at)):
        work.reject("ticket_past", on=in_words(row["on"]))
    if row["state"] not in TRANSITIONS[name]["from"]:
        refuse(work, row)
    return row, at


def refuse(work: Work, row: Row) -> NoReturn:
    if row["state"] in ("called", "serving"):
        work.reject("ticket_called", number=row["number"], window=row["window"])
    work.reject("state_forbids", state=WORDS[row["state"]])


def finish(work: Work, actor: Actor, row: Row, what: str, at: datetime, note: str = "") -> None:
    """Writes the step and shows it; the audit says who and where, also of what was told later."""
    own = actor.person == row["person"]
    held = next((one for one in actor.roles if one.scope.endswith(f":{row['centre']}")), None)
    event: dict[str, Any] = {"at": int(at.timestamp()), "what": what, "by": "本人" if own else actor.name}
    event |= {"where": "" if own or held is None else held.window, "note": note}
    row["history"] = [*row["history"], {name: value for name, value in event.items() if value != ""}][-30:]
    work.put(Ticket, row)
    show(work, row)


def own_view(row: Row) -> dict[str, Any]:
    return {name: row[name] for name in SEEN} | {name: row[name] for name in MORE if row[name]}


def show(work: Work, row: Row) -> None:
    if row["holder"] == OVER:
        return
    seen = own_view(row)
    work.show(f"desk:{row['centre']}", "ticket", row["id"], seen | {name: row[name] for name in DESK if row[name]})
    if row["person"]:
        work.show(f"person:{row['person']}", "ticket", row["id"], seen)


def windows_of(work: Work, centre: str) -> dict[str, str]:
    """Window → its group, "" where the centre has none: 公安:1 号窗口 in its files is 1 号窗口 of 公安."""
    row = work.must_get(Centre, centre, "place_unknown")
    return groups(msgspec.json.decode(row["body"]).get("windows") or [])


def groups(names: list[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for name in names:
        group, mark, window = name.replace("：", ":").partition(":")
        found[window if mark else name] = group if mark else ""
    return found


def group_of(windows: dict[str, str], name: str) -> str:
    """Of a window by its own name, or by the one in the centre's files."""
    window = next(iter(groups([name])))
    return windows.get(window, "")
