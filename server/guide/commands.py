"""`python -m server guide …`: load, publish and look at the guide. Every command says what it did in a line or two."""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path

from server.accounts import staff
from server.guide.load.changes import Report
from server.guide.load.folder import staff as staff_rows
from server.guide.load.load import load as load_folder
from server.guide.load.problems import Problems, Refused
from server.guide.places import layer_of, layers_above
from server.guide.publish import Published, alone
from server.guide.publish import publish as publish_layers
from server.guide.scale import make
from server.guide.verify import verify as verify_layers
from server.hours.clock import day_of
from server.hours.publish import expand
from server.settings import Settings
from server.store import Store
from server.store.migrate import opened
from server.store.rows import marks
from server.sync.core import Core, utc_now
from server.sync.hub_of import hub_of
from server.transit.publish import expand as expand_lines

Command = Callable[[Store, argparse.Namespace, Settings], Awaitable[int]]


def add_commands(parser: argparse.ArgumentParser) -> None:
    """For the server's own parser: `add_commands(subparsers.add_parser("guide"))`, then `run(arguments, settings)`."""
    commands = parser.add_subparsers(dest="guide_command", required=True)
    loads = commands.add_parser("load", help="load or update a place from a folder of files, and publish it")
    loads.add_argument("folder", type=Path)
    loads.add_argument("--dry-run", action="store_true", help="check the files and say what would change")
    loads.add_argument("--no-publish", action="store_true", help="keep the change from the public for now")
    commands.add_parser("publish", help="make packs of what changed since the last time")
    lists = commands.add_parser("list", help="count items by layer, or list those that a place sees")
    lists.add_argument("place", nargs="?")
    shows = commands.add_parser("show", help="one item as JSON")
    shows.add_argument("code")
    shows.add_argument("--place", help="as this place offers it")
    exports = commands.add_parser("export", help="all that a place sees as items.json, on standard output")
    exports.add_argument("place")
    commands.add_parser("verify", help="read every pack as a phone would, and compare with the database")
    scales = commands.add_parser("scale", help="write the folder of a whole city: 87,691 items under real names")
    scales.add_argument("--out", type=Path, required=True)
    scales.add_argument("--seed", type=int, default=1)
    scales.add_argument("--load", action="store_true", help="load and publish it as well")


def run(arguments: argparse.Namespace, settings: Settings) -> int:
    return asyncio.run(within(COMMANDS[arguments.guide_command], arguments, settings))


async def within(command: Command, arguments: argparse.Namespace, settings: Settings) -> int:
    async with opened(settings) as store:
        return await command(store, arguments, settings)


def guide_folder(settings: Settings) -> Path:
    return settings.data_dir / "guide"


async def load(store: Store, arguments: argparse.Namespace, settings: Settings) -> int:
    return await load_and_publish(store, arguments.folder, settings, arguments.dry_run, not arguments.no_publish)


async def load_and_publish(
    store: Store, folder: Path, settings: Settings, dry_run: bool = False, publish: bool = True
) -> int:
    try:
        async with alone(guide_folder(settings)):
            report = await load_folder(store, folder, dry_run)
            if not dry_run:
                report.staff = await load_staff(store, folder, settings)
                await expand(store, day_of(utc_now()))
                await expand_lines(store, day_of(utc_now()))
    except Refused as refused:
        print(*refused.problems.told(), sep="\n", file=sys.stderr)
        print("Nothing was changed.", file=sys.stderr)
        return 1
    print(told(report) + (" (not written: --dry-run)" if dry_run else ""))
    if publish and not dry_run:
        print(told_published(await publish_layers(store, guide_folder(settings))))
    return 0


async def load_staff(store: Store, folder: Path, settings: Settings) -> int:
    """The folder's name is the source: people who left its list lose the roles it gave, and no others."""
    if not (folder / "staff.csv").exists():
        return 0
    rows: list[staff.StaffRow] = [
        {
            "phone": body["phone"],
            "name": body["name"],
            "role": body["role"],
            "scope": body["scope"],
            "window": body.get("window", ""),
        }
        for _, body in staff_rows(folder, Problems())
    ]
    core = Core(store, settings, hub_of(settings, store))
    async with core.hub.running():  # their phones learn at once what they may do now
        return await staff.load(core, rows, folder.resolve().name[:32])


def told(report: Report) -> str:
    items = f"{report.new} new, {report.changed} changed, {report.withdrawn} withdrawn, {report.same} as before"
    bare = f"; {report.bare} of them by name only (catalogue.csv)" if report.bare else ""
    others = f"{report.units} places, departments and centres, {report.forms} forms, {report.staff} staff lines"
    others += f", hours of {report.hours} centres"
    return f"Items: {items}{bare}. Changed besides: {others}."


def told_published(report: Published) -> str:
    if not report.layers:
        return "Published: nothing had changed."
    shown = ", ".join(report.layers[:5]) + (" …" if len(report.layers) > 5 else "")
    return (
        f"Published {len(report.layers)} layers ({shown}), {report.bytes:,} new bytes, in {report.seconds:.1f} s"
        + (f"; made anew: {', '.join(report.rebased)}" if report.rebased else "")
        + "."
    )


async def publish(store: Store, arguments: argparse.Namespace, settings: Settings) -> int:
    print(told_published(await publish_layers(store, guide_folder(settings))))
    return 0


async def list_items(store: Store, arguments: argparse.Namespace, settings: Settings) -> int:
    if arguments.place:
        for code, body in sorted((await seen_at(store, arguments.place)).items()):
            print(code, json.loads(body)["name"], sep="\t")
        return 0
    sql = "SELECT p.level, count(*), count(DISTINCT i.org) FROM item i JOIN place p ON p.code = i.org GROUP BY p.level"
    for level, items, orgs in sorted(await store.fetch(sql)):
        print(f"{level}: {items} items of {orgs} places")
    for code, gen, seq, rows in await store.fetch("SELECT code, gen, seq, rows FROM guide_layer ORDER BY code"):
        print(f"{code}\tgen {gen}\tseq {seq}\t{rows} rows")
    return 0


async def seen_at(store: Store, place: str) -> dict[str, str]:
    """Own and inherited items: the lowest level's wording wins; of the villages, only that asked for."""
    found: dict[str, str] = {}
    for layer in reversed(layers_above(place)):
        for code, org, body in await store.fetch("SELECT code, org, body FROM item WHERE layer = ?", [layer]):
            if len(place) < 12 or len(org) < 12 or org == place:
                found[code] = body
    return found


async def show(store: Store, arguments: argparse.Namespace, settings: Settings) -> int:
    sql, keys = "SELECT layer, body FROM item WHERE code = ?", [arguments.code]
    if arguments.place:
        layers = layers_above(layer_of(arguments.place))
        sql, keys = f"{sql} AND layer IN ({marks(len(layers))})", [*keys, *layers]
    found = sorted(await store.fetch(sql, keys), key=lambda row: -len(row[0]))
    for _, body in found[:1] if arguments.place else found:
        print(json.dumps(json.loads(body), ensure_ascii=False, indent=2))
    return 0 if found else 1


async def export(store: Store, arguments: argparse.Namespace, settings: Settings) -> int:
    items = [json.loads(body) for _, body in sorted((await seen_at(store, arguments.place)).items())]
    print(json.dumps(items, ensure_ascii=False, indent=1))
    return 0


async def verify(store: Store, arguments: argparse.Namespace, settings: Settings) -> int:
    faults = await verify_layers(store, guide_folder(settings))
    print(*faults, sep="\n") if faults else print("Every layer reads as the database has it.")
    return 1 if faults else 0


async def scale(store: Store, arguments: argparse.Namespace, settings: Settings) -> int:
    print(f"{make(arguments.out, arguments.seed):,} items written to {arguments.out}")
    return await load_and_publish(store, arguments.out, settings) if arguments.load else 0


COMMANDS: dict[str, Command] = {
    "load": load,
    "publish": publish,
    "list": list_items,
    "show": show,
    "export": export,
    "verify": verify,
    "scale": scale,
}
