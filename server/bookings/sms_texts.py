"""What is answered to a booking by text message: short, because each part of a message costs."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from server.bookings.slots import day_at
from server.bookings.texts import when
from server.problems import sentence

Row = Mapping[str, Any]
LIKE = "请回：Y 身份证号 8月5日9点"


def confirmed(row: Row, centre: str) -> str:
    return f"约好了：{when(row['start'])}，{row['window']}。预约码 {row['code']}。来不了请回 N。{centre}"


def faults(problems: Sequence[str]) -> str:
    listed = problems[0] if len(problems) == 1 else "；".join(f"{n} {one}" for n, one in enumerate(problems, 1))
    return f"没有约上：{listed}。{LIKE}"


def refused(code: str, detail: Mapping[str, Any], offers: Iterable[Row], centre: str) -> str:
    why = sentence(code, "zh-CN", dict(detail)).partition("，请")[0]
    free = times([offer["start"] for offer in offers])
    rest = f"还空着：{free}。要哪个请再发一次。" if free else "请打电话或到窗口问。"
    return f"没有约上：{why}。{rest}{centre}"


def times(starts: Sequence[int]) -> str:
    """8月5日 周六 9:20、9:40、10:00: the day once."""
    said: list[str] = []
    for number, start in enumerate(starts):
        day, _, clock = when(start).rpartition(" ")
        same = number > 0 and day_at(starts[number - 1]) == day_at(start)
        said.append(clock if same else f"{day} {clock}")
    return "、".join(said)


def cancelled(row: Row, centre: str) -> str:
    return f"已取消：{when(row['start'])}。要办可以重新约。{centre}"


def which(rows: Iterable[Row]) -> str:
    listed = "；".join(f"{when(row['start'])} 回 N {row['code']}" for row in rows)
    return f"您约了不止一个，取消哪个：{listed}"


def nothing_booked(centre: str) -> str:
    return f"这个号码没有约着的时间。{LIKE}。{centre}"


def unknown(centre: str) -> str:
    return f"看不明白。要预约{LIKE}；要取消请回 N。{centre}"
