"""`python -m server transit …`: check and load a feed, say where its live data come from, list what is there."""

from __future__ import annotations

import argparse
import asyncio
import re
import sys
import time
from pathlib import Path
from urllib.parse import urlsplit

import msgspec

from server.guide.commands import guide_folder, told_published
from server.guide.load.problems import Refused
from server.hours.clock import day_of
from server.settings import Settings
from server.store import Store
from server.store.migrate import opened
from server.store.rows import shape
from server.sync.core import utc_now
from server.transit.gtfs.cells import BadCell, place
from server.transit.keep import Ready, keep, prepare
from server.transit.publish import publish_lines
from server.transit.report import counts
from server.transit.tables import TransitSource, binary

SOURCES = 10  # of one feed


def add_commands(parser: argparse.ArgumentParser) -> None:
    commands = parser.add_subparsers(dest="transit_command", required=True)
    for name, meaning in (("load", "take in a GTFS feed, or its next version"), ("check", "only say what is wrong")):
        one = commands.add_parser(name, help=meaning)
        one.add_argument("path", type=Path, metavar="ZIP|FOLDER")
        one.add_argument("--feed", type=feed_id, help="its name here; else that of the file")
        words = "the place served by stops that do not say it (column place_code)"
        one.add_argument("--place", type=place_code, default="", help=words)
    live = commands.add_parser("live", help="where live data of a feed come from: GTFS-Realtime over http")
    live.add_argument("feed", type=feed_id)
    live.add_argument("urls", nargs="*", type=address, metavar="URL", help="all of them; none: nothing is fetched")
    commands.add_parser("list", help="the feeds, and how their live data are doing")
    commands.add_parser("reports", help="buses that did not come, by day, line and direction: how many said so")
    commands.add_parser("drop", help="forget a feed").add_argument("feed", type=feed_id)


def feed_id(word: str) -> str:
    if not re.fullmatch(r"[a-z0-9][a-z0-9-]{0,31}", word):
        raise argparse.ArgumentTypeError("small letters, digits and hyphens, at most 32")
    return word


def place_code(word: str) -> str:
    try:
        return word and place(word)
    except BadCell as error:
        raise argparse.ArgumentTypeError(str(error)) from None


def address(word: str) -> str:
    try:
        parts = urlsplit(word)
        good = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
    except ValueError:
        good = False
    if not good:
        raise argparse.ArgumentTypeError(f"{word!r} is no address such as https://bus.example.cn/positions.pb")
    return word


def run(arguments: argparse.Namespace, settings: Settings) -> int:
    return asyncio.run(within(arguments, settings))


async def within(arguments: argparse.Namespace, settings: Settings) -> int:
    if arguments.transit_command in ("check", "load"):
        arguments.feed = arguments.feed or named(arguments.path.resolve())
    if arguments.transit_command == "check":
        return 0 if prepared(arguments.path, arguments.feed, arguments.place) else 1
    async with opened(settings) as store:
        if arguments.transit_command == "load":
            return await load(store, arguments.path, arguments.feed, arguments.place, settings)
        if arguments.transit_command == "live":
            return await set_live(store, arguments.feed, arguments.urls)
        if arguments.transit_command == "drop":
            return await drop(store, arguments.feed, settings)
        if arguments.transit_command == "reports":
            return await show_reports(store)
        return await show(store)


def named(path: Path) -> str:
    return re.sub(r"[^a-z0-9]+", "-", path.stem.lower()).strip("-")[:32] or "feed"


def prepared(path: Path, id: str, place: str) -> Ready | None:
    started = time.monotonic()
    try:
        ready = prepare(path, id, place, day_of(utc_now()))
    except Refused as refused:
        told(refused)
        return None
    for note in ready.notes:
        print(f"note: {note}")
    body = ready.body
    print(
        f"{id}: {len(body.routes)} lines, {len(body.stops)} stops, {len(body.trips)} trips in {len(body.patterns)} "
        f"patterns, {len(ready.packed):,} bytes, in {time.monotonic() - started:.1f} s"
    )
    return ready


def told(refused: Refused) -> None:
    print(*refused.problems.told(), sep="\n", file=sys.stderr)
    print("Nothing was changed.", file=sys.stderr)


async def load(store: Store, path: Path, id: str, place: str, settings: Settings) -> int:
    ready = prepared(path, id, place)
    if ready is None:
        return 1
    try:
        changed = await keep(store, ready, int(time.time()))
    except Refused as refused:
        told(refused)
        return 1
    print("Loaded." if changed else "It is here already: nothing was changed.")
    print(told_published(await publish_lines(store, guide_folder(settings), day_of(utc_now()))))
    if await store.fetch('SELECT 1 FROM "bus_line" WHERE feed = ? LIMIT 1', [id]) == []:
        print(
            "note: no town of the guide has a line of it, so phones will not show it: no stop says whom it serves "
            "(place_code, or --place), there is no such town here, or nothing goes in the next weeks"
        )
    return 0


async def set_live(store: Store, feed: str, urls: list[str]) -> int:
    known = await store.fetch('SELECT id FROM "transit_feed" WHERE id = ?', [feed])
    if not known or len(urls) > SOURCES:
        print(f"There is no feed {feed}." if not known else f"At most {SOURCES} addresses.", file=sys.stderr)
        return 1
    of = shape(TransitSource)
    async with store.writing() as transaction:
        await transaction.many("DELETE FROM \"transit_source\" WHERE feed = ? AND url <> ''", [(feed,)])
        rows = [
            {"id": f"{feed}/url-{n}", "feed": feed, "url": url, "body": binary(b"")}
            for n, url in enumerate(urls, start=1)
        ]
        await transaction.many(of.upsert, [of.pack(row) for row in rows])
    print(f"{feed}: {len(urls)} live sources.")
    return 0


async def drop(store: Store, feed: str, settings: Settings) -> int:
    async with store.writing() as transaction:
        known = await transaction.fetch('DELETE FROM "transit_feed" WHERE id = ? RETURNING id', [feed])
        await transaction.many('DELETE FROM "transit_source" WHERE feed = ?', [(feed,)])
    if not known:
        print(f"There is no feed {feed}.", file=sys.stderr)
        return 1
    print("Dropped.")
    print(told_published(await publish_lines(store, guide_folder(settings), day_of(utc_now()))))
    return 0


async def show_reports(store: Store) -> int:
    for day, line, to, count in await counts(store):
        print(day, line, to, count, sep="\t")
    return 0


async def show(store: Store) -> int:
    feeds = await store.fetch('SELECT id, place, loaded_at, notes FROM "transit_feed" ORDER BY id')
    if not feeds:
        print("There is no feed; `transit load` takes one in.")
    sql = 'SELECT feed, id, url, received_at, failures, error FROM "transit_source" ORDER BY id'
    sources = await store.fetch(sql)
    for feed, place_of, loaded_at, notes in feeds:
        print(f"{feed}: loaded {ago(loaded_at)}" + (f", serves {place_of}" if place_of else ""))
        for note in msgspec.json.decode(notes):
            print(f"  note: {note}")
        for of, id, url, received, failures, error in sources:
            if of == feed:
                said = f"heard {ago(received // 1000)}" if received else "nothing heard yet"
                wrong = f"; failed {failures} times, lately: {error}" if failures else ""
                print(f"  {id}  {url or '(sent to us)'}: {said}{wrong}")
    return 0


def ago(at: int) -> str:
    seconds = max(int(time.time()) - at, 0)
    for most, size, unit in ((600, 1, "s"), (172_800, 60, "min")):
        if seconds < most:
            return f"{seconds // size} {unit} ago"
    return f"{seconds // 86_400} days ago"
