"""`x-deadline` of forms.md: taken only until so many months after a day that the applicant tells. Pure."""

from __future__ import annotations

from calendar import monthrange
from datetime import date

from server.forms.check import Problem
from server.forms.form import Answers, Form, clean
from server.hours.calendar import Calendar
from server.hours.worktime import due


def add_months(on: date, months: int) -> date:
    """The same day of a later month, or its last day where it has none: 30 November + 3 months is 28 February."""
    number = on.year * 12 + on.month - 1 + months
    year, month = number // 12, number % 12 + 1
    return date(year, month, min(on.day, monthrange(year, month)[1]))


def last_day(form: Form, answers: Answers, calendar: Calendar) -> date | None:
    """The last one on which it is taken; a day off moves to the next working day (民法典 第二百零三条)."""
    rule = form.schema.get("x-deadline")
    if not rule:
        return None
    try:
        start = date.fromisoformat(str(clean(form, answers).get(rule["field"], "")))
        return due(calendar, add_months(start, rule["months"]), 0).on
    except (ValueError, OverflowError):
        return None  # not told, or no day: the form's own check says so


def overdue(form: Form, answers: Answers, calendar: Calendar, today: date) -> list[Problem]:
    last = last_day(form, answers, calendar)
    if last is None or today <= last:
        return []
    message = f"最晚 {last.year}年{last.month}月{last.day}日申请，已经过了"
    return [Problem(form.schema["x-deadline"]["field"], "deadline", message)]
