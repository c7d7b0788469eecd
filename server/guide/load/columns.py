"""The columns of each file, in English and Chinese, and how a cell becomes a value."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

Cell = Callable[[str], Any]

SCIENTIFIC = re.compile(r"^\d(\.\d+)?[eE]\+?\d+$")


class BadCell(ValueError):
    """Its message is the reason, in plain words."""


def text(cell: str) -> str:
    return cell


def code(cell: str) -> str:
    if SCIENTIFIC.match(cell):
        raise BadCell(f"{cell} was rounded by Excel; format the column as text and enter the code again")
    if any(sign in cell for sign in "/@\0 "):
        raise BadCell(f"{cell!r}: a code has no spaces, '/' or '@'")
    return cell


def whole(cell: str) -> int:
    if not re.fullmatch(r"-?\d+(\.0+)?", cell):
        raise BadCell(f"{cell!r} is not a whole number")
    return int(float(cell))


def number(cell: str) -> float | int:
    try:
        value = float(cell)
    except ValueError:
        raise BadCell(f"{cell!r} is not a number") from None
    if value != value or value in (float("inf"), float("-inf")):
        raise BadCell(f"{cell!r} is not a number")
    return int(value) if value.is_integer() else value


def yes_no(cell: str) -> bool:
    answers = {"yes": True, "是": True, "true": True, "1": True, "no": False, "否": False, "false": False, "0": False}
    if cell.lower() not in answers:
        raise BadCell(f"{cell!r} is neither yes nor no (是, 否)")
    return answers[cell.lower()]


def words(cell: str) -> list[str]:
    parts = [part.strip(" \u3000") for part in cell.replace("｜", "|").split("|")]
    return [part for part in parts if part]


def day(cell: str) -> str:
    """2026-11-22, and what Excel makes of it: 2026/11/22."""
    match = re.fullmatch(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})", cell)
    if not match:
        raise BadCell(f"{cell!r} is no date; write 2026-11-22")
    year, month, day_of_month = match.groups()
    return f"{year}-{int(month):02}-{int(day_of_month):02}"


def one_of(names: dict[str, Any]) -> Cell:
    known = {**names, **{str(value): value for value in names.values()}}

    def read(cell: str) -> Any:
        if cell not in known:
            raise BadCell(f"{cell!r} is not one of {', '.join(names)} ({', '.join(str(v) for v in names.values())})")
        return known[cell]

    return read


LEVEL = one_of({"市": "city", "区县": "county", "镇街": "town", "村居": "village"})
KIND = one_of({"许可": 1, "给付": 5, "确认": 7, "奖励": 8, "裁决": 9, "其他": 10, "公共服务": 20})
CLASS = one_of({"注册登记": "registration", "经营管理": "operation", "建设工程": "construction", "通关贸易": "customs"})
AUDIENCE = one_of({"个人": "person", "企业": "company", "个人和企业": "both"})
NEED = one_of({"必须": "must", "视情况": "if"})

# name: (Chinese alias, how the cell is read)
PLACES: dict[str, tuple[str, Cell]] = {
    "code": ("代码", code),
    "level": ("级别", LEVEL),
    "parent": ("上级", code),
    "name": ("名称", text),
    "from": ("起", day),
    "until": ("止", day),
    "successor": ("并入", code),
}
DEPARTMENTS: dict[str, tuple[str, Cell]] = {
    "code": ("代码", code),
    "name": ("名称", text),
    "place": ("地区", code),
    "phone": ("电话", text),
}
CENTRES: dict[str, tuple[str, Cell]] = {
    "code": ("代码", code),
    "name": ("名称", text),
    "place": ("地区", code),
    "address": ("地址", text),
    "phone": ("电话", text),
    "hours": ("时间", text),
    "windows": ("窗口", words),
}
ROLES = {"窗口": "clerk", "部门": "reviewer", "主任": "supervisor", "自助机": "kiosk", "司机": "driver"}
STAFF: dict[str, tuple[str, Cell]] = {
    "phone": ("手机", text),
    "name": ("姓名", text),
    "role": ("角色", one_of(ROLES)),
    "scope": ("范围", text),
    "window": ("窗口号", text),
}
ITEMS: dict[str, tuple[str, Cell]] = {
    "code": ("代码", code),
    "name": ("事项", text),
    "org": ("实施层级", code),
    "delegated_by": ("下放单位", code),
    "department": ("主管部门", code),
    "kind": ("类型", KIND),
    "window_class": ("窗口类别", CLASS),
    "topics": ("主题", words),
    "words": ("俗称", words),
    "audience": ("对象", AUDIENCE),
    "summary": ("简介", text),
    "conditions": ("条件", words),
    "promised_days": ("承诺时限", number),
    "statutory_days": ("法定时限", number),
    "fee": ("收费", number),
    "fee_note": ("收费说明", text),
    "visits": ("到现场次数", whole),
    "attend": ("到场原因", text),
    "online": ("网上办", yes_no),
    "handled_at": ("通办地区", words),
    "window": ("窗口", text),
    "phone": ("电话", text),
    "basis": ("依据", text),
    "result": ("结果", text),
    "form": ("表格", code),
    "rank": ("常用排名", whole),
    "from": ("起", day),
    "until": ("止", day),
    "sample": ("示例", yes_no),
}
MATERIALS: dict[str, tuple[str, Cell]] = {
    "item": ("事项代码", code),
    "org": ("实施层级", code),
    "code": ("代码", code),
    "name": ("材料", text),
    "need": ("必要性", NEED),
    "when": ("何时需要", text),
    "grade": ("可信等级", text),
    "original": ("原件", yes_no),
    "copies": ("份数", whole),
    "pages": ("页数", whole),
    "from": ("来源", text),
    "note": ("说明", text),
}
STEPS: dict[str, tuple[str, Cell]] = {
    "item": ("事项代码", code),
    "org": ("实施层级", code),
    "name": ("环节", text),
    "by": ("办理人", text),
    "days": ("工作日", number),
    "note": ("说明", text),
}


def aliases(columns: dict[str, tuple[str, Cell]]) -> dict[str, str]:
    return {name: name for name in columns} | {chinese: name for name, (chinese, _) in columns.items()}
