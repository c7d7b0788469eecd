"""Photos as applications see them: on their way, small, arrived, refused, and whether any still needs them."""

from datetime import datetime

import msgspec

from server.applications import checks
from server.applications.step import record, show, write
from server.applications.tables import Application
from server.store.rows import Row
from server.sync.work import Work


def blob_arrived(work: Work, application_id: str, sha256: str, person: str | None = None) -> None:
    """Called inside the transaction that completes the blob. The same photo may be named by several applications of
    its owner; one that the town has not heard of yet looks for its photos when it is sent in."""
    if person is None:
        known = work.get(Application, application_id)
        if known is None:
            return
        person = str(known["person"])
    for row in waiting(work, person, sha256):
        row["awaiting"] = [other for other in row["awaiting"] if other != sha256]
        row["small"] = [other for other in row["small"] if other != sha256]
        if row["awaiting"]:
            write(work, row, weighs=False)
        else:
            record(work, row, {"what": "blobs_arrived"}, weighs=False)


def small_arrived(work: Work, sha256: str, person: str) -> None:
    """Only staff see more than before: the applicant's own line is not to carry the application again for it."""
    for row in waiting(work, person, sha256):
        if sha256 not in row["small"]:
            row["small"] = [*row["small"], sha256]
            show(work, row)


def blob_refused(work: Work, sha256: str, person: str, application_id: str) -> str:
    """Stands in the history, so that the desk sees what to send back. Gives the name of what it was taken for."""
    for row in waiting(work, person, sha256):
        row["small"] = [other for other in row["small"] if other != sha256]
        record(work, row, {"what": "blob_refused", "note": pages_named(work, row, sha256)}, weighs=False)
    known = work.get(Application, application_id)
    return str(known["item_name"]) if known else ""


def pages_named(work: Work, row: Row, sha256: str) -> str:
    labels = checks.labels(work, row)
    return "；".join(
        f"{labels.get(code, code)}第 {number} 页"
        for code, pages in row["materials"].items()
        for number, page in enumerate(pages, 1)
        if page["blob"] == sha256
    )


def waiting(work: Work, person: str, sha256: str) -> list[Row]:
    return [row for row in work.find(Application, person=person) if sha256 in row["awaiting"]]


def is_named(work: Work, person: str, sha256: str, since: datetime) -> bool:
    """Anywhere in an application of theirs: pages, a value that lost a conflict, what is awaited. What was thrown away
    before `since` names nothing any more."""
    return any(keeps(row, sha256, since) for row in work.find(Application, person=person))


def keeps(row: Row, sha256: str, since: datetime) -> bool:
    if row["state"] == "discarded" and row["updated_at"] < since.timestamp():
        return False
    return sha256.encode() in msgspec.json.encode(row)
