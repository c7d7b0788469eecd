"""What can only be applied for until three months after enrolment: reminded before, refused after (A24)."""

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from server.applications import deadlines
from server.applications.desk import limit
from server.forms.deadline import add_months
from server.guide.tables import Form
from server.hours.clock import day_of, in_words
from server.hours.rows import load_calendar
from server.hours.worktime import due
from server.sync.core import Core
from server.sync.work import Work
from tests.server.counter import MATERIALS, PROFILE, QUESTIONS, RESIDENT, draft, hand, open_counter, photo_arrives
from tests.server.town import Town, town

ENROLLED = {"title": "哪天入学报到", "type": "string", "format": "date"}
SCHEMA = {
    "type": "object",
    "properties": {"unit": QUESTIONS["unit"], "enrolled": ENROLLED},
    "required": ["unit", "enrolled"],
    "x-deadline": {"field": "enrolled", "months": 3, "remind_days": 13},
}


async def three_months_after(xilai: Town, days: int) -> tuple[str, date]:
    """A day of enrolment whose last day comes in about so many days: months have ends, and holidays move it."""
    today = day_of(xilai.core.clock())
    enrolled = add_months(today + timedelta(days=days), -3)
    return enrolled.isoformat(), due(await load_calendar(xilai.core.store), add_months(enrolled, 3), 0).on


async def test_A24_a_draft_is_reminded_once_before_its_last_day_and_refused_after(tmp_path: Path) -> None:
    def newest_form(work: Work) -> None:
        work.put(Form, {"id": "tysb@3", "code": "tysb", "version": 3, "schema": json.dumps(SCHEMA)})

    async with town(tmp_path) as xilai:
        await open_counter(xilai)
        await xilai.core.act(newest_form)
        yang = await hand(xilai, RESIDENT, profile=PROFILE)
        await photo_arrives(xilai, yang.device.person or "")
        enrolled, last = await three_months_after(xilai, 8)
        answers = {"unit": "成都军区", "enrolled": enrolled}
        mine = draft(form="tysb@3", answers=answers, materials=MATERIALS)
        await yang.must("save", **mine)
        for _ in range(5):
            await xilai.core.act(deadlines.plan)
            xilai.pass_time(days=1)
            await xilai.worker.drain()
        await yang.send()
        [told] = [one for one in yang.notices() if "快到期了" in one["title"]]
        assert told["title"] == "农村籍退役士兵定期生活补助：快到期了，还没交" and told["application"] == mine["id"]
        assert told["body"].startswith(f"{in_words(last.isoformat())}是最后一天")
        assert (await yang.must("submit", **mine))["state"] == "submitted"

        late = draft(form="tysb@3", answers=answers, materials=MATERIALS)
        xilai.pass_time(days=(last - day_of(xilai.core.clock())).days + 1)
        result = await yang.do("submit", **late)
        assert (result["status"], result["code"], result["field"]) == (
            "rejected",
            "answer_invalid",
            "/answers/enrolled",
        )
        said = f"最晚 {last.year}年{last.month}月{last.day}日申请，已经过了"
        assert result["detail"]["problem"] == said


async def test_promised_days_count_a_make_up_saturday_and_no_day_of_spring_festival(tmp_path: Path) -> None:
    async with town(tmp_path) as xilai:
        friday = Core(xilai.core.store, xilai.settings, clock=lambda: datetime(2026, 2, 13, 2, tzinfo=UTC))
        assert await friday.act(lambda work: limit(work, 3)) == "2026-02-25"
        assert await friday.act(lambda work: limit(work, 1)) == "2026-02-14"
