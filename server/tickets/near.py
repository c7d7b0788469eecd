"""Telling people whose phone follows their ticket: nearly your turn, and your turn. Late news is worse than none."""

from server.notices.publish import notify
from server.store.rows import Row
from server.sync.work import Work
from server.tickets.line import Line
from server.tickets.step import is_today
from server.tickets.tables import Ticket

BEFORE = 2
FRESH = 600  # seconds after which such news is not shown any more
KINDS = {"handling": "受理", "advice": "咨询", "pickup": "取件"}


def named(kind: str, number: int) -> str:
    return f"{KINDS[kind]} {number} 号"


def tell_near(work: Work, moved: Row, line: Line, newcomer: str = "") -> None:
    """Whoever has come up to two before them hears of it once; who draws so late in the line sees it as they draw."""
    if not is_today(work, moved):
        return
    now = int(work.now.timestamp())
    for group in sorted({one.group for one in line.waiting if one.owned and not one.told}):
        for before, one in enumerate(line.order_of(group, now, BEFORE + 1)):
            if not one.owned or one.told:
                continue
            line.alter(one.id, told=True)
            row = None if one.id == newcomer else work.get(Ticket, one.id)
            if row is not None:
                words = "下一位就是您" if before == 0 else f"前面还有 {before} 位"
                tell(work, row, f"{named(one.kind, one.number)}：{words}", "请到大厅里等，别走远")


def tell_turn(work: Work, row: Row) -> None:
    if row["person"]:
        to = f"{' ' if row['window'][0].isdigit() else ''}{row['window']}"
        tell(work, row, f"{named(row['kind'], row['number'])}：请到{to}", "过号不用重取，跟窗口说一声")


def tell(work: Work, row: Row, title: str, body: str) -> None:
    until = int(work.now.timestamp()) + FRESH
    notify(work, row["person"], kind="ticket", title=title, body=body, until=until)
