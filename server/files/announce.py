"""Before a file comes: whether it may, and what is held already. Functions over a unit of work."""

import hashlib
import re
from base64 import urlsafe_b64encode
from datetime import timedelta

from server.accounts.actor import Actor
from server.applications.blobs import small_arrived
from server.applications.tables import Application
from server.files.states import tell_waiting
from server.files.tables import Blob
from server.schema.types import BlobRequest
from server.store.rows import Row
from server.sync.work import Work

FILES_AN_APPLICATION = 30
BYTES_IN_FLIGHT = 200_000_000
BYTES_A_PERSON = 1_000_000_000  # some 5,000 photos as phones shrink them
ABANDONED = timedelta(days=14)
EXPIRE = "blob_expire"
SOON = 60  # seconds that a phone waits while an older copy is being removed
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
    elif row["refused"]:
        work.reject(row["refused"], "/sha256")
    elif row["waits"] == "gone":
        work.reject("overloaded", seconds=SOON)
    if row["complete"]:
        tell_waiting(work, row)
    return row


def make(work: Work, id: str, person: str, args: BlobRequest) -> Row:
    held = [row for row in work.find(Blob, person=person) if not row["refused"]]
    growing = [row for row in held if not row["complete"]]
    if sum(row["size"] for row in growing) + args.size > BYTES_IN_FLIGHT:
        work.reject("too_large", "/size")
    if sum(row["size"] for row in held) + args.size > BYTES_A_PERSON:
        work.reject("too_large", "/size")
    if sum(row["application"] == args.application for row in held) >= FILES_AN_APPLICATION:
        work.reject("too_large", "/application")
    row: Row = {
        "id": id, "person": person, "sha256": args.sha256, "size": args.size, "type": args.type,
        "application": args.application, "complete": False, "created_at": int(work.now.timestamp()),
        "completed_at": None, "small": False, "waits": "", "refused": "", "unused_at": None,
    }  # fmt: skip
    work.put(Blob, row)
    dedupe = f"{EXPIRE}:{id}:{row['created_at']}"
    work.enqueue(EXPIRE, {"blob": id}, dedupe=dedupe, run_at=work.now + ABANDONED)
    return row


def show_small(work: Work, id: str) -> None:
    """Its small picture is on disk: the desk may look at it."""
    row = work.get(Blob, id)
    if row is None or row["complete"] or row["small"]:
        return
    work.put(Blob, row | {"small": True})
    small_arrived(work, row["sha256"], row["person"])
