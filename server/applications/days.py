"""Days as offices count them, in Asia/Shanghai. Holidays and make-up workdays are for a calendar behind `due_on`."""

from datetime import date, datetime, timedelta
from math import ceil
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")
WEEKDAYS = "一二三四五六日"


def day_of(at: datetime) -> date:
    return at.astimezone(SHANGHAI).date()


def due_on(start: date, days: float) -> date:
    """The last day of a limit of `days` working days after `start`, which does not count itself."""
    left, day = ceil(days), start
    while left > 0 or day.weekday() > 4:
        day += timedelta(days=1)
        left -= day.weekday() < 5
    return day


def in_words(day: str) -> str:
    on = date.fromisoformat(day)
    return f"{on.month}月{on.day}日 周{WEEKDAYS[on.weekday()]}"
