"""Who may do what with tickets: every mutation by every kind of person, and nothing changes where it is refused."""

from pathlib import Path
from typing import Any

from server.schema.tables import MUTATIONS
from tests.server.counter import CLERK, RELATIVE, RESIDENT, REVIEWER, SUPERVISOR, TOWN
from tests.server.hall import KIOSK, Visitor, door_of, minutes_on, open_hall, visitor
from tests.server.town import Town, new_id

WINDOW = "4 号窗口"
PEOPLE = {
    "nobody": "", "owner": RESIDENT, "resident": RELATIVE, "clerk": CLERK, "neighbour": "13900000005",
    "reviewer": REVIEWER, "supervisor": SUPERVISOR, "kiosk": KIOSK,
}  # fmt: skip
STAFF = {"clerk", "supervisor"}
AT_WINDOW: dict[str, Any] = {"window": WINDOW}
# name → (who is heard, what the rest is told, what it is sent with, the steps before it)
LINES: dict[str, tuple[set[str], dict[str, str], dict[str, Any], list[str]]] = {
    "tickets.convert": (STAFF | {"owner"}, {}, {"kind": "pickup"}, []),
    "tickets.cancel": (STAFF | {"owner"}, {}, {}, []),
    "tickets.prefer": (STAFF, {"owner": "forbidden"}, {"reason": "年纪大"}, []),
    "tickets.call": (STAFF, {"owner": "forbidden"}, AT_WINDOW, []),
    "tickets.recall": (STAFF, {"owner": "forbidden"}, AT_WINDOW, ["call"]),
    "tickets.serve": (STAFF, {"owner": "forbidden"}, AT_WINDOW, ["call"]),
    "tickets.skip": (STAFF, {"owner": "forbidden"}, AT_WINDOW, ["call"]),
    "tickets.hold": (STAFF, {"owner": "forbidden"}, AT_WINDOW, ["call"]),
    "tickets.finish": (STAFF, {"owner": "forbidden"}, AT_WINDOW, ["call"]),
    "tickets.transfer": (STAFF, {"owner": "forbidden"}, {**AT_WINDOW, "kind": "pickup"}, ["call"]),
}
# Not about one ticket that is there already.
OTHERS = {
    "tickets.draw": STAFF | {"kiosk"},
    "tickets.next": STAFF,
    "tickets.reserve": STAFF | {"kiosk"},
}


def test_every_mutation_of_tickets_has_its_line_here() -> None:
    assert set(LINES) | set(OTHERS) == {name for name in MUTATIONS if name.startswith("tickets.")}


async def people(xilai: Town) -> dict[str, Visitor]:
    return {name: await visitor(xilai, phone) if phone else Visitor(xilai.device()) for name, phone in PEOPLE.items()}


def refusal(name: str, person: str, told: dict[str, str]) -> str:
    """Those whom mutations.json does not name are refused before anybody looks whether there is such a ticket."""
    role = {"neighbour": "clerk", "owner": "resident"}.get(person, person)
    who = MUTATIONS[name]["who"]
    if person == "nobody":
        return "session_missing"
    if "resident" not in who and role not in who:
        return "forbidden"
    return told.get(person, "not_found")


async def test_each_step_with_a_ticket_is_for_its_owner_or_the_staff_of_just_this_centre(tmp_path: Path) -> None:
    async with open_hall(tmp_path) as xilai:
        known = await people(xilai)
        clerk, kiosk = known["clerk"], known["kiosk"]
        for name, (heard, told, args, before) in LINES.items():
            id = ""
            for person, hand in known.items():
                if not id:
                    minutes_on(xilai, 1)
                    id = (await known["owner"].draw(door=await door_of(xilai, kiosk)))["id"]
                    for step in before:
                        assert (await clerk.act(step, id=id, window=WINDOW))["status"] == "accepted"
                    await clerk.send()
                seen = clerk.ticket(id)
                result = await hand.act(name.split(".")[1], id=id, **args)
                wanted = "accepted" if person in heard else refusal(name, person, told)
                assert result.get("code", result["status"]) == wanted, f"{name} by {person}"
                await clerk.send()
                now = clerk.ticket(id)
                assert (now != seen) == (person in heard), f"{name} by {person} changed it"
                if person in heard:
                    await over(clerk, now)
                    id = ""
            if id:
                await over(clerk, clerk.ticket(id))


async def over(clerk: Visitor, ticket: dict[str, Any]) -> None:
    """Ended, so that its owner may draw the next and its window is free."""
    if ticket["state"] in ("called", "serving"):
        await clerk.act("finish", id=ticket["id"], window=WINDOW)
    elif ticket["state"] not in ("finished", "cancelled"):
        await clerk.act("cancel", id=ticket["id"])


async def test_drawing_for_others_calling_and_numbers_are_for_the_centres_own(tmp_path: Path) -> None:
    async with open_hall(tmp_path) as xilai:
        known = await people(xilai)
        for _ in range(len(PEOPLE)):
            await known["clerk"].draw()
        for number, (person, hand) in enumerate(known.items()):
            answers = {
                "tickets.draw": await hand.act("draw", id=new_id(), centre=TOWN, kind="advice"),
                "tickets.next": await hand.next(["1 号窗口", "2 号窗口", "3 号窗口", "4 号窗口"][number % 4]),
                "tickets.reserve": (await hand.send(hand.make("tickets.reserve", centre=TOWN)))[0],
            }
            for name, answer in answers.items():
                if person in OTHERS[name]:
                    assert answer["status"] in ("accepted", "changed"), f"{name} by {person}: {answer}"
                else:
                    refused = "session_missing" if person == "nobody" else "forbidden"
                    assert answer["code"] == (
                        "door_needed" if name == "tickets.draw" and person != "nobody" else refused
                    )
