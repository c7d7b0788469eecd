"""Who may do what: every mutation by every kind of person, as mutations.json and lifecycles.json say."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from server.applications.step import write
from server.applications.tables import Application
from server.schema.tables import LIFECYCLES, MUTATIONS
from server.store.rows import Row
from server.sync.work import Work
from tests.server.counter import (
    CLERK,
    FORM,
    ITEM,
    MATERIALS,
    PROFILE,
    RELATIVE,
    RESIDENT,
    REVIEWER,
    SUPERVISOR,
    VILLAGE,
    Hand,
    draft,
    hand,
    open_counter,
    photo_arrives,
)  # fmt: skip
from tests.server.town import Town, new_id, town

TRANSITIONS = LIFECYCLES["application"]["transitions"]
Args = dict[str, Any]

# person → (role, whether this application is in their seat's hands)
PEOPLE: dict[str, tuple[str, bool]] = {
    "nobody": ("nobody", False),
    "the applicant": ("resident", True),
    "another resident": ("resident", False),
    "a clerk of the desk": ("clerk", True),
    "a clerk of another desk": ("clerk", False),
    "a reviewer of the department": ("reviewer", True),
    "a reviewer of another department": ("reviewer", False),
    "the supervisor of the desk": ("supervisor", True),
}
PHONES = dict(
    zip(
        PEOPLE,
        ["", RESIDENT, RELATIVE, CLERK, "13900000005", REVIEWER, "13900000006", SUPERVISOR],
        strict=True,
    )
)
ENDPOINT = "https://push.example.org/of-the-applicant"
P256DH = "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4"
WHOLE: Args = {"item": ITEM, "form": FORM, "place": VILLAGE}

# What each mutation is sent with, beside the id of the application.
ARGS: dict[str, Args] = {
    "applications.save": {**WHOLE, "answers": {"unit": "成都军区"}},
    "applications.submit": {**draft(materials=MATERIALS)},
    "applications.mend": {"round": 1, "answers": {"unit": "兰州军区"}, "materials": {}},
    "applications.withdraw": {"reason": "不办了"},
    "applications.discard": {},
    "applications.restore": {},
    "counter.mend": {"round": 1, "answers": {"unit": "兰州军区"}, "paper": [], "agreed": True},
    "applications.claim": {},
    "applications.return": {"round": 1, "defects": [{"field": "unit", "reason": "看不清"}]},
    "applications.accept": {},
    "applications.decline": {"reason": "不归本镇管"},
    "applications.hand_over": {"department": "510131-ty"},
    "applications.approve": {},
    "applications.refuse": {"reason": "年限不够"},
    "applications.publicise": {"until": "2099-01-01"},
    "applications.issue": {"result": "已发放"},
}
# Those that are about oneself: whoever `who` names is heard, and nobody else's things change.
ABOUT_ONESELF: dict[str, Args] = {
    "accounts.set_profile": PROFILE,
    "guide.report_error": {"item": ITEM, "place": VILLAGE, "text": "电话打不通"},
    "notices.read": {"ids": []},
    "notices.follow": {"place": VILLAGE, "topics": ["market"]},
    "notices.unfollow": {"place": VILLAGE},
    "alerts.subscribe": {"endpoint": "https://push.example.org/new", "p256dh": P256DH, "auth": "a" * 22},
    "alerts.unsubscribe": {"endpoint": ENDPOINT},
}

# Who may take in for others and give out numbers: test_window_numbers.py.
AT_THE_WINDOW = {"counter.take_in", "numbers.reserve", "numbers.give_back"}
# Of buses: test_transit_watch.py, test_transit_alerts.py.
OF_BUSES = {"buses.watch", "buses.unwatch", "buses.report"}
# Who may say what becomes of devices and of work held back: test_accounts_tablets.py.
OF_DEVICES = {"accounts.mark_lost", "accounts.close_quarantine"}
# Who may change when a centre is open: test_hours_change.py.
OF_HOURS = {"hours.change", "hours.undo"}
# Who may do what with bookings: test_bookings_roles.py has a line for each.
OF_BOOKINGS = {name for name in MUTATIONS if name.startswith("bookings.")}
# Who may do what with tickets: test_tickets_roles.py has a line for each.
OF_TICKETS = {name for name in MUTATIONS if name.startswith("tickets.")}


def expected(name: str, person: str) -> str:
    """ "accepted" or the code of the refusal."""
    role, at_home = PEOPLE[person]
    who = MUTATIONS[name]["who"]
    if role == "nobody":
        return "accepted" if "anyone" in who else "session_missing"
    if name in ABOUT_ONESELF:
        return "accepted"
    if who == ["resident"]:
        return "accepted" if (role, at_home) == ("resident", True) else "not_found"
    if role not in who:
        return "forbidden"
    return "accepted" if at_home else "not_found"


def test_every_mutation_has_its_line_here() -> None:
    elsewhere = AT_THE_WINDOW | OF_DEVICES | OF_HOURS | OF_BOOKINGS | OF_TICKETS | OF_BUSES
    assert set(ARGS) | set(ABOUT_ONESELF) | elsewhere == set(MUTATIONS)
    assert set(ARGS) == set(TRANSITIONS) | {"applications.claim"}


STEPS: dict[str, Callable[[Hand, Hand, Hand, str], Any]] = {
    "draft": lambda yang, zhou, chen, id: yang.must("save", **WHOLE, id=id, answers={"unit": "成都军区"}),
    "discarded": lambda yang, zhou, chen, id: yang.must("discard", id=id),
    "submitted": lambda yang, zhou, chen, id: yang.must("submit", **draft(id, materials=MATERIALS)),
    "returned": lambda yang, zhou, chen, id: zhou.must("return", id=id, **ARGS["applications.return"]),
    "accepted": lambda yang, zhou, chen, id: zhou.must("accept", id=id),
    "in_department": lambda yang, zhou, chen, id: zhou.must("hand_over", id=id, department="510131-ty"),
    "approved": lambda yang, zhou, chen, id: chen.must("approve", id=id),
}
WAY = {
    "draft": ["draft"],
    "discarded": ["draft", "discarded"],
    "submitted": ["submitted"],
    "returned": ["submitted", "returned"],
    "accepted": ["submitted", "accepted"],
    "in_department": ["submitted", "accepted", "in_department"],
    "approved": ["submitted", "accepted", "in_department", "approved"],
}


async def people(xilai: Town) -> dict[str, Hand]:
    found = {"nobody": Hand(xilai.device())}
    for person, phone in PHONES.items():
        if phone:
            found[person] = await hand(xilai, phone, profile=PROFILE if phone == RESIDENT else None)
    return found


async def in_state(xilai: Town, known: dict[str, Hand], state: str) -> Row:
    yang = known["the applicant"]
    await photo_arrives(xilai, yang.device.person or "")
    id = new_id()
    for step in WAY[state]:
        await STEPS[step](yang, known["a clerk of the desk"], known["a reviewer of the department"], id)
    return await row_of(xilai, id)


async def row_of(xilai: Town, id: str) -> Row:
    def look(work: Work) -> Row:
        return work.must_get(Application, id, "not_found")

    return await xilai.core.act(look)


async def copied(xilai: Town, row: Row) -> Row:
    """Another application that differs in its id alone."""
    twin = {**row, "id": new_id(), "receipt": None, "code": None}
    await xilai.core.act(lambda work: write(work, dict(twin), weighs=True))
    return await row_of(xilai, twin["id"])


def start_of(name: str, role: str) -> str:
    if name == "applications.claim":
        return "in_department" if role == "reviewer" else "submitted"
    return str(TRANSITIONS[name]["from"][0])


@pytest.mark.parametrize("name", ARGS)
async def test_whoever_is_not_named_changes_nothing_and_learns_nothing(tmp_path: Path, name: str) -> None:
    async with town(tmp_path) as xilai:
        await open_counter(xilai)
        known = await people(xilai)
        starts = {start_of(name, role) for role, _ in PEOPLE.values()}
        models = {start: await in_state(xilai, known, start) for start in starts}
        for person, (role, _) in PEOPLE.items():
            before = await copied(xilai, models[start_of(name, role)])
            sender = known[person]
            result = (await sender.send(sender.make(name, **{**ARGS[name], "id": before["id"]})))[0]
            assert result.get("code", result["status"]) == expected(name, person), (person, result)
            after = await row_of(xilai, before["id"])
            if result["status"] != "accepted":
                assert after == before, person
                assert result["status"] == ("waiting" if person == "nobody" else "rejected")
            elif name != "applications.claim":
                assert after["state"] == TRANSITIONS[name]["to"], person
            else:
                assert after["handler"] != before["handler"] and after["state"] == before["state"]


@pytest.mark.parametrize("name", [name for name in ARGS if MUTATIONS[name]["who"] != ["resident"]])
async def test_nobody_is_an_official_in_their_own_matter(tmp_path: Path, name: str) -> None:
    async with town(tmp_path) as xilai:
        await open_counter(xilai)
        known = await people(xilai)
        role = MUTATIONS[name]["who"][0]
        official = known["a clerk of the desk" if role == "clerk" else "a reviewer of the department"]
        model = await in_state(xilai, known, start_of(name, role))
        own = await copied(xilai, {**model, "person": official.device.person})
        result = (await official.send(official.make(name, **{**ARGS[name], "id": own["id"]})))[0]
        assert result["code"] == "forbidden"
        assert await row_of(xilai, own["id"]) == own


@pytest.mark.parametrize("name", ABOUT_ONESELF)
async def test_what_is_about_oneself_never_touches_what_is_others(tmp_path: Path, name: str) -> None:
    async with town(tmp_path) as xilai:
        await open_counter(xilai)
        known = await people(xilai)
        yang = known["the applicant"]
        await in_state(xilai, known, "submitted")
        await yang.send(yang.make("alerts.subscribe", endpoint=ENDPOINT, p256dh=P256DH, auth="a" * 22))
        await yang.send()
        notices = [notice["id"] for notice in yang.notices()]
        assert notices
        before = await belongings(xilai, yang)
        for person, sender in known.items():
            if sender is yang:
                continue
            args = {"ids": notices} if name == "notices.read" else ABOUT_ONESELF[name]
            args = {**args, "id": new_id()} if name == "guide.report_error" else args
            result = (await sender.send(sender.make(name, **args)))[0]
            assert result.get("code", result["status"]) == expected(name, person), (person, result)
        assert await belongings(xilai, yang) == before


async def belongings(xilai: Town, owner: Hand) -> list[Any]:
    person = owner.device.person
    read = xilai.core.store.fetch
    return [
        await read("SELECT * FROM person WHERE id = ?", (person,)),
        await read("SELECT * FROM notice WHERE person = ? ORDER BY id", (person,)),
        await read("SELECT * FROM push_subscription WHERE endpoint = ?", (ENDPOINT,)),
        await read("SELECT * FROM scope_row WHERE scope = ? ORDER BY id", (f"person:{person}",)),
    ]
