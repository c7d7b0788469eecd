"""What the back office decides: approve, refuse, publicise."""

from server.accounts.actor import Actor
from server.applications import texts
from server.applications.desk import note_of, remedy_of
from server.applications.step import begin, finish, speaker
from server.forms.formats import is_day
from server.hours.clock import day_of
from server.schema.types import OfApplication, Publicise, WithReason
from server.sync.registry import mutation
from server.sync.work import Work


@mutation("applications.approve")
def approve(work: Work, actor: Actor, args: OfApplication) -> None:
    row = begin(work, actor, "applications.approve", args.id, args.base)
    row["handler"] = speaker(actor, row)
    finish(work, actor, row, "applications.approve", texts.approved, note_of(args))


@mutation("applications.refuse")
def refuse(work: Work, actor: Actor, args: WithReason) -> None:
    row = begin(work, actor, "applications.refuse", args.id, args.base)
    row["reason"], row["remedy"] = args.reason, remedy_of(args)
    row["handler"] = speaker(actor, row)
    finish(work, actor, row, "applications.refuse", texts.refused, args.reason)


@mutation("applications.publicise")
def publicise(work: Work, actor: Actor, args: Publicise) -> None:
    row = begin(work, actor, "applications.publicise", args.id, args.base)
    if not is_day(args.until) or args.until < day_of(work.now).isoformat():
        work.reject("args_invalid", "/until")
    row["publicised_until"] = args.until
    row["handler"] = speaker(actor, row)
    finish(work, actor, row, "applications.publicise", texts.publicised, args.until)
