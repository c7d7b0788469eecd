"""What a person does with notices: reading them."""

from server.accounts.actor import Actor
from server.guide.tables import Centre
from server.notices.follow import show
from server.notices.payload import notice_body
from server.notices.publish import delivery_id
from server.notices.tables import Delivery, Follow, HoursNews, Notice
from server.schema.types import Read
from server.sync.registry import mutation
from server.sync.work import Work


@mutation("notices.read")
def read(work: Work, actor: Actor, args: Read) -> None:
    """Somebody else's notice is passed over in silence: an id must not tell whether it exists."""
    now = int(work.now.timestamp())
    work.expect(Notice, *args.ids)
    rows = {id: work.get(Notice, id) for id in args.ids}
    unread = [row for row in rows.values() if row and row["person"] == actor.person and row["read_at"] is None]
    of_places = [id for id, row in rows.items() if row is None]
    work.expect(Delivery, *(delivery_id(row["id"], "live") for row in unread))
    for id in of_places:
        work.expect(HoursNews, notice=id)
    for id in of_places:
        read_of_place(work, str(actor.person), id)
    for row in unread:
        id, row["read_at"] = row["id"], now
        work.put(Notice, row)
        work.show(f"person:{actor.person}", "notice", id, notice_body(row))
        if live := work.get(Delivery, delivery_id(id, "live")):
            work.put(Delivery, {**live, "state": "delivered", "updated_at": now})


def read_of_place(work: Work, person: str, id: str) -> None:
    """One that stands there for all who follow the place: up to it, this person has read what is told of it."""
    for told in work.find(HoursNews, notice=id):
        row = work.get(Follow, f"{person}/{told['centre']}")
        centre = work.get(Centre, told["centre"])
        if row is not None and row["seen_at"] < told["told_at"]:
            row["seen_at"] = told["told_at"]
            work.put(Follow, row)
            show(work, row, str(centre["name"]) if centre else "")
