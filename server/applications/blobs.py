"""A photo has arrived whole: the applications that wait for it wait for one less."""

from server.applications.step import record, write
from server.applications.tables import Application
from server.sync.work import Work


def blob_arrived(work: Work, application_id: str, sha256: str, person: str | None = None) -> None:
    """Called inside the transaction that completes the blob. The same photo may be named by several applications of
    its owner; one that the town has not heard of yet looks for its photos when it is sent in."""
    if person is None:
        known = work.get(Application, application_id)
        if known is None:
            return
        person = str(known["person"])
    for row in work.find(Application, person=person):
        if sha256 not in row["awaiting"]:
            continue
        row["awaiting"] = [other for other in row["awaiting"] if other != sha256]
        if row["awaiting"]:
            write(work, row, weighs=False)
        else:
            record(work, row, {"what": "blobs_arrived"}, weighs=False)
