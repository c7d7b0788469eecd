"""Days and minutes in Asia/Shanghai. Fixed +08:00: summer time was kept only 1986–1991, before any day asked for."""

from datetime import UTC, date, datetime, time, timedelta, timezone

WEEKDAYS = "一二三四五六日"
SHANGHAI = timezone(timedelta(hours=8), "Asia/Shanghai")


def day_of(at: datetime) -> date:
    return at.astimezone(SHANGHAI).date()


def minute_of(at: datetime) -> int:
    """Of the day; seconds are dropped: 15:59:59 is still within 15:59."""
    local = at.astimezone(SHANGHAI)
    return local.hour * 60 + local.minute


def instant(on: date, minute: int) -> datetime:
    """24:00 is the midnight that ends the day."""
    return (datetime.combine(on, time(), SHANGHAI) + timedelta(minutes=minute)).astimezone(UTC)


def in_words(day: str) -> str:
    """8月5日 周六"""
    on = date.fromisoformat(day)
    return f"{on.month}月{on.day}日 周{WEEKDAYS[on.weekday()]}"
