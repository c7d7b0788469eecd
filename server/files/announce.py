"""Before a file comes: whether it may, and what is held already. Functions over a unit of work."""

import hashlib
import re
from base64 import urlsafe_b64encode
from datetime import timedelta

from server.accounts.actor import Actor
from server.applications.blobs import blob_arrived
from server.applications.tables import Application
from server.files.tables import Blob
from server.schema.types import BlobRequest
from server.store.rows import Row
from server.sync.work import Work

FILES_AN_APPLICATION = 30
BYTES_IN_FLIGHT = 200_000_000
BYTES_A_PERSON = 1_000_000_000  # some 5,000 photos as phones shrink them
ABANDONED = timedelta(days=14)
EXPIRE = "blob_expire"
UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def blob_id(person: str, sha256: str) -> str:
    """The same content of two people has two ids, and neither leads to the other."""
    return urlsafe_b64encode(hashlib.sha256(f"blob/{person}/{sha256}".encode()).digest()[:16]).decode().rstrip("=")


def announce(work: Work, actor: Actor, args: BlobRequest) -> Row:
    """The row of this file for this person, made when there is none."""
    person = actor.person or ""
    if not UUID.fullmatch(args.application):
        work.reject("bad_request", "/application")
    application = work.get(Application, args.application)
    if application is not None and application["person"] != person:
        work.reject("not_found", "/application")
    id = blob_id(person, args.sha256)
    row = work.get(Blob, id)
    if row is None:
        row = make(work, id, person, args)
    elif row["size"] != args.size:
        work.reject("blob_hash", "/size")
    if row["complete"]:
        tell_waiting(work, row)
    return row


def make(work: Work, id: str, person: str, args: BlobRequest) -> Row:
    held = work.find(Blob, person=person)
    growing = [row for row in held if not row["complete"]]
    if sum(row["size"] for row in growing) + args.size > BYTES_IN_FLIGHT:
        work.reject("too_large", "/size")
    if sum(row["size"] for row in held) + args.size > BYTES_A_PERSON:
        work.reject("too_large", "/size")
    if sum(row["application"] == args.application for row in held) >= FILES_AN_APPLICATION:
        work.reject("too_large", "/application")
    row = {
        "id": id, "person": person, "sha256": args.sha256, "size": args.size, "type": args.type,
        "application": args.application, "complete": False, "created_at": int(work.now.timestamp()),
        "completed_at": None,
    }  # fmt: skip
    work.put(Blob, row)
    dedupe = f"{EXPIRE}:{id}:{row['created_at']}"
    work.enqueue(EXPIRE, {"blob": id}, dedupe=dedupe, run_at=work.now + ABANDONED)
    return row


def complete(work: Work, id: str, type: str) -> None:
    row = work.get(Blob, id)
    if row is None or row["complete"]:
        return
    row |= {"complete": True, "type": type, "completed_at": int(work.now.timestamp())}
    work.put(Blob, row)
    tell_waiting(work, row)


def tell_waiting(work: Work, row: Row) -> None:
    blob_arrived(work, row["application"], row["sha256"], person=row["person"])


def forget(work: Work, id: str) -> None:
    row = work.get(Blob, id)
    if row is not None and not row["complete"]:
        work.delete(Blob, id)
