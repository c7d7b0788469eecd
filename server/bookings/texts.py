"""What a person is told of a booking: what it is now, when and where, what to do."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from server.hours.clock import SHANGHAI, in_words

Row = Mapping[str, Any]
STATES = {
    "requested": "已提出",
    "held": "先留着",
    "confirmed": "已约好",
    "waitlisted": "在排队等空位",
    "declined": "没约成",
    "cancelled": "已取消",
    "arrived": "已到场",
    "done": "已办完",
    "missed": "没有来",
}


@dataclass(frozen=True)
class Told:
    title: str
    body: str
    sms: str | None = None


def when(at: int) -> str:
    """8月5日 周六 9:00"""
    there = datetime.fromtimestamp(at, SHANGHAI)
    return f"{in_words(there.date().isoformat())} {there.hour}:{there.minute:02}"


def place_of(row: Row, centre: str) -> str:
    if row["kind"] == "visit":
        return "工作人员上门"
    return "，".join(part for part in (centre, row["window"]) if part)


def confirmed(row: Row, centre: str) -> Told:
    time, place = when(row["start"]), place_of(row, centre)
    note = f"{row['note'].rstrip('。')}。" if row["note"] else ""
    bring = "" if row["kind"] == "visit" else "到了出示预约码。"
    item = f"办{row['item_name']}，" if row["item_name"] else ""
    sms = f"约好了：{item}{time}，{place}。{note}"
    if row["code"] and row["kind"] != "visit":
        sms += f"预约码 {row['code']}。"
    return Told(f"约好了：{time}", f"{item}{place}。{note}{bring}", sms)


def moved_up(row: Row, centre: str) -> Told:
    told = confirmed(row, centre)
    return Told(f"排到了：{when(row['start'])}", told.body, f"有空位，替您{told.sms}来不了请取消。")


def offered(row: Row, centre: str) -> Told:
    times = "、".join(when(offer["start"]) for offer in row["offers"])
    if not times:
        return Told("想约的时间都满了", f"{centre}近来没有空位，可以排队等，或者打电话问。")
    return Told("想约的时间都满了", f"{centre}还空着：{times}。点开选一个。")


def waitlisted(row: Row, centre: str) -> Told:
    return Told("排上队了", f"您想约的时间都满了。{centre}一有空位就按先后替您约上，并且告诉您。")


def asked(row: Row, centre: str) -> Told:
    return Told("送到镇上了", f"{centre}会定时间，定了就告诉您。现在不用您做什么。")


def declined(row: Row, centre: str) -> Told:
    return Told("没有约成", f"{centre}：{row['note']}", f"您的预约没有约成：{row['note']} {centre}")


def lapsed(row: Row, centre: str) -> Told:
    return Told("没有约上", f"您想约的时间过了，{centre}一直没有空位。要办可以重新约，或者直接来排队。")


def cancelled_by_desk(row: Row, centre: str) -> Told:
    time = when(row["start"]) if row["start"] else ""
    body = f"{centre}取消了您{time}的预约：{row['note']}"
    return Told("预约取消了", body, body)


def moved_window(row: Row, centre: str) -> Told:
    return Told(f"换了窗口：{when(row['start'])}", f"时间不变，请到{place_of(row, centre)}。")


def displaced(row: Row, centre: str, before: int) -> Told:
    times = "、".join(when(offer["start"]) for offer in row["offers"])
    rest = f"还空着：{times}。点开选一个，填过的都还在。" if times else "近来没有空位，请打电话问。"
    sms = f"您约的{when(before)}，{centre}那时办不成了。" + (f"还空着：{times}。" if times else "") + "请重新选时间。"
    return Told(f"{when(before)}办不成了，请换个时间", f"{centre}改了开门时间或者值班窗口。{rest}", sms)


def missed(row: Row, centre: str) -> Told:
    again = "还要办可以重新约，或者直接来排队。两个月里三次不来，就先只能打电话约。"
    return Told("约好的时间过了", f"{when(row['start'])}没有等到您。{again}")
