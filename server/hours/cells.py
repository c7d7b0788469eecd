"""Cells of the county's files as people write them: 周一至周五, 9:00, 农历逢三六九, 周五 16:00."""

from __future__ import annotations

import re
from typing import Any

from server.guide.load.columns import BadCell, Cell, code, day, one_of, text, whole, words, yes_no

WEEKDAY = {sign: number for number, sign in enumerate("一二三四五六日", start=1)} | {"天": 7}
ENGLISH = {name: number for number, name in enumerate(("mon", "tue", "wed", "thu", "fri", "sat", "sun"), start=1)}
DIGITS = {sign: number for number, sign in enumerate("零一二三四五六七八九")} | {"〇": 0, "十": 0}
NAMED: dict[str, str | list[int]] = {
    "工作日": "workdays",
    "周一至周五": "workdays",
    "每天": "daily",
    "节假日": "holidays",
    "周末": [6, 7],
    "workdays": "workdays",
    "daily": "daily",
    "holidays": "holidays",
    "weekend": [6, 7],
}
KIND = one_of(
    {
        "常规": "regular",
        "延时": "extended",
        "逢场": "market",
        "周末": "weekend",
        "夜间": "night",
        "自助": "self_service",
    }
)
WHAT = one_of({"休息": "closed", "改时间": "changed", "加开": "extra"})


def days(cell: str) -> str | list[int]:
    """Days of the week; or one of the names above, which say what holidays do to it."""
    if cell.lower() in NAMED:
        return NAMED[cell.lower()]
    found: set[int] = set()
    for part in words(cell.replace("、", "|")):
        if run := re.fullmatch(r"周([一二三四五六])[至到](?:周)?([二三四五六日天])", part):
            found.update(range(WEEKDAY[run[1]], WEEKDAY[run[2]] + 1))
        elif one := re.fullmatch(r"(?:周|星期)?([一二三四五六日天])", part):
            found.add(WEEKDAY[one[1]])
        elif part.lower() in ENGLISH:
            found.add(ENGLISH[part.lower()])
        else:
            raise BadCell(f"{cell!r} names no days; write 工作日, 每天, 节假日, 周末, 周六 or 周一|周三|周五")
    if not found:
        raise BadCell(f"{cell!r} names no days")
    return sorted(found)


def minute(cell: str) -> int:
    found = re.fullmatch(r"(\d{1,2})[:：](\d{2})(?::00)?", cell)
    if not found or int(found[2]) > 59 or int(found[1]) * 60 + int(found[2]) > 1440:
        raise BadCell(f"{cell!r} is no time of day; write 9:00")
    return int(found[1]) * 60 + int(found[2])


def cutoff(cell: str) -> dict[str, int]:
    """周五 16:00, 前1天 16:00, 前1个工作日 16:00."""
    found = re.fullmatch(r"(?:周([一二三四五六日天])|前(\d{1,2})(天|个工作日)|当天)\s*(\S+)", cell)
    if not found:
        raise BadCell(f"{cell!r} is no end of booking; write 周五 16:00, 前1天 16:00 or 前1个工作日 16:00")
    at = minute(found[4])
    if found[1]:
        return {"at": at, "weekday": WEEKDAY[found[1]]}
    return {"at": at, "workdays" if found[3] == "个工作日" else "days": int(found[2] or 0)}


def market(cell: str) -> str:
    return "*" if cell in ("是", "逢场", "yes", "*") else cell


def market_rule(cell: str) -> dict[str, Any]:
    """What of a MarketRule the words say; `rule` is empty where they say nothing known."""
    plain = cell.replace(" ", "")
    if plain in ("单日", "逢单", "odd"):
        return {"rule": "odd"}
    if plain in ("双日", "逢双", "even"):
        return {"rule": "even"}
    if found := re.fullmatch(r"每(-?\d+)天|every(-?\d+)", plain):
        return {"rule": "every", "every": int(found[1] or found[2])}
    if found := re.fullmatch(r"(阳历|公历|农历|阴历)逢([零〇一二三四五六七八九十0-9、|]+)", plain):
        ends = {DIGITS[sign] if sign in DIGITS else int(sign) for sign in re.sub(r"[、|]", "", found[2])}
        return dated(found[1], [one for one in range(1, 32) if one % 10 in ends])
    if found := re.fullmatch(r"(阳历|公历|农历|阴历)(\d{1,2}(?:[、|]\d{1,2})*)日?", plain):
        return dated(found[1], [int(one) for one in re.split(r"[、|]", found[2])])
    return {"rule": "", "cell": cell}


def dated(calendar: str, days: list[int]) -> dict[str, Any]:
    lunar = calendar in ("农历", "阴历")
    return {"rule": "lunar", "days": [one for one in days if one != 31]} if lunar else {"rule": "days", "days": days}


HOURS: dict[str, tuple[str, Cell]] = {
    "centre": ("中心", code),
    "days": ("日子", days),
    "opens": ("开", minute),
    "closes": ("关", minute),
    "kind": ("类别", KIND),
    "market": ("逢场", market),
    "items": ("事项集", code),
    "windows": ("窗口数", whole),
    "booked": ("先预约", yes_no),
    "cutoff": ("预约截止", cutoff),
    "from": ("起", day),
    "until": ("止", day),
    "note": ("说明", text),
}
MARKETS: dict[str, tuple[str, Cell]] = {
    "place": ("地区", code),
    "name": ("名称", text),
    "rule": ("规律", market_rule),
    "first": ("头一场", day),
    "from": ("起", day),
    "until": ("止", day),
}
EXCEPTIONS: dict[str, tuple[str, Cell]] = {
    "centre": ("中心", words),
    "what": ("怎么", WHAT),
    "from": ("起", day),
    "until": ("止", day),
    "opens": ("开", minute),
    "closes": ("关", minute),
    "kind": ("类别", KIND),
    "items": ("事项集", code),
    "windows": ("窗口数", whole),
    "booked": ("先预约", yes_no),
    "cutoff": ("预约截止", cutoff),
    "reason": ("原因", text),
}
ITEM_SETS: dict[str, tuple[str, Cell]] = {
    "set": ("事项集", code),
    "item": ("事项代码", code),
    "from": ("起", day),
    "until": ("止", day),
}
