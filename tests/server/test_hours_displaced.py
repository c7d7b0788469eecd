"""Hours, rosters and holidays change under what is booked: who can still come keeps the time, who cannot is told."""

from datetime import date
from pathlib import Path

from server.bookings.county import Given, keep_bookings
from server.hours.calendar import Holiday, HolidayYear
from server.hours.keep import keep_holidays, keep_hours
from server.hours.model import Hours, Rule
from tests.server.booking_town import TOWN, at, booked, booking_town, hand, seen, set_weekly, wish
from tests.server.counter import RELATIVE, RESIDENT, STRANGER
from tests.server.market_town import change_hours, market_town, spans, supervisor
from tests.server.town import town

YEAR = 2046  # what the files start is due by then


async def test_a_time_that_is_still_open_is_kept_though_slots_begin_at_other_minutes_now(tmp_path: Path) -> None:
    async with town(tmp_path) as xilai:
        await market_town(xilai, "2017-08-03", "10:00")
        await xilai.core.act(set_weekly)
        yang, li = await hand(xilai, RESIDENT, "杨国福"), await supervisor(xilai)
        ten = await booked(yang, wish("2017-08-04 10:00"))
        await change_hours(li, "2017-08-04", "hours", "晚半小时开门", open=spans((570, 720)))
        await xilai.worker.drain()
        await yang.send()
        kept = seen(yang, ten["id"])
        assert (kept["state"], kept.get("start")) == ("confirmed", at("2017-08-04 10:00")), "slots begin at 9:50, 10:10"


async def test_who_booked_what_a_file_takes_away_is_told_and_offered_the_next(tmp_path: Path) -> None:
    async with booking_town(tmp_path, f"{YEAR}-03-05 10:00") as xilai:  # a Monday
        yang, chen, liu = [await hand(xilai, phone) for phone in (RESIDENT, RELATIVE, STRANGER)]
        early = await booked(yang, wish(f"{YEAR}-03-06 09:00"))
        first, second = [await booked(one, wish(f"{YEAR}-03-07 10:00")) for one in (chen, liu)]
        last = await booked(chen, wish(f"{YEAR}-03-08 10:00"))
        everybody = [(yang, early), (liu, second), (chen, last), (chen, first)]
        assert [one["window"] for one in (first, second)] == ["1 号窗口", "2 号窗口"]

        async def displaced() -> list[str]:
            await xilai.worker.drain()
            for one in (yang, chen, liu):
                await one.send()
            return [seen(one, booking["id"])["state"] for one, booking in everybody]

        async with xilai.core.store.writing() as transaction:
            later = Rule(days="workdays", opens=570, closes=1020)
            await keep_hours(transaction, {TOWN: Hours(TOWN, rules=(later,))})
        assert await displaced() == ["requested", "confirmed", "confirmed", "confirmed"]
        told = seen(yang, early["id"])
        assert (told["reasons"], told["offers"][0]["start"]) == (["slot_closed"], at(f"{YEAR}-03-06 09:30"))

        async with xilai.core.store.writing() as transaction:
            fewer = [{"window": "1 号窗口"}, {"window": "2 号窗口", "until": 610}]
            await keep_bookings(transaction, Given({TOWN: fewer}, centres=[TOWN]))
        assert await displaced() == ["requested", "requested", "confirmed", "confirmed"], "the other window is taken"
        async with xilai.core.store.writing() as transaction:
            await keep_bookings(transaction, Given({TOWN: fewer}, centres=[TOWN]))
        assert await xilai.worker.drain() == 0, "the same again changes nothing, so nobody is looked at"

        off = Holiday(name="春耕节", date=date(YEAR, 3, 8), off=True)
        async with xilai.core.store.writing() as transaction:
            await keep_holidays(transaction, HolidayYear(YEAR, ("国办发明电〔2045〕7号",), (off,)))
        assert await displaced() == ["requested", "requested", "requested", "confirmed"]
