"""What a reader may do: say that a page of the guide is wrong (O14). No sign-in needed, so it is limited."""

from datetime import datetime, timedelta, timezone

from server.accounts.actor import Actor
from server.guide.places import layers_above
from server.guide.queries import find_item
from server.guide.tables import Centre, ErrorReport, Item
from server.schema.types import ReportError
from server.sync.registry import mutation
from server.sync.work import Work

SHANGHAI = timezone(timedelta(hours=8))
PER_DEVICE = 10  # a day
PER_DESK = 200


@mutation("guide.report_error")
def report_error(work: Work, actor: Actor, args: ReportError) -> None:
    if work.get(ErrorReport, args.id) is not None:
        work.reject("args_invalid", "/id")
    place = args.place or org_of(work, args.item)
    if find_item(work, place, args.item) is None:
        work.reject("item_unknown", "/item")
    text = args.text.strip()
    if len(text) < 2:
        work.reject("args_invalid", "/text")
    desk = desk_of(work, place)
    local = work.now.astimezone(SHANGHAI)
    client_day, desk_day = f"{actor.client}/{local.date()}", f"{desk}/{local.date()}"
    if len(work.find(ErrorReport, client_day=client_day)) >= PER_DEVICE:
        work.reject("rate_limited", minutes=minutes_left(local))
    if len(work.find(ErrorReport, desk_day=desk_day)) >= PER_DESK:
        work.reject("rate_limited", minutes=minutes_left(local))
    seen = {"id": args.id, "item": args.item, "text": text, "at": int(work.now.timestamp())}
    work.put(ErrorReport, {**seen, "desk": desk, "client_day": client_day, "desk_day": desk_day})
    work.show(desk, "error_report", args.id, seen)


def org_of(work: Work, code: str) -> str:
    rows = work.find(Item, code=code)
    return str(rows[0]["org"]) if rows else work.reject("item_unknown", "/item")


def desk_of(work: Work, place: str) -> str:
    """The desk of the nearest centre: the town's, else the county's, else the city's."""
    for layer in layers_above(place):
        if work.get(Centre, layer) is not None:
            return f"desk:{layer}"
    return work.reject("place_unknown", "/place")


def minutes_left(local: datetime) -> int:
    midnight = (local + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
    return int((midnight - local).total_seconds() // 60) + 1
