"""What applicants do with their own applications."""

from collections.abc import Mapping
from typing import Any

import msgspec
from msgspec import UNSET

from server.accounts.actor import Actor
from server.applications import checks, merging, texts
from server.applications.codes import new_code, receipt_counter, receipt_number
from server.applications.mending import merge, untouched
from server.applications.rules import NEW, NOT_TAKEN_YET, decide
from server.applications.step import begin, finish, write
from server.applications.tables import Application
from server.applications.where import desk_for
from server.forms.check import check
from server.forms.form import clean
from server.guide.queries import item_keys
from server.guide.tables import Item
from server.hours.clock import day_of
from server.schema.types import Mend, OfApplication, Save, Submit, WithReason
from server.store import Values
from server.store.rows import Row, shape
from server.sync.registry import mutation
from server.sync.work import NO_TEXTS, Work

OPEN_AT_ONCE = 100  # a family's helper has a dozen; without an end one person could fill the disk and the desk's inbox
DAY = 86400
NESTED = {dict, list}
LOOKED_AT = {dict, list, int}
EXACT = 2**53 - 1  # beyond it a browser rounds
OWNER = frozenset({"owner"})
TYPED = [shape(Application).at[name] for name in ("answers", "materials", "conflicts")]
LARGEST = 64 * 1024  # bytes of answers; the longest form of the county's catalogue stays under a tenth of it


def looks_at(work: Work, actor: Actor, args: Save | Submit) -> None:
    work.expect(Application, args.id)
    work.expect_to_count(Application, person=str(actor.person))
    work.expect(Item, *item_keys(args.place, args.item))


@mutation("applications.save", reads=looks_at)
def save(work: Work, actor: Actor, args: Save) -> None:
    row = draft(work, actor, "applications.save", args)
    patch = flat(work, args.answers), plain(args.materials)
    clashed = merging.save(row, *patch, trunk_of(args), plain(args.settled))
    row["item_name"] = checks.item_name(work, args.place, args.item) or row["item_name"]
    row["saved_at"] = work.seconds
    # A first save stands as it came; a patch is one part of what stands now.
    came_whole = row["answers"] == args.answers and "answers" in work.texts
    bounded(work, write(work, row, weighs=True, texts={"answers": work.texts["answers"]} if came_whole else NO_TEXTS))
    tell_clash(work, args, clashed)


@mutation("applications.submit", reads=looks_at)
def submit(work: Work, actor: Actor, args: Submit) -> None:
    row = draft(work, actor, "applications.submit", args)
    today = day_of(work.now)
    row["applicant"] = checks.applicant(work, row["person"])
    item = checks.online_item(work, args.place, args.item, today)
    row["desk"] = desk_for(work, args.place, item)
    answers, materials = flat(work, args.answers), plain(args.materials)
    form, newer = checks.checked_form(work, item, args.form, answers, row["answers"])
    checks.complete_materials(work, item, materials)
    clashed = merging.submit(row, answers | newer, materials, trunk_of(args), plain(args.settled))
    row["answers"] = clean(form, answers) | newer
    bounded(work, shape(Application).pack(row))
    row["item_name"] = item["name"]
    row["item_version"] = item["version"] if args.item_version is UNSET else args.item_version
    row["awaiting"], row["small"] = checks.not_yet_here(work, row["person"], row["materials"])
    serial = work.next_number(receipt_counter(row["desk"], today))
    row["receipt"] = receipt_number(row["desk"], today, serial)
    row["code"] = new_code()
    row["round"] = 1
    row["submitted_at"] = row["saved_at"] = int(work.now.timestamp())
    finish(work, actor, row, "applications.submit", texts.sent_in)
    tell_clash(work, args, clashed)


@mutation("applications.mend")
def mend(work: Work, actor: Actor, args: Mend) -> None:
    row = begin(work, actor, "applications.mend", args.id)
    if args.round != row["round"]:
        work.reject("version_moved", "/round")
    answers, materials = flat(work, args.answers), plain(args.materials)
    form, labels = checks.form_of(work, row), checks.labels(work, row)
    fixed = merge(row, answers, materials, form)
    if fixed.beyond:
        work.reject("args_invalid", fixed.beyond)
    for defect in untouched(row, answers, materials):
        what = str(defect.get("material") or defect.get("field") or defect["reason"])
        work.reject("defect_open", where_of(defect), label=labels.get(what, what))
    if form is not None:
        checks.refuse(work, form, check(form, fixed.answers))
        fixed.answers = clean(form, fixed.answers)
    row["answers"], row["materials"] = fixed.answers, fixed.materials
    bounded(work, shape(Application).pack(row))
    row["awaiting"], row["small"] = checks.not_yet_here(work, row["person"], row["materials"])
    row["round"] += 1
    row["defects"], row["mend_by"] = [], ""
    row["submitted_at"] = row["saved_at"] = int(work.now.timestamp())
    finish(work, actor, row, "applications.mend", texts.mended)


@mutation("applications.withdraw")
def withdraw(work: Work, actor: Actor, args: WithReason) -> None:
    row = begin(work, actor, "applications.withdraw", args.id)
    row["reason"] = args.reason
    finish(work, actor, row, "applications.withdraw", texts.withdrawn, args.reason)


@mutation("applications.discard")
def discard(work: Work, actor: Actor, args: OfApplication) -> None:
    row = begin(work, actor, "applications.discard", args.id)
    row["saved_at"] = int(work.now.timestamp())  # the phone lists what was deleted within 30 days
    write(work, row, weighs=True)


@mutation("applications.restore")
def restore(work: Work, actor: Actor, args: OfApplication) -> None:
    write(work, begin(work, actor, "applications.restore", args.id), weighs=True)


def draft(work: Work, actor: Actor, name: str, args: Save | Submit) -> Row:
    """The row in its next state; a new one where the town has not heard of the application yet."""
    if work.get(Application, args.id) is not None:
        row = begin(work, actor, name, args.id)
        if row["item"] != args.item:
            work.reject("args_invalid", "/item")
    else:
        room_for_one_more(work, str(actor.person))
        row = fresh(args.id, str(actor.person), decide(name, NEW, OWNER)[1])
    row["item"], row["form"], row["place"] = args.item, args.form, args.place
    return row


def room_for_one_more(work: Work, person: str) -> None:
    """What was thrown away or finished today counts too: else making and deleting in turn would have no end."""
    if work.at_most(Application, person=person) < OPEN_AT_ONCE:
        return
    lately = int(work.now.timestamp()) - DAY
    rows = work.find(Application, person=person)
    if sum(row["state"] in NOT_TAKEN_YET or row["updated_at"] > lately for row in rows) >= OPEN_AT_ONCE:
        work.reject("too_many_open", limit=OPEN_AT_ONCE)


def fresh(id: str, person: str, state: str) -> Row:
    row = shape(Application).blank()
    row["id"], row["person"], row["state"] = id, person, state
    return row


def plain(value: Any) -> dict[str, Any]:
    return {} if value is UNSET or not value else dict(msgspec.to_builtins(value))


def flat(work: Work, answers: Any) -> dict[str, Any]:
    """Answers are a flat object (forms.md): texts, numbers that all read alike, yes or no, or a list of these."""
    whole: dict[str, Any] = {} if answers is UNSET else {**answers}
    if not LOOKED_AT.isdisjoint(map(type, whole.values())):
        for field, value in whole.items():
            if type(value) in LOOKED_AT and not all(map(is_plain, value if type(value) is list else (value,))):
                work.reject("args_invalid", f"/answers/{field}")
    return whole


def is_plain(value: Any) -> bool:
    return type(value) not in NESTED and (type(value) is not int or abs(value) <= EXACT)


def bounded(work: Work, packed: Values) -> None:
    if sum([len(packed[at] or "") for at in TYPED]) > LARGEST:
        work.reject("too_large", "/answers")


def trunk_of(args: Save | Submit) -> merging.Trunk | None:
    """None from a client that says nothing of what it knew: it overwrites, as it always did."""
    if args.base is UNSET:
        return None
    was = plain(args.was)
    return merging.Trunk(was.get("answers", {}), was.get("materials", {}))


def tell_clash(work: Work, args: Save | Submit, fields: list[str]) -> None:
    if fields:
        work.changed(conflicts=fields, base=args.base)


def where_of(defect: Mapping[str, Any]) -> str:
    if "material" in defect:
        return f"/materials/{defect['material']}"
    return f"/answers/{defect['field']}" if "field" in defect else "/answers"
