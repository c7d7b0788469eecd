"""Who may do what with bookings: every mutation by every kind of person, and what the staff of a desk may ask."""

from pathlib import Path
from typing import Any

from server.accounts import staff
from server.bookings.tables import Booking
from server.schema.tables import MUTATIONS
from server.store.rows import Row
from server.sync.work import Work
from tests.server.booking_town import TOWN, at, booked, booking_town, do, hand, make, seen, set_clock, wish
from tests.server.counter import (
    CLERK,
    DUTY,
    ITEM,
    MATERIALS,
    PROFILE,
    RELATIVE,
    RESIDENT,
    REVIEWER,
    SUPERVISOR,
    Hand,
    draft,
    photo_arrives,
)
from tests.server.hall import KIOSK, MACHINE
from tests.server.town import Town, new_id

FRIDAY = "2017-08-04 09:30"
PHONES = {
    "the person": RESIDENT,
    "another resident": RELATIVE,
    "a clerk of the desk": CLERK,
    "a clerk of another desk": "13900000005",
    "a reviewer": REVIEWER,
    "the supervisor": SUPERVISOR,
    "the kiosk": KIOSK,  # books for others too, but not as a clerk does
}
NEW = {"centre": TOWN}
LATER = [wish("2017-08-07 09:00", "2017-08-07 17:00")]
CALLER = {"name": "吴大爷", "phone": "13800000009"}
EVERYBODY = dict.fromkeys(PHONES, "accepted")
DESK = {"a clerk of the desk": "accepted", "the supervisor": "accepted"}
ARGS: dict[str, dict[str, Any]] = {
    "request": {**NEW, "wishes": LATER},
    "hold": {**NEW, "start": at("2017-08-07 10:00")},
    "confirm": {},
    "move": {"wishes": [wish("2017-08-08 09:00", "2017-08-08 17:00")]},
    "cancel": {"reason": "停电"},
    "take": {**NEW, "channel": "phone", "contact": CALLER, "wishes": LATER},
    "decide": {"accept": False, "note": "先立项"},
    "arrive": {},
    "finish": {},
    "set_roster": {**NEW, "on": "2017-08-11", "duty": []},
}
# From which booking each starts, and what each person hears; who is not named: "otherwise".
EXPECTED: dict[str, tuple[str, dict[str, str]]] = {
    "request": ("", EVERYBODY),
    "hold": ("", EVERYBODY),
    "confirm": ("held", {"the person": "accepted", **dict.fromkeys(DESK, "forbidden"), "otherwise": "not_found"}),
    "move": ("confirmed", {"the person": "accepted", **DESK, "otherwise": "not_found"}),
    "cancel": ("confirmed", {"the person": "accepted", **DESK, "otherwise": "not_found"}),
    "take": ("", {**DESK, "otherwise": "forbidden"}),
    "decide": ("requested", {**DESK, "a clerk of another desk": "not_found", "otherwise": "forbidden"}),
    "arrive": ("confirmed", {**DESK, "a clerk of another desk": "not_found", "otherwise": "forbidden"}),
    "finish": ("arrived", {**DESK, "a clerk of another desk": "not_found", "otherwise": "forbidden"}),
    "set_roster": ("", {"the supervisor": "accepted", "otherwise": "forbidden"}),
}


async def copied(xilai: Town, model: str) -> str:
    """Another booking that differs in its id alone."""
    id = new_id()

    def copy(work: Work) -> None:
        row: Row = work.must_get(Booking, model, "not_found")
        work.put(Booking, row | {"id": id, "code": None, "made_at": 0})

    await xilai.core.act(copy)
    return id


async def state_of(xilai: Town, id: str) -> Any:
    rows = await xilai.core.store.fetch("SELECT * FROM booking WHERE id = ?", (id,))
    return rows[0] if rows else None


async def test_whoever_is_not_named_changes_nothing(tmp_path: Path) -> None:
    assert {f"bookings.{name}" for name in EXPECTED} == {name for name in MUTATIONS if name.startswith("bookings.")}
    async with booking_town(tmp_path, FRIDAY) as xilai:
        await staff.load(xilai.core, [*DUTY, MACHINE], "510131")
        known = {person: await hand(xilai, phone) for person, phone in PHONES.items()}
        yang, zhou, nobody = known["the person"], known["a clerk of the desk"], Hand(xilai.device())
        confirmed = await booked(yang, wish("2017-08-04 10:00"))
        asked = await booked(yang, *LATER, kind="key_project", about="茶厂扩建")
        models = {"confirmed": confirmed["id"], "requested": asked["id"], "arrived": confirmed["id"]}
        for name, (start, heard) in EXPECTED.items():
            if start == "arrived":
                await do(zhou, "arrive", id=confirmed["id"])
            for number, (person, sender) in enumerate({**known, "nobody": nobody}.items()):
                id = new_id()
                if start == "held":
                    await do(yang, "hold", id=id, centre=TOWN, start=at("2017-08-09 10:00") + number * 1200)
                elif start:
                    id = await copied(xilai, models[start])
                before = await state_of(xilai, id)
                args = ARGS[name] if name == "set_roster" else {"id": id, **ARGS[name]}
                if name == "hold":
                    args["start"] += number * 1200  # each another slot
                result = await do(sender, name, **args)
                expected = heard.get(person, heard.get("otherwise", ""))
                if person == "nobody":
                    expected = "session_missing"
                assert result.get("code", result["status"]) == expected, (name, person, result)
                if result["status"] != "accepted":
                    assert await state_of(xilai, id) == before, (name, person)
                await xilai.core.act(lambda work, id=id: work.delete(Booking, id))  # type: ignore[misc]


async def test_nobody_is_an_official_in_their_own_booking(tmp_path: Path) -> None:
    async with booking_town(tmp_path, FRIDAY) as xilai:
        zhou = await hand(xilai, CLERK)
        own = await booked(zhou, wish("2017-08-04 10:00"))
        for step, args in (("arrive", {}), ("decide", {"accept": True}), ("finish", {})):
            assert (await do(zhou, step, id=own["id"], **args))["code"] == "forbidden"
        assert seen(zhou, own["id"])["state"] == "confirmed"


async def test_B13_O5_O6_the_desk_sees_how_many_windows_a_day_needs(tmp_path: Path) -> None:
    async with booking_town(tmp_path, FRIDAY) as xilai:
        yang, zhou, neighbour = [await hand(xilai, phone) for phone in (RESIDENT, CLERK, "13900000005")]
        await yang.send(yang.make("accounts.set_profile", **PROFILE))
        await photo_arrives(xilai, yang.device.person or "")
        await yang.must("submit", **draft(materials=MATERIALS))
        saturday: dict[str, Any] = {**NEW, "channel": "phone", "item": ITEM}
        saturday["wishes"] = [wish("2017-08-05 09:00", "2017-08-05 13:00")]
        people = [{"name": "", "phone": f"138000001{number:02}"} for number in range(40)]
        calls = [make(zhou, "take", **saturday, id=new_id(), contact=person) for person in people]
        results = await zhou.send(*calls)
        assert {result["status"] for result in results} == {"accepted"}
        set_clock(xilai, "2017-08-06 10:00")
        path = f"/b/{TOWN}/2017-08-05/staffing"
        found = (await xilai.http.get(path, headers=zhou.device.headers)).json()
        assert (found["on_duty"], found["cases_a_week"], found["channels"]) == (4, 41 / 4, {"phone": 40})
        assert [(hour["hour"], hour["bookings"], hour["windows"]) for hour in found["hours"]] == [
            (9, 12, 4),
            (10, 12, 4),
            (11, 12, 4),
            (12, 4, 4),
        ]
        assert found["windows"] == 1 and 0 < found["cases_an_hour"] < 1
        for device, status in ((yang.device, 403), (neighbour.device, 403), (xilai.device(), 401)):
            assert (await xilai.http.get(path, headers=device.headers)).status_code == status
        for wrong in ("some-day", "9999-12-31"):
            answer = await xilai.http.get(f"/b/{TOWN}/{wrong}/staffing", headers=zhou.device.headers)
            assert answer.status_code == 400
