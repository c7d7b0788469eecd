"""`python -m server hours …`: take in a year's public holidays, look at a centre's days, publish them anew."""

from __future__ import annotations

import argparse
import asyncio
import sys
from datetime import date, timedelta
from pathlib import Path

from server.guide.commands import guide_folder, told_published
from server.guide.load.columns import day as day_cell
from server.guide.publish import publish as publish_layers
from server.hours.check import times
from server.hours.clock import day_of
from server.hours.engine import Opening, day
from server.hours.faults import Fault
from server.hours.holiday_files import read_notice
from server.hours.keep import keep_holidays
from server.hours.model import Changed
from server.hours.publish import expand_alone
from server.hours.rows import load_hours
from server.settings import Settings
from server.store import Store
from server.store.migrate import opened
from server.sync.core import utc_now


def add_commands(parser: argparse.ArgumentParser) -> None:
    commands = parser.add_subparsers(dest="hours_command", required=True)
    holidays = commands.add_parser("holidays", help="take in public holidays and make-up workdays, a file a year")
    holidays.add_argument("files", type=Path, nargs="+", metavar="FILE", help="as NateScarlet/holiday-cn writes them")
    commands.add_parser("publish", help="expand the rules into dated openings, and publish them")
    shows = commands.add_parser("show", help="the days of a centre")
    shows.add_argument("centre")
    shows.add_argument("--on", type=lambda cell: date.fromisoformat(day_cell(cell)), help="the first day; else today")
    shows.add_argument("--days", type=int, default=14)


def run(arguments: argparse.Namespace, settings: Settings) -> int:
    return asyncio.run(within(arguments, settings))


async def within(arguments: argparse.Namespace, settings: Settings) -> int:
    async with opened(settings) as store:
        if arguments.hours_command == "holidays":
            return await holidays(store, arguments.files, settings)
        if arguments.hours_command == "show":
            return await show(store, arguments.centre, arguments.on or day_of(utc_now()), arguments.days)
        return await publish(store, settings)


async def holidays(store: Store, files: list[Path], settings: Settings) -> int:
    """All of the files or none."""
    notices, wrong = [], 0
    for file in files:
        try:
            notices.append(read_notice(file.read_bytes()))
        except (Fault, OSError) as fault:
            wrong += 1
            print(f"{file}: {fault}", file=sys.stderr)
    if wrong:
        print("Nothing was changed.", file=sys.stderr)
        return 1
    async with store.writing() as transaction:
        for notice in notices:
            changed = await keep_holidays(transaction, notice)
            off = sum(one.off for one in notice.days)
            made_up = len(notice.days) - off
            print(
                f"{notice.year}: {off} days off, {made_up} make-up workdays{'' if changed else ' (known already)'}",
                f"from {', '.join(notice.papers)}",
            )
    return await publish(store, settings)


async def publish(store: Store, settings: Settings) -> int:
    changed = await expand_alone(store, guide_folder(settings), day_of(utc_now()))
    print(f"Openings of {changed} centres changed.")
    print(told_published(await publish_layers(store, guide_folder(settings))))
    return 0


async def show(store: Store, centre: str, first: date, days: int) -> int:
    hours, calendar = await load_hours(store, centre)
    if not hours.rules and not hours.exceptions:
        print(f"{centre} has told no hours.", file=sys.stderr)
        return 1
    for on in (first + timedelta(days=n) for n in range(days)):
        one = day(hours, calendar, on)
        openings = ", ".join(opening_words(opening) for opening in one.openings) or "closed"
        print(on, f"{on:%a}", openings, *(f"[{reason} {detail}]" for reason, detail in one.why), sep="  ")
    return 0


def opening_words(one: Opening) -> str:
    kind = "" if one.kind == "regular" else f" {one.kind}"
    return times(Changed(one.from_minute, one.until_minute)) + kind + (f" ({one.items})" if one.items else "")
