"""What a person does with notices: reading them."""

from server.accounts.actor import Actor
from server.notices.payload import notice_body
from server.notices.publish import delivery_id
from server.notices.tables import Delivery, Notice
from server.schema.types import Read
from server.sync.registry import mutation
from server.sync.work import Work


@mutation("notices.read")
def read(work: Work, actor: Actor, args: Read) -> None:
    """Somebody else's notice is passed over in silence: an id must not tell whether it exists."""
    now = int(work.now.timestamp())
    for id in dict.fromkeys(args.ids):
        row = work.get(Notice, id)
        if row is None or row["person"] != actor.person or row["read_at"] is not None:
            continue
        row["read_at"] = now
        work.put(Notice, row)
        work.show(f"person:{actor.person}", "notice", id, notice_body(row))
        if live := work.get(Delivery, delivery_id(id, "live")):
            work.put(Delivery, {**live, "state": "delivered", "updated_at": now})
