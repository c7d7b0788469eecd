"""Shared tablets from the server's side: ended roles, lost devices, what the supervisor sees of both (D1, D3)."""

from pathlib import Path
from typing import Any

from server.accounts.forget import forget
from server.accounts.staff import load
from server.sync.work import Work
from tests.server.town import Device, Town, mutation, new_id, town

CENTRE = "510131104"
DESK, LEAD = f"desk:{CENTRE}", f"lead:{CENTRE}"
CLERK, CHIEF, STRANGER, OTHER_CHIEF = "13900000001", "13900000003", "13900000077", "13900000088"


def post(phone: str, role: str, scope: str = DESK) -> Any:
    return {
        "phone": phone,
        "name": {CLERK: "王芳", CHIEF: "李涛"}.get(phone, "赵"),
        "role": role,
        "scope": scope,
        "window": "",
    }


STAFF = [post(CLERK, "clerk"), post(CHIEF, "supervisor")]


async def staffed(xilai: Town, rows: list[Any] = STAFF) -> None:
    await load(xilai.core, rows, "county")


async def case_at_desk(xilai: Town) -> str:
    """A case that stands at the desk, as the applicant's submission leaves it."""
    from server.applications.step import write
    from server.applications.tables import Application
    from server.store.rows import shape

    id = new_id()

    def place(work: Work) -> None:
        columns = {name: column.get_default_value() for name, column in shape(Application)._defaults.items()}
        filled = {"id": id, "person": "p" * 8, "item": "X-1", "item_name": "某事", "place": CENTRE, "desk": DESK[5:]}
        lists = {name: [] for name in ("history", "awaiting", "defects")}
        maps = {name: {} for name in ("answers", "materials", "applicant")}
        write(work, columns | lists | maps | filled | {"state": "submitted", "round": 1}, weighs=True)

    await xilai.core.act(place)
    return id


def of(answer: dict[str, Any], scope: str, entity: str) -> list[dict[str, Any]]:
    return [row["body"] for row in answer["rows"].get(scope, []) if row["entity"] == entity and "body" in row]


async def test_D3_a_role_that_ended_takes_its_scopes_away_in_the_next_request(tmp_path: Path) -> None:
    async with town(tmp_path) as xilai:
        await staffed(xilai)
        await case_at_desk(xilai)
        clerk = await xilai.sign_in(CLERK)
        assert of(await clerk.sync(), DESK, "application")
        await staffed(xilai, STAFF[1:])
        answer = (await clerk.post_sync()).json()
        assert answer["purge"] == [DESK]
        assert DESK not in answer.get("rows", {})


async def test_D3_unsent_work_of_an_ended_role_is_held_for_the_supervisor_and_never_applied(tmp_path: Path) -> None:
    async with town(tmp_path) as xilai:
        await staffed(xilai)
        case = await case_at_desk(xilai)
        clerk, chief = await xilai.sign_in(CLERK), await xilai.sign_in(CHIEF)
        await clerk.sync()
        await staffed(xilai, STAFF[1:])
        defects = [{"reason": "第 2 页反光"}]
        step = mutation("applications.return", case, 1, id=case, base=1, round=1, defects=defects) | {"made_at": 99}
        first = await clerk.sync(step)
        assert first["results"] == [{"id": step["id"], "status": "rejected", "code": "quarantined"}]
        again = await clerk.sync(step)
        assert again["results"] == first["results"]

        seen = await chief.sync()
        [held] = of(seen, LEAD, "quarantine")
        assert (held["who"], held["name"], held["lane"], held["why"]) == (
            "王芳",
            "applications.return",
            case,
            "role_gone",
        )
        assert held["args"]["defects"] == defects and held["made_at"] == 99 and held["at"] > 0
        [row] = of(seen, DESK, "application")
        assert row["state"] == "submitted" and not row.get("defects")

        entered = mutation("applications.return", case, 1, **{**held["args"], "base": row["version"]})
        closing = mutation("accounts.close_quarantine", "accounts", 1, id=held["id"], how="entered")
        done = await chief.sync(entered, closing)
        assert [result["status"] for result in done["results"]] == ["accepted", "accepted"]
        taken = [row for row in done["rows"][LEAD] if row["entity"] == "quarantine"]
        assert [row.get("body") for row in taken] == [None]


async def test_D3_only_who_held_the_role_is_heard_and_only_the_supervisor_closes(tmp_path: Path) -> None:
    async with town(tmp_path) as xilai:
        await staffed(xilai)
        case = await case_at_desk(xilai)
        stranger, clerk = await xilai.sign_in(STRANGER), await xilai.sign_in(CLERK)
        forged = await stranger.sync(mutation("applications.accept", case, 1, id=case, base=1))
        assert forged["results"][0]["code"] == "forbidden"
        await staffed(xilai, STAFF[1:])
        held = (await clerk.sync(mutation("applications.accept", case, 1, id=case, base=1)))["results"]
        assert held[0]["code"] == "quarantined"
        elsewhere = new_id()
        plain = (await clerk.sync(mutation("applications.accept", elsewhere, 1, id=elsewhere, base=1)))["results"]
        assert plain[0]["code"] == "forbidden"
        [(id,)] = await xilai.core.store.fetch("SELECT id FROM quarantine")
        for device in (stranger, clerk):
            closing = mutation("accounts.close_quarantine", "accounts", 1, id=id, how="dropped")
            assert (await device.sync(closing))["results"][0]["code"] == "not_found"
        xilai.pass_time(days=181)
        late = await xilai.sign_in(CLERK)
        refused = await late.sync(mutation("applications.accept", case, 1, id=case, base=1))
        assert refused["results"][0]["code"] == "forbidden"


async def test_D2_the_supervisor_sees_when_each_was_last_heard_and_how_much_waits(tmp_path: Path) -> None:
    async with town(tmp_path) as xilai:
        await staffed(xilai)
        clerk, chief = await xilai.sign_in(CLERK), await xilai.sign_in(CHIEF)
        await clerk.sync(unsent=3)
        rows = {row["client"]: row for row in of(await chief.sync(), LEAD, "device")}
        assert rows[clerk.client]["unsent"] == 3 and rows[clerk.client]["name"] == "王芳"
        assert LEAD not in (await clerk.sync())["rows"], "a clerk does not see the colleagues' devices"
        seen = rows[clerk.client]["seen_at"]
        xilai.pass_time(hours=1)
        tablet = xilai.device()  # nobody is signed in on it; the clerk's work lies there sealed
        await tablet.sync(others={clerk.client: 5, "x" * 22: 9})
        await chief.sync(others={clerk.client: 5})
        [row] = [one for one in of(await chief.sync(cursors={}), LEAD, "device") if one["client"] == clerk.client]
        assert row["unsent"] == 5 and row["seen_at"] == seen, "told by the tablet, not by the person"


async def lose(xilai: Town, chief: Device, client: str) -> dict[str, Any]:
    [(count,)] = await xilai.core.store.fetch("SELECT count(*) FROM ledger WHERE id LIKE ?", (f"{chief.client}/%",))
    [result] = (await chief.sync(mutation("accounts.mark_lost", "accounts", count + 1, client=client)))["results"]
    return result  # type: ignore[no-any-return]


async def test_D3_a_lost_device_hands_over_what_waits_gets_nothing_and_is_told_to_delete(tmp_path: Path) -> None:
    async with town(tmp_path) as xilai:
        await staffed(xilai)
        case = await case_at_desk(xilai)
        clerk, chief = await xilai.sign_in(CLERK), await xilai.sign_in(CHIEF)
        await clerk.sync()
        assert (await lose(xilai, chief, clerk.client))["status"] == "accepted"
        step = mutation("applications.accept", case, 1, id=case, base=1)
        own = mutation("accounts.set_profile", "accounts", 1, name="王芳", id_number="11010519491231002X", place=CENTRE)
        visitor = {"id": new_id(), "centre": CENTRE, "kind": "handling", "id_number": "510131194903150017"}
        drawn = mutation("tickets.draw", visitor["id"], 1, **visitor)
        answer = (await clerk.post_sync(step, own, drawn, cursors={})).json()
        assert (answer["error"], answer["wiped"]) == ("device_wiped", [clerk.client])
        assert [result["code"] for result in answer["results"]] == ["quarantined"] * 3
        for table in ("quarantine", "scope_row", "ledger"):
            kept = str(await xilai.core.store.fetch(f"SELECT * FROM {table}"))
            assert visitor["id_number"] not in kept, "a card's number is kept nowhere, not even here"
        assert "rows" not in answer
        for path in ("/auth/recovery", "/blob/x"):
            assert (await xilai.http.get(path, headers=clerk.headers)).json()["code"] == "device_wiped"
        [held] = of(await chief.sync(cursors={}), LEAD, "quarantine")
        assert (held["name"], held["why"]) == ("applications.accept", "device_lost"), (
            "a person's own work is no concern of the chief"
        )
        [row] = [one for one in of(await chief.sync(cursors={}), LEAD, "device") if one["client"] == clerk.client]
        assert row["lost_at"] and row["wiped_at"]

        xilai.pass_time(minutes=2)
        again = await xilai.sign_in(CLERK)  # on another tablet, as ever
        mine = of(await again.sync(), "me", "quarantine")
        assert [one["name"] for one in mine] == ["accounts.set_profile", "tickets.draw"]
        xilai.pass_time(minutes=2)
        clerk.session = None
        back = await xilai.sign_in(CLERK, clerk)  # found again, and signed in by phone and code
        assert "wiped" not in (await back.post_sync()).json()


async def test_D3_a_locked_tablet_hears_of_the_loss_without_any_session(tmp_path: Path) -> None:
    async with town(tmp_path) as xilai:
        await staffed(xilai)
        clerk, chief = await xilai.sign_in(CLERK), await xilai.sign_in(CHIEF)
        await clerk.sync()
        await lose(xilai, chief, clerk.client)
        tablet = xilai.device()
        answer = (await tablet.post_sync(others={clerk.client: 1})).json()
        assert answer["wiped"] == [clerk.client] and "error" not in answer
        assert "wiped" not in (await tablet.post_sync()).json()


async def test_D3_a_device_whose_person_had_signed_out_hears_of_its_loss_too(tmp_path: Path) -> None:
    async with town(tmp_path) as xilai:
        await staffed(xilai)
        clerk, chief = await xilai.sign_in(CLERK), await xilai.sign_in(CHIEF)
        await clerk.sync()
        await xilai.http.delete("/auth/session", headers=clerk.headers)
        clerk.session = None
        assert "wiped" not in (await clerk.post_sync()).json()
        await lose(xilai, chief, clerk.client)
        answer = (await clerk.post_sync(cursors={})).json()
        assert (answer["error"], answer["wiped"]) == ("device_wiped", [clerk.client])
        [row] = [one for one in of(await chief.sync(cursors={}), LEAD, "device") if one["client"] == clerk.client]
        assert row["wiped_at"]
        assert "wiped" not in (await xilai.device().post_sync()).json()


async def test_D3_a_resident_reports_a_phone_of_theirs_that_never_said_what_it_held(tmp_path: Path) -> None:
    async with town(tmp_path) as xilai:
        lost, other = await xilai.sign_in(STRANGER), await xilai.sign_in(OTHER_CHIEF)
        assert (await lose(xilai, other, lost.client))["code"] == "not_found", "somebody else's"
        xilai.pass_time(minutes=2)
        phone = await xilai.sign_in(STRANGER)
        assert (await lose(xilai, phone, "x" * 22))["code"] == "not_found"
        assert (await lose(xilai, phone, lost.client))["status"] == "accepted"
        assert (await lost.post_sync()).json()["error"] == "device_wiped"
        lost.session = None
        assert (await lost.post_sync()).json()["wiped"] == [lost.client]
        assert "error" not in (await phone.post_sync()).json()


async def test_D3_a_device_is_reported_by_its_person_or_their_supervisor_and_nobody_else(tmp_path: Path) -> None:
    async with town(tmp_path) as xilai:
        await staffed(xilai, [*STAFF, post(OTHER_CHIEF, "supervisor", "desk:510131105")])
        clerk, other, stranger = [await xilai.sign_in(phone) for phone in (CLERK, OTHER_CHIEF, STRANGER)]
        await clerk.sync()
        assert (await lose(xilai, other, clerk.client))["code"] == "not_found"
        assert (await lose(xilai, stranger, clerk.client))["code"] == "not_found"
        xilai.pass_time(minutes=2)
        phone = await xilai.sign_in(CLERK)
        assert (await lose(xilai, phone, clerk.client))["status"] == "accepted"
        assert (await clerk.post_sync()).json()["error"] == "device_wiped"
        assert "error" not in (await phone.post_sync()).json()


async def test_D1_the_recovery_secret_is_one_for_a_person_on_a_device_and_needs_a_session(tmp_path: Path) -> None:
    async with town(tmp_path) as xilai:
        first = await xilai.sign_in(CLERK)
        secret = (await xilai.http.get("/auth/recovery", headers=first.headers)).json()["secret"]
        assert len(secret) == 43
        assert (await xilai.http.get("/auth/recovery")).status_code == 401
        xilai.pass_time(minutes=2)
        again = await xilai.sign_in(CLERK, first)
        assert (await xilai.http.get("/auth/recovery", headers=again.headers)).json()["secret"] == secret
        xilai.pass_time(minutes=2)
        elsewhere = await xilai.sign_in(CLERK)
        assert (await xilai.http.get("/auth/recovery", headers=elsewhere.headers)).json()["secret"] != secret
        other = await xilai.sign_in(STRANGER, Device(xilai, client=first.client))
        assert (await xilai.http.get("/auth/recovery", headers=other.headers)).json()["secret"] != secret


async def test_D1_an_expired_session_changes_nothing_of_what_waits(tmp_path: Path) -> None:
    async with town(tmp_path) as xilai:
        await staffed(xilai)
        case = await case_at_desk(xilai)
        clerk = await xilai.sign_in(CLERK)
        xilai.pass_time(days=181)
        step = mutation("applications.claim", case, 1, id=case, base=1)
        [waits] = (await clerk.sync(step))["results"]
        assert (waits["status"], waits["code"]) == ("waiting", "session_expired")
        await xilai.sign_in(CLERK, clerk)
        [result] = (await clerk.sync(step))["results"]
        assert result["status"] == "accepted"


async def test_D3_what_was_dealt_with_and_devices_out_of_use_are_forgotten(tmp_path: Path) -> None:
    async with town(tmp_path) as xilai:
        await staffed(xilai)
        case = await case_at_desk(xilai)
        clerk, chief = await xilai.sign_in(CLERK), await xilai.sign_in(CHIEF)
        await clerk.sync()
        await staffed(xilai, STAFF[1:])
        for seq in (1, 2):
            await clerk.sync(mutation("applications.claim", case, seq, id=case))
        first, second = [row["id"] for row in of(await chief.sync(), LEAD, "quarantine")]
        await chief.sync(mutation("accounts.close_quarantine", "accounts", 1, id=first, how="dropped"))
        xilai.pass_time(days=401)
        await forget(xilai.core)
        left = await xilai.core.store.fetch("SELECT id FROM quarantine")
        assert left == [(second,)], "nobody has dealt with it yet"
        for table in ("device", "former_role"):
            assert await xilai.core.store.fetch(f"SELECT 1 FROM {table}") == []
        fresh = await xilai.sign_in(CHIEF)
        assert of(await fresh.sync(cursors={}), LEAD, "device") == []
