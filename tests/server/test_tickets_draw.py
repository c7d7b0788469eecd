"""Who comes with a card, or takes the ticket onto the phone: on a busy day, booked by text message, told when it is
nearly their turn, and never of a day that is over."""

from datetime import timedelta
from pathlib import Path
from typing import Any

from server.accounts import staff
from server.accounts.tables import Person
from server.sync.work import Work
from tests.server.booking_town import booking_town, set_clock
from tests.server.counter import PROFILE, RESIDENT, TOWN
from tests.server.hall import KIOSK, OLD_MAN, SATURDAY, Visitor, at, book, clerk, door_of, open_hall, visitor
from tests.server.town import new_id

AT_THE_KIOSK = {"centre": TOWN, "kind": "handling", "id_number": OLD_MAN}
TOKEN = "provider-of-the-town"


async def printed(kiosk: Visitor) -> dict[str, Any]:
    """What the machine prints for the old man's card."""
    result = await kiosk.act("draw", id=new_id(), **AT_THE_KIOSK)
    assert result["status"] == "accepted", result
    [body] = [body for (entity, _), body in kiosk.seen.items() if entity == "ticket"]
    return body


async def test_on_a_day_with_sixty_bookings_a_card_still_draws_a_ticket_with_its_booking(tmp_path: Path) -> None:
    async with open_hall(tmp_path) as xilai:
        kiosk = await visitor(xilai, KIOSK)

        def register(work: Work) -> str:
            for number in range(60):
                id, card = f"person-{number:02}", OLD_MAN if number == 59 else f"5101311950010100{number:02}"
                work.put(Person, {"id": id, "phone": f"137000000{number:02}", "id_number": card, "made_at": 0})
                booked = book(work, id, at(9))
            return booked

        mine = await xilai.core.act(register)
        ticket = await printed(kiosk)
        assert (ticket["booking"], ticket["start"]) == (mine, at(9))


async def test_who_booked_by_text_message_puts_the_card_on_the_kiosk_and_counts_as_booked(tmp_path: Path) -> None:
    async with booking_town(tmp_path, "2017-08-03 10:00", sms_inbound_token=TOKEN) as xilai:
        machine = {"phone": KIOSK, "name": "自助机", "role": "kiosk", "scope": f"hall:{TOWN}", "window": ""}
        await staff.load(xilai.core, [machine], "hall")  # type: ignore[list-item]
        for time in ("8月5日9点", "8月7日9点"):
            text = {"id": new_id(), "source_number": "+8613800000009", "message": f"Y {OLD_MAN} {time}"}
            headers = {"authorization": f"Bearer {TOKEN}"}
            assert (await xilai.http.post("/inbound/sms", json=text, headers=headers)).status_code == 204
        set_clock(xilai, "2017-08-05 09:00")
        kiosk, zhou = await visitor(xilai, KIOSK), await clerk(xilai)
        await zhou.draw()
        ticket = await printed(kiosk)
        [(id, state)] = await xilai.core.store.fetch("SELECT id, state FROM booking WHERE day LIKE '%2017-08-05'")
        assert (ticket["booking"], state) == (id, "arrived")
        called = await zhou.next("2 号窗口")
        assert called["detail"]["number"] == ticket["number"] == 2, "booked goes before who just came"


async def test_E3_drawn_by_card_and_taken_onto_the_phone_it_is_told_there_when_it_is_nearly_their_turn(
    tmp_path: Path,
) -> None:
    async with open_hall(tmp_path) as xilai:
        kiosk, zhou = await visitor(xilai, KIOSK), await clerk(xilai)
        for _ in range(3):
            await zhou.draw()
        ticket = await printed(kiosk)
        yang = await visitor(xilai, RESIDENT, PROFILE)
        await yang.draw(door=await door_of(xilai, kiosk))
        assert not [one for one in yang.notices() if one["kind"] == "ticket"]
        await zhou.next("2 号窗口")
        await yang.send()
        titles = [one["title"] for one in yang.notices() if one["kind"] == "ticket"]
        assert titles == [f"受理 {ticket['number']} 号：前面还有 2 位"]


async def test_taken_onto_the_phone_when_it_is_nearly_their_turn_nobody_is_told_what_they_see(tmp_path: Path) -> None:
    async with open_hall(tmp_path) as xilai:
        kiosk = await visitor(xilai, KIOSK)
        await printed(kiosk)
        yang = await visitor(xilai, RESIDENT, PROFILE)
        await yang.draw(door=await door_of(xilai, kiosk))
        assert not [one for one in yang.notices() if one["kind"] == "ticket"]


async def test_what_a_tablet_tells_two_weeks_later_rings_no_phone_for_a_turn_that_is_long_over(tmp_path: Path) -> None:
    async with open_hall(tmp_path) as xilai:
        kiosk, zhou = await visitor(xilai, KIOSK), await clerk(xilai)
        first, second, third, fourth = [(await zhou.draw())["id"] for _ in range(4)]
        yang = await visitor(xilai, RESIDENT)
        await yang.draw(door=await door_of(xilai, kiosk))
        then = at(9, 10)
        xilai.set_clock(SATURDAY + timedelta(days=13))
        steps = [
            zhou.make("tickets.cancel", id=first, at=then),
            zhou.make("tickets.cancel", id=second, at=then),
            zhou.make("tickets.convert", id=third, kind="advice", at=then),
            zhou.make("tickets.prefer", id=fourth, reason="80 岁", at=then),
            zhou.make("tickets.draw", id=new_id(), centre=TOWN, kind="advice", at=then),
        ]
        assert {one["status"] for one in await zhou.send(*steps)} == {"accepted"}
        await yang.send()
        assert not [one for one in yang.notices() if one["kind"] == "ticket"]
