"""What an applicant is told at each step: what happened, what to do, by when. Who speaks is added by `step.finish`."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from server.applications.sms import defects_sms
from server.hours.clock import in_words

Row = Mapping[str, Any]
STATES = {
    "draft": "草稿",
    "submitted": "已送达",
    "returned": "需补正",
    "accepted": "已受理",
    "in_department": "正在办",
    "approved": "已批准",
    "publicised": "公示中",
    "refused": "没通过",
    "declined": "不予受理",
    "issued": "办结",
    "withdrawn": "已撤回",
    "discarded": "已删除",
}
WAIT = "现在不用您做什么。"
REMEDY = "不服的，收到之日起 60 日内可以申请行政复议，6 个月内可以到法院起诉。"


@dataclass(frozen=True)
class Desk:
    name: str
    phone: str = ""


@dataclass(frozen=True)
class Told:
    title: str
    body: str
    kind: Literal["progress", "defects"] = "progress"
    sms: str | None = None


def sent_in(row: Row, desk: Desk) -> Told:
    left = len(row["awaiting"])
    photos = f"还有 {left} 张照片没传到，有网会接着传。" if left else WAIT
    return Told("送到镇上了", f"回执号 {row['receipt']}。{desk.name}会看材料。{photos}")


def mended(row: Row, desk: Desk) -> Told:
    return Told("补的送到了", f"{desk.name}接着看。{WAIT}")


def withdrawn(row: Row, desk: Desk) -> Told:
    return Told("已撤回", "这件事不再往下办，要办可以重新交。")


def to_mend(row: Row, desk: Desk, labels: Mapping[str, str]) -> Told:
    defects = [in_one_line(defect, labels) for defect in row["defects"]]
    by = in_words(row["mend_by"])
    numbered = "\n".join(f"{number}. {defect}" for number, defect in enumerate(defects, 1))
    body = f"请在 {by} 前补齐，在手机上补或带到窗口都行：\n{numbered}"
    return Told(
        f"要补 {len(defects)} 处",
        body,
        "defects",
        defects_sms(row["item_name"], defects, by, desk.name, desk.phone),
    )


def in_one_line(defect: Row, labels: Mapping[str, str]) -> str:
    what = defect.get("material") or defect.get("field")
    page = f"第 {defect['page']} 页" if defect.get("page") else ""
    return f"{labels.get(what, what)}{page}：{defect['reason']}" if what else str(defect["reason"])


def accepted(row: Row, desk: Desk) -> Told:
    return Told("受理了", promise(row) + WAIT)


def promise(row: Row) -> str:
    """Empty for an item of the guide that names no time limit."""
    return f"承诺 {in_words(row['due_on'])} 前办好。" if row["due_on"] else ""


def declined(row: Row, desk: Desk) -> Told:
    return Told("不予受理", f"原因：{row['reason']}\n{row['remedy']}")


def handed_over(row: Row, desk: Desk) -> Told:
    return Told(f"转到{row['department_name']}办", promise(row) + WAIT)


def approved(row: Row, desk: Desk) -> Told:
    return Told("批准了", f"{row['department_name']}批准了。办好结果，{desk.name}会告诉您怎么领。")


def refused(row: Row, desk: Desk) -> Told:
    return Told("没通过", f"原因：{row['reason']}\n{row['remedy']}")


def publicised(row: Row, desk: Desk) -> Told:
    return Told("正在公示", f"公示到 {in_words(row['publicised_until'])}。没有人提出不同意见，就发结果。{WAIT}")


def issued(row: Row, desk: Desk) -> Told:
    return Told("办好了", str(row["result"]))


def history_note(defects: Iterable[Row], labels: Mapping[str, str]) -> str:
    return "；".join(in_one_line(defect, labels) for defect in defects)
