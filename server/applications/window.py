"""窗口代办: a clerk fills in for a person who stands at the window with their papers."""

from typing import Any

from server.accounts.actor import Actor
from server.accounts.rules import id_number_ok
from server.accounts.tables import Person, Quarantine
from server.applications import checks, mending, texts
from server.applications.codes import new_code, receipt_counter, receipt_number
from server.applications.numbers import may_give, works_at
from server.applications.resident import bounded, flat, fresh, where_of
from server.applications.rules import away_from_phones
from server.applications.step import begin, finish
from server.applications.tables import Application
from server.applications.where import desk_of_window
from server.forms.check import check
from server.forms.form import clean
from server.forms.formats import is_mobile
from server.hours.clock import day_of
from server.schema.types import Applicant, MendAtWindow, TakeIn
from server.store.rows import shape
from server.sync.registry import mutation
from server.sync.work import Work


@mutation("counter.take_in")
def take_in(work: Work, actor: Actor, args: TakeIn) -> None:
    if work.get(Application, args.id) is not None:
        work.reject("args_invalid", "/id")
    today = day_of(work.now)
    item = checks.valid_item(work, args.place, args.item, today)
    desk = desk_of_window(work, actor, args.place, item)
    applicant = introduced(work, args.applicant)
    if not works_at(actor, desk) or is_oneself(work, actor, applicant):
        work.reject("forbidden")
    if not args.agreed:
        work.reject("consent_missing", "/agreed")
    row = fresh(args.id, owner_of(work, args.id, applicant), "submitted")
    row |= {"item": args.item, "form": args.form, "place": args.place, "desk": desk, "applicant": applicant}
    answers = flat(work, args.answers)
    form, _ = checks.checked_form(work, item, args.form, answers, {})
    row["answers"] = clean(form, answers)
    row["paper"] = papers(work, item, args.paper)
    bounded(work, shape(Application).pack(row))
    row["item_name"], row["item_version"] = item["name"], item["version"]
    changes: dict[str, str] = {}
    row["receipt"] = given_number(work, actor, desk, args, changes)
    row["code"] = given_code(work, args, changes)
    row["round"] = 1
    row["submitted_at"] = row["saved_at"] = int(work.now.timestamp())
    note = "窗口代填，念给本人听过，本人同意"
    if "receipt" in changes:
        note += f"。回执号改过，原来给的是 {changes['receipt']}"
    finish(work, actor, row, "counter.take_in", texts.sent_in, note)
    if changes:
        work.changed(**{name: row[name] for name in changes}, instead_of=changes)


def introduced(work: Work, applicant: Applicant) -> dict[str, str]:
    name = " ".join(applicant.name.split())
    number = applicant.id_number.upper() if isinstance(applicant.id_number, str) else ""
    phone = applicant.phone if isinstance(applicant.phone, str) else ""
    if not 2 <= len(name) <= 50:
        work.reject("args_invalid", "/applicant/name")
    if not id_number_ok(number, day_of(work.now)):
        work.reject("id_number_invalid", "/applicant/id_number")
    if phone and not is_mobile(phone):
        work.reject("phone_invalid", "/applicant/phone")
    return {"name": name, "id_number": number, "phone": phone}


def is_oneself(work: Work, actor: Actor, applicant: dict[str, str]) -> bool:
    """Nobody is an official in their own matter."""
    me = work.must_get(Person, actor.person, "forbidden")
    return bool(applicant["phone"] == me["phone"] or applicant["id_number"] == me["id_number"])


def owner_of(work: Work, id: str, applicant: dict[str, str]) -> str:
    """The account of just this person where there is one. A phone number alone, perhaps mistyped, opens nothing."""
    found = work.find(Person, phone=applicant["phone"]) if applicant["phone"] else []
    own = next((row for row in found if row["id_number"] == applicant["id_number"]), None)
    return str(own["id"]) if own else away_from_phones(id)


def papers(work: Work, item: dict[str, Any], codes: list[str]) -> list[str]:
    known = {material["code"] for material in item.get("materials", ())}
    for number, code in enumerate(codes):
        if code not in known:
            work.reject("args_invalid", f"/paper/{number}")
    checks.complete_materials(work, item, dict.fromkeys(codes, True))
    return list(dict.fromkeys(codes))


def given_number(work: Work, actor: Actor, desk: str, args: TakeIn, changes: dict[str, str]) -> str:
    if isinstance(args.receipt, str):
        if may_give(work, actor, desk, args.receipt) or given_by_former(work, desk, args):
            return args.receipt
        changes["receipt"] = args.receipt
    today = day_of(work.now)
    return receipt_number(desk, today, work.next_number(receipt_counter(desk, today)))


def given_by_former(work: Work, desk: str, args: TakeIn) -> bool:
    """The paper is in somebody's hands, from a clerk whose post ended before it was sent: the supervisor enters it."""
    held = work.find(Quarantine, scope=f"lead:{desk}")
    same = any((row["lane"], row["args"].get("receipt")) == (args.id, args.receipt) for row in held)
    return same and not work.find(Application, receipt=args.receipt)


def given_code(work: Work, args: TakeIn, changes: dict[str, str]) -> str:
    if isinstance(args.code, str):
        if not work.find(Application, code=args.code):
            return args.code
        changes["code"] = args.code
    return new_code()


@mutation("counter.mend")
def mend(work: Work, actor: Actor, args: MendAtWindow) -> None:
    row = begin(work, actor, "counter.mend", args.id, args.base)
    if args.round != row["round"]:
        work.reject("version_moved", "/round")
    if not args.agreed:
        work.reject("consent_missing", "/agreed")
    answers, labels, form = flat(work, args.answers), checks.labels(work, row), checks.form_of(work, row)
    fixed = mending.merge(row, answers, {}, form)
    if fixed.beyond:
        work.reject("args_invalid", fixed.beyond)
    for number, code in enumerate(args.paper):
        if code not in {defect.get("material") for defect in row["defects"]}:
            work.reject("args_invalid", f"/paper/{number}")
    for defect in mending.untouched(row, answers, {}):
        what = defect.get("material") or defect.get("field")
        if what and defect.get("material") not in args.paper:
            work.reject("defect_open", where_of(defect), label=labels.get(what, what))
    if form is not None:
        checks.refuse(work, form, check(form, fixed.answers))
        fixed.answers = clean(form, fixed.answers)
    row["answers"] = fixed.answers
    row["paper"] = list(dict.fromkeys([*(row["paper"] or ()), *args.paper])) or None
    bounded(work, shape(Application).pack(row))
    row["round"] += 1
    row["defects"], row["mend_by"] = [], ""
    row["submitted_at"] = int(work.now.timestamp())
    finish(work, actor, row, "counter.mend", texts.mended, "本人到窗口补的")
