"""What becomes of a file once its bytes are here: taken, waiting for a door that is closed, refused, or not needed any
more. Functions over a unit of work."""

from datetime import timedelta

from server.applications.blobs import blob_arrived, blob_refused, is_named
from server.files.tables import Blob
from server.notices.publish import notify
from server.store.rows import Row
from server.sync.work import Work

FINISH, REMOVE = "blob_finish", "blob_remove"
UNUSED = timedelta(days=30)
FIRST_WAIT = timedelta(seconds=5)


def complete(work: Work, id: str, type: str) -> None:
    row = work.get(Blob, id)
    if row is None or row["complete"] or row["waits"] == "gone":
        return
    row |= {"complete": True, "type": type, "completed_at": int(work.now.timestamp()), "waits": "", "small": False}
    work.put(Blob, row)
    tell_waiting(work, row)


def tell_waiting(work: Work, row: Row) -> None:
    blob_arrived(work, row["application"], row["sha256"], person=row["person"])


def wait_for(work: Work, id: str, door: str) -> None:
    """One job goes on trying, however often the door changes."""
    row = work.get(Blob, id)
    if row is None or row["complete"] or row["waits"] in (door, "gone"):
        return
    if not row["waits"]:
        work.enqueue(FINISH, {"blob": id}, run_at=work.now + FIRST_WAIT)
    work.put(Blob, row | {"waits": door})


def forget(work: Work, id: str) -> None:
    row = work.get(Blob, id)
    if row is not None and not row["complete"]:
        work.delete(Blob, id)


def send_anew(work: Work, id: str) -> None:
    row = work.get(Blob, id)
    if row is not None and row["waits"] in ("scan", "store"):
        work.put(Blob, row | {"waits": ""})


def refuse(work: Work, id: str, code: str) -> None:
    """The row stays without its bytes, so that the same file is not sent again only to be refused again."""
    row = work.get(Blob, id)
    if row is None or row["complete"] or row["refused"]:
        return
    now = int(work.now.timestamp())
    work.put(Blob, row | {"refused": code, "waits": "", "small": False, "unused_at": now})
    name = blob_refused(work, row["sha256"], row["person"], row["application"]) or "您的办件"
    body = f"{name}有一页查出有害内容（病毒），镇上没有收。请重新拍这一页：已经交上来的，镇上会退回让您补。"
    notify(work, row["person"], kind="system", title="有一页要重新拍", body=body, application=row["application"])


def give_back(work: Work, id: str) -> bool:
    """The owner does not need it any more. True when its bytes can be thrown away at once."""
    row = work.get(Blob, id)
    if row is None or row["refused"]:
        work.reject("blob_unknown")
    if not row["complete"] and not row["waits"]:
        work.delete(Blob, id)
        return True
    if is_named(work, row["person"], row["sha256"], work.now - UNUSED):
        work.reject("blob_in_use")
    leave(work, row)
    return False


def leave(work: Work, row: Row) -> None:
    """Nobody is shown it from now on; the row goes last, so that the same content cannot come back in between."""
    if row["waits"] != "gone":
        work.put(Blob, row | {"complete": False, "small": False, "waits": "gone"})
        work.enqueue(REMOVE, {"blob": row["id"]})
