"""The county's files of bookings: roster.csv, who is on duty; bookings.csv, how long slots are and how far ahead."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgspec

from server.bookings.displaced import displace_later
from server.bookings.roster import MARKET
from server.bookings.tables import BookingRule, Roster
from server.guide.load.columns import BadCell, Cell, code, day, text, whole, words
from server.guide.load.folder import Read, rows
from server.guide.load.problems import Problems, Where
from server.hours import cells
from server.store import Transaction
from server.store.rows import shape

NAMES = ("roster.csv", "bookings.csv")
Entity = dict[str, Any]


def roster_days(cell: str) -> list[str]:
    """1 to 7, workdays, holidays, market; every day is none of them."""
    found: list[str] = []
    for part in words(cell.replace("、", "|")):
        if part in ("逢场", "赶场", MARKET):
            found.append(MARKET)
            continue
        named = cells.days(part)
        if named == "daily":
            return []
        found += [named] if isinstance(named, str) else [str(number) for number in named]
    return list(dict.fromkeys(found))


def within(least: int, most: int) -> Cell:
    def read(cell: str) -> int:
        value = whole(cell)
        if not least <= value <= most:
            raise BadCell(f"{cell} is not from {least} to {most}")
        return value

    return read


ROSTER: dict[str, tuple[str, Cell]] = {
    "centre": ("中心", code),
    "window": ("窗口", text),
    "name": ("值班人员", text),
    "days": ("日子", roster_days),
    "from": ("几点起", cells.minute),
    "until": ("几点止", cells.minute),
    "since": ("起", day),
    "ends": ("止", day),
}
BOOKINGS: dict[str, tuple[str, Cell]] = {
    "centre": ("中心", code),
    "item": ("事项代码", code),
    "minutes": ("每次分钟", within(5, 240)),
    "ahead": ("提前天数", within(1, 180)),
    "since": ("起", day),
    "ends": ("止", day),
}
# What tells two rows apart. A rule has one season: next year's takes the place of this one's when it is loaded.
ONE_DUTY, ONE_RULE = ("centre", "window", "days", "from", "until", "since", "ends"), ("centre", "item")


@dataclass
class Given:
    """By centre, what the folder says; None: it says nothing of it, and what was said before stays."""

    rosters: dict[str, list[Entity]] | None = None
    rules: list[Entity] | None = None
    centres: list[str] = field(default_factory=list)  # of the folder: those that no line names have no roster any more


def read_bookings(folder: Path, centres: Mapping[str, Entity], items: set[str], problems: Problems) -> Given:
    given = Given(centres=list(centres))
    if (folder / "roster.csv").exists():
        given.rosters = {}
        found = rows(folder, "roster.csv", ROSTER, {"centre", "window"}, problems)
        for line in faultless(found, centres, ONE_DUTY, problems, roster_problems):
            given.rosters.setdefault(line.pop("centre"), []).append(line)
    if (folder / "bookings.csv").exists():
        found = rows(folder, "bookings.csv", BOOKINGS, {"centre"}, problems)
        given.rules = list(faultless(found, centres, ONE_RULE, problems, lambda line, _: rule_problems(line, items)))
    return given


Reason = tuple[str, str]


def faultless(
    found: Iterator[Read],
    centres: Mapping[str, Entity],
    one: Sequence[str],
    problems: Problems,
    look: Callable[[Entity, Entity], Iterator[Reason]],
) -> Iterator[Entity]:
    seen: dict[str, Where] = {}
    for where, line in found:
        centre = centres.get(line["centre"])
        said = [("centre", f"{line['centre']} is not in centres.csv")] if centre is None else list(look(line, centre))
        same = repr([line.get(name) for name in one])
        if same in seen:
            said.append(("centre", f"the same stands in row {seen[same].row}"))
        seen[same] = where
        for column, reason in said:
            problems.add(where, column, reason)
        if not said:
            yield line


def roster_problems(line: Entity, centre: Entity) -> Iterator[Reason]:
    if centre.get("windows") and line["window"] not in centre["windows"]:
        yield "window", f"{line['window']} is none of the centre's windows: {', '.join(centre['windows'])}"
    if line.get("from", 0) >= line.get("until", 1440):
        yield "until", "ends before it begins"
    yield from date_problems(line)


def rule_problems(line: Entity, items: set[str]) -> Iterator[Reason]:
    if "item" in line and line["item"] not in items:
        yield "item", f"{line['item']} is no item of the guide"
    yield from date_problems(line)


def date_problems(line: Entity) -> Iterator[Reason]:
    if line.get("since", "") > line.get("ends", "9999-12-31"):
        yield "ends", "ends before it begins"


async def keep_bookings(transaction: Transaction, given: Given) -> None:
    """What a supervisor set for single days stays."""
    if given.rosters is not None:
        of = shape(Roster)
        before: dict[str, str] = dict(await transaction.fetch("SELECT id, duty FROM duty_roster WHERE id = centre"))
        await transaction.many(of.delete, [(centre,) for centre in given.centres])
        lines = [{"id": centre, "centre": centre, "duty": duty} for centre, duty in given.rosters.items()]
        await transaction.many(of.upsert, [of.pack(row) for row in lines])
        after = {centre: msgspec.json.encode(duty).decode() for centre, duty in given.rosters.items()}
        await displace_later(transaction, [one for one in given.centres if before.get(one) != after.get(one)])
    if given.rules is not None:
        of = shape(BookingRule)
        await transaction.many('DELETE FROM "booking_rule" WHERE centre = ?', [(centre,) for centre in given.centres])
        rules = [{"id": f"{rule['centre']}/{rule.get('item', '')}", **rule} for rule in given.rules]
        await transaction.many(of.upsert, [of.pack(row) for row in rules])
