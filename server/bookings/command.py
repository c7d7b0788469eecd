"""A booking by text message: `Y <ID number> <time>`, as people type it. Pure: what was meant, or all that is wrong."""

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from server.accounts.rules import REGIONS, id_number_ok
from server.bookings.slots import MINUTE, day_at, midnight
from server.forms.formats import is_day, is_id_number

DIGITS = {sign: value for value, sign in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
NUMERAL = re.compile(r"(?<![周期拜])[零〇一二两三四五六七八九十]{1,3}(?=[年月日号点时分])")
WEEKDAY = {sign: number for number, sign in enumerate("一二三四五六日")} | {"天": 6}
NEAR = {"今天": 0, "今日": 0, "明天": 1, "明日": 1, "后天": 2, "大后天": 3}
PERIODS = {  # from, until when no hour is said; whether 1 to 11 mean the afternoon
    "凌晨": (0, 6, False), "早上": (6, 10, False), "早晨": (6, 10, False), "上午": (6, 12, False),
    "中午": (11, 14, True), "下午": (12, 18, True), "傍晚": (17, 19, True), "晚上": (18, 22, True),
}  # fmt: skip
EARLIEST = 7  # nobody means 3 in the morning: 3点 is 15:00

Wish = dict[str, Any]


class Unclear(Exception):
    """Its message says to the sender what is wrong."""


@dataclass
class Command:
    id_number: str = ""
    wish: Wish | None = None
    problems: list[str] = field(default_factory=list)


def plain(text: str) -> str:
    """Full-width signs as the usual ones, capitals, one space where any were; numerals as digits before 月 日 点 …"""
    flat = unicodedata.normalize("NFKC", text).upper()
    flat = re.sub(r"[\s,，。、;；!！+_|]+", " ", flat).strip()
    for short, whole in (("今晚", "今天晚上"), ("明早", "明天早上"), ("明晚", "明天晚上")):
        flat = flat.replace(short, whole)
    return NUMERAL.sub(lambda found: str(number_of(found[0])), flat)


def number_of(sign: str) -> int:
    tens, ten, ones = sign.rpartition("十")
    if not ten:
        return int("".join(str(DIGITS[one]) for one in sign))
    return (DIGITS[tens] if tens else 1) * 10 + (DIGITS[ones] if ones else 0)


def is_booking(text: str) -> bool:
    return re.match(r"(Y(?![A-Z])|预约)", plain(text)) is not None


def read(text: str, now: int) -> Command:
    """`now` is the server's clock."""
    command = Command()
    rest = re.sub(r"^(Y|预约)[ :]*", "", plain(text))
    number, rest = split(rest)
    if problem := id_problem(number, day_at(now)):
        command.problems.append(problem)
    command.id_number = number
    try:
        command.wish = time_in(rest, now)
    except Unclear as unclear:
        command.problems.append(str(unclear))
    return command


NUMBER = r"[0-9]{17}[0-9X]"
ALONE = re.compile(rf"(?<![0-9X]){NUMBER}(?![0-9X])")
BEFORE_A_DAY = re.compile(rf"{NUMBER}(?=\d{{1,2}}[月日号./-])")
APART = re.compile(r"(?:[0-9][ -]?){17}[0-9X](?![0-9月日号点时:./-])")


def split(rest: str) -> tuple[str, str]:
    """The ID number, also where spaces or nothing at all stand around it, and what is left."""
    if found := ALONE.search(rest) or BEFORE_A_DAY.match(rest) or APART.match(rest):
        return re.sub("[ -]", "", found[0]), f"{rest[: found.start()]} {rest[found.end() :]}"
    first, _, others = rest.partition(" ")
    if re.fullmatch(r"[0-9X*]{6,}", first):
        return first, others
    return "", rest


def id_problem(number: str, today: date) -> str:
    if not number:
        return "没有看到身份证号"
    if len(number) != 18:
        return f"身份证号要 18 位，收到的是 {len(number)} 位"
    if not number[:17].isdecimal() or not REGIONS.match(number):
        return "身份证号开头不对"
    if not is_day(f"{number[6:10]}-{number[10:12]}-{number[12:14]}"):
        return "身份证号里的生日不对"
    if not is_id_number(number):
        return "身份证号对不上，请照着身份证再看一遍"
    return "" if id_number_ok(number, today) else "身份证号里的生日不对"


def time_in(text: str, now: int) -> Wish:
    if not text.strip():
        raise Unclear("没有写时间，比如：8月5日9点")
    on, soon, rest = date_in(text, day_at(now))
    from_minute, until_minute, rest = clock_in(rest)
    if re.search(r"\d", rest):
        raise Unclear("时间看不明白，请写成：8月5日9点")
    start = midnight(on) + from_minute * MINUTE
    if soon and start <= now:  # 周六 said on a Saturday when the hour is over
        on += timedelta(days=7)
        start = midnight(on) + from_minute * MINUTE
    if until_minute is None:
        return {"from": start}
    return {"from": start, "until": midnight(on) + until_minute * MINUTE}


Day = tuple[date, bool]  # bool: the same weekday a week later is meant when it is over
DATES: list[tuple[str, Callable[[re.Match[str], date], Day]]] = [
    (r"(\d{4})[年./-] ?(\d{1,2})[月./-] ?(\d{1,2})[日号]?", lambda f, _: (real(*map(int, f.groups())), False)),
    (r"(\d{1,2}) ?月 ?(\d{1,2}) ?[日号]?(?!\d)", lambda f, today: (this_year(int(f[1]), int(f[2]), today), False)),
    (r"(?<![\d:])(\d{1,2})[./-](\d{1,2})(?![\d:])", lambda f, today: (this_year(int(f[1]), int(f[2]), today), False)),
    (r"(大后天|今天|今日|明天|明日|后天)", lambda f, today: (today + timedelta(days=NEAR[f[1]]), False)),
    (r"(下{0,2})(本|这)?个?(?:周|星期|礼拜)([一二三四五六日天])", lambda f, today: weekday(f, today)),
    (r"(?<!\d)(\d{1,2}) ?[日号]", lambda f, today: (next_of_month(int(f[1]), today), False)),
]  # fmt: skip


def date_in(text: str, today: date) -> tuple[date, bool, str]:
    for pattern, meant in DATES:
        if found := re.search(pattern, text):
            on, soon = meant(found, today)
            return on, soon, f"{text[: found.start()]} {text[found.end() :]}"
    raise Unclear("没有看到是哪一天，请写成：8月5日9点")


def real(year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except ValueError:
        raise Unclear(f"没有 {month}月{day}日 这一天") from None


def this_year(month: int, day: int, today: date) -> date:
    """Next year where that day is long past: 1月5日 said in December."""
    try:
        on = date(today.year, month, day)
    except ValueError:
        return real(today.year + 1, month, day)  # 2月29日 may be next year's
    return real(today.year + 1, month, day) if (today - on).days > 180 else on


def next_of_month(day: int, today: date) -> date:
    for ahead in range(0, 62):
        if (today + timedelta(days=ahead)).day == day:
            return today + timedelta(days=ahead)
    raise Unclear(f"没有 {day}日 这一天")


def weekday(found: re.Match[str], today: date) -> Day:
    wanted, weeks = WEEKDAY[found[3]], len(found[1])
    if weeks or found[2]:
        return today - timedelta(days=today.weekday()) + timedelta(days=7 * weeks + wanted), False
    return today + timedelta(days=(wanted - today.weekday()) % 7), True


CLOCK = r"(?<!\d)(\d{1,2}) ?(?:[点时](?: ?(半|[一1]刻|[三3]刻|\d{1,2}分|\d{2}(?![\d月日号点时:])))?|:(\d{2}))"
TWO_CLOCKS = re.compile(rf"{CLOCK}(?: ?[到至~-] ?{CLOCK})?")
SHORT = {"半": 30, "一刻": 15, "1刻": 15, "三刻": 45, "3刻": 45}


def clock_in(text: str) -> tuple[int, int | None, str]:
    """Minutes of the day: a moment, or from when until when, also where only 上午 or nothing is said."""
    period = next((word for word in PERIODS if word in text), "")
    rest = text.replace(period, " ", 1) if period else text
    found = TWO_CLOCKS.search(rest)
    if found is None:
        if hours := re.fullmatch(r" *(\d{2})(\d{2}) *", rest):
            return moment(int(hours[1]), int(hours[2]), period), None, ""
        begin, end, _ = PERIODS.get(period, (0, 24, False))
        return begin * 60, end * 60, rest
    first, until = said(found.groups()[:3], period), None
    if found[4]:
        until = said(found.groups()[3:], period)
        if until <= first:
            raise Unclear("时间看不明白，请写成：8月5日9点")
    return first, until, f"{rest[: found.start()]} {rest[found.end() :]}"


def said(clock: Sequence[str | None], period: str) -> int:
    hour, words, digits = clock
    minute = SHORT[words] if words in SHORT else int((words or digits or "0").rstrip("分"))
    return moment(int(hour or 0), minute, period)


def moment(hour: int, minute: int, period: str) -> int:
    if hour > 23 or minute > 59 or (period.startswith("晚") and hour == 12):
        raise Unclear(f"没有 {period}{hour}:{minute:02} 这个时间")
    if hour < 12 and (PERIODS[period][2] if period else hour < EARLIEST) and not (period == "中午" and hour == 11):
        hour += 12
    return hour * 60 + minute


def to_cancel(text: str) -> str | None:
    """N, or N and the booking's code; None when something else is said."""
    found = re.fullmatch(r"(?:N|取消(?:预约)?) ?([0-9A-Z -]*)", plain(text))
    return None if found is None else found[1].replace(" ", "")
