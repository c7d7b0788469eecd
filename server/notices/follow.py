"""Following a centre: from then on the person's devices have its scope, and their phones ring for its hours."""

from server.accounts.actor import Actor
from server.accounts.tables import Person
from server.guide.places import layers_above
from server.guide.tables import Centre
from server.notices.tables import Follow
from server.notices.topics import names_of, number_of
from server.notices.words import CHINESE
from server.schema.types import FollowPlace, UnfollowPlace
from server.store.rows import Row
from server.sync.registry import mutation
from server.sync.work import Work

MOST = 8


@mutation("notices.follow")
def follow(work: Work, actor: Actor, args: FollowPlace) -> None:
    """What was told before is there to be read, but nothing of it counts as new."""
    person, centre = str(actor.person), centre_of(work, args.place)
    followed = work.find(Follow, person=person)
    id = f"{person}/{centre['code']}"
    before = next((row for row in followed if row["id"] == id), None)
    if before is None and len(followed) >= MOST:
        work.reject("follows_limit", "/place", limit=MOST)
    now = int(work.now.timestamp())
    row = before or {"id": id, "person": person, "centre": centre["code"], "since": now, "seen_at": now}
    row = {**row, "topics": number_of(args.topics), "lang": args.lang or CHINESE}
    work.put(Follow, row)
    show(work, row, str(centre["name"]))
    if before is None:
        remember(work, person, [*(one["centre"] for one in followed), centre["code"]])


@mutation("notices.unfollow")
def unfollow(work: Work, actor: Actor, args: UnfollowPlace) -> None:
    person, centre = str(actor.person), args.place
    row = work.get(Follow, f"{person}/{centre}")
    if row is None:  # perhaps a place that the centre serves; of a centre that is no more there is only the code
        centre = str(centre_of(work, args.place)["code"])
        row = work.get(Follow, f"{person}/{centre}")
    if row is None:
        return
    work.delete(Follow, row["id"])
    work.show(f"person:{person}", "follow", centre, None)
    remember(work, person, [one["centre"] for one in work.find(Follow, person=person)])


def centre_of(work: Work, place: str) -> Row:
    """The one that serves a place: the town's, else the county's, else the city's."""
    for layer in layers_above(place):
        centre = work.get(Centre, layer)
        if centre is not None:
            return centre
    return work.reject("place_unknown", "/place")


def remember(work: Work, person: str, centres: list[str]) -> None:
    row = work.must_get(Person, person, "not_found")
    work.put(Person, {**row, "follows": " ".join(sorted(centres))})


def show(work: Work, row: Row, name: str) -> None:
    body = {"centre": row["centre"], "name": name, "topics": names_of(row["topics"])}
    body |= {"lang": row["lang"], "since": row["since"], "seen_at": row["seen_at"]}
    work.show(f"person:{row['person']}", "follow", row["centre"], body)
