"""What the window does: take over, send back, take in, hand on, give out."""

import json
from functools import partial

import msgspec
from msgspec import UNSET

from server.accounts.actor import Actor
from server.applications import checks, texts
from server.applications.rules import stands
from server.applications.step import begin, finish, speaker
from server.forms.formats import is_day
from server.guide.queries import find_item
from server.guide.tables import Centre, Department
from server.hours.clock import day_of
from server.hours.rows import calendar_of
from server.hours.worktime import due
from server.schema.types import HandOver, Issue, OfApplication, Return, WithReason
from server.store.rows import Row
from server.sync.registry import mutation
from server.sync.work import Work

MEND_DAYS = 10


@mutation("applications.claim")
def claim(work: Work, actor: Actor, args: OfApplication) -> None:
    row = begin(work, actor, "applications.claim", args.id, args.base)
    row["handler"] = speaker(actor, row)
    finish(work, actor, row, "claim", note=note_of(args))


@mutation("applications.return")
def return_(work: Work, actor: Actor, args: Return) -> None:
    row = begin(work, actor, "applications.return", args.id, args.base)
    if args.round != row["round"]:
        work.reject("version_moved", "/round")
    if row["defects"] and not again(actor, row, args):
        work.reject("defects_already_given")
    defects = msgspec.to_builtins(args.defects)
    labels = checks.labels(work, row)
    for number, defect in enumerate(defects):
        known = defect.get("material", defect.get("field"))
        if known is not None and known not in labels and known not in row["materials"]:
            work.reject("args_invalid", f"/defects/{number}")
    row["defects"] = defects
    row["mend_by"] = limit(work, MEND_DAYS)
    row["handler"] = speaker(actor, row)
    listed = texts.history_note(defects, labels)
    note = listed if args.again_because is UNSET else f"{listed}（再退的原因：{args.again_because}）"
    finish(work, actor, row, "applications.return", partial(texts.to_mend, labels=labels), note)


def again(actor: Actor, row: Row, args: Return) -> bool:
    """A second list in one round is a supervisor's to answer for (一次性告知, 行政许可法 第三十二条)."""
    because = "" if args.again_because is UNSET else args.again_because.strip()
    return bool(because) and "supervisor" in stands(actor.person, actor.roles, row)


@mutation("applications.accept")
def accept(work: Work, actor: Actor, args: OfApplication) -> None:
    row = begin(work, actor, "applications.accept", args.id, args.base)
    labels = checks.labels(work, row)
    for material, pages in row["materials"].items():
        if any(page["blob"] in row["awaiting"] for page in pages):
            work.reject("material_missing", f"/materials/{material}", label=labels.get(material, material))
    found = find_item(work, row["place"], row["item"])
    item = json.loads(found["body"]) if found else {}
    row["due_on"] = limit(work, item.get("promised_days", item.get("statutory_days")))
    row["statutory_due_on"] = limit(work, item.get("statutory_days"))
    row["handler"] = speaker(actor, row)
    finish(work, actor, row, "applications.accept", texts.accepted, note_of(args))


def limit(work: Work, days: float | None) -> str:
    return "" if days is None else due(calendar_of(work), day_of(work.now), days).on.isoformat()


@mutation("applications.decline")
def decline(work: Work, actor: Actor, args: WithReason) -> None:
    row = begin(work, actor, "applications.decline", args.id, args.base)
    row["reason"], row["remedy"] = args.reason, remedy_of(args)
    row["handler"] = speaker(actor, row)
    finish(work, actor, row, "applications.decline", texts.declined, args.reason)


@mutation("applications.hand_over")
def hand_over(work: Work, actor: Actor, args: HandOver) -> None:
    row = begin(work, actor, "applications.hand_over", args.id, args.base)
    department = work.must_get(Department, args.department, "department_unknown")
    row["department"], row["department_name"] = department["code"], department["name"]
    row["handler"] = department["name"]
    finish(work, actor, row, "applications.hand_over", texts.handed_over, note_of(args))


@mutation("applications.issue")
def issue(work: Work, actor: Actor, args: Issue) -> None:
    row = begin(work, actor, "applications.issue", args.id, args.base)
    if row["publicised_until"] > day_of(work.now).isoformat():
        work.reject("state_forbids", state=texts.STATES["publicised"])
    row["result"] = args.result
    if args.pickup_on is not UNSET:
        row["pickup_on"], row["pickup_at"] = pickup(work, args, row)
    row["handler"] = speaker(actor, row)
    finish(work, actor, row, "applications.issue", texts.issued, args.result)


def pickup(work: Work, args: Issue, row: Row) -> tuple[str, str]:
    """From which day on, and at which centre, the result can be fetched (L6)."""
    on = str(args.pickup_on)
    if not is_day(on) or on < day_of(work.now).isoformat():
        work.reject("args_invalid", "/pickup_on")
    at = row["desk"] if args.pickup_at is UNSET else args.pickup_at
    return on, str(work.must_get(Centre, at, "place_unknown")["code"])


def note_of(args: OfApplication | HandOver) -> str:
    return "" if args.note is UNSET else args.note


def remedy_of(args: WithReason) -> str:
    return texts.REMEDY if args.remedy is UNSET or not args.remedy.strip() else args.remedy
