"""The demo town in an empty store, so that the first start shows something."""

import asyncio
import csv
import sys
from pathlib import Path

from server.guide import commands
from server.settings import Settings
from server.store.migrate import opened
from server.transit.commands import load as load_buses

TOWN = Path(__file__).parents[1] / "guide" / "demo" / "xilai"
LINES = Path(__file__).parents[1] / "transit" / "demo" / "xilai"
RESIDENT = ("13800000001", "a resident; so is any other number")
ROLES = {
    "clerk": "window clerk",
    "reviewer": "reviewer of a department",
    "supervisor": "head of the centre",
    "kiosk": "machine in the hall",
    "driver": "driver of the buses",
}


async def load_when_empty(settings: Settings) -> None:
    async with opened(settings) as store:
        [(places,)] = await store.fetch("SELECT count(*) FROM place")
        if places:
            return
        print("Loading the demo town 西来镇 …", flush=True)
        if await commands.load_and_publish(store, TOWN, settings) != 0:
            print("ganchang: the demo town was not loaded; the server starts without it", file=sys.stderr)
            return
        await load_buses(store, LINES, "xilai", "", settings)


def prepare(settings: Settings) -> list[tuple[str, str]]:
    """Gives the numbers to sign in with, when the store holds the demo town."""
    asyncio.run(load_when_empty(settings))
    return asyncio.run(sign_ins(settings))


async def sign_ins(settings: Settings) -> list[tuple[str, str]]:
    async with opened(settings) as store:
        held = {phone for (phone,) in await store.fetch("SELECT phone FROM staff_role")}
    with (TOWN / "staff.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["phone"] in held]
    if not rows:
        return []
    staff = {row["phone"]: f"{row['name']}, {ROLES[row['role']]} {row['window']}".strip() for row in rows}
    return [RESIDENT, *staff.items()]
