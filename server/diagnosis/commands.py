"""`python -m server trace|explain|diagnose`: for operators, on the running server's database."""

import argparse
import asyncio
import sys
from collections.abc import Callable, Coroutine
from pathlib import Path

from server.diagnosis import report
from server.diagnosis.clients import find_clients, is_mutation, is_prefix, when
from server.diagnosis.device import device_of
from server.diagnosis.fate import fate_of
from server.diagnosis.words import told
from server.settings import Settings
from server.store import Store
from server.store.migrate import opened
from server.sync.core import utc_now

LONGEST = 24 * 60  # minutes


def add_commands(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    traces = commands.add_parser("trace", help="write every exchange of one device to the log for a while")
    what = traces.add_subparsers(dest="what", required=True)
    on = what.add_parser("on", help="begin; ends by itself")
    on.add_argument("client", help="first 6 or more characters of its id; write -- before one that begins with -")
    on.add_argument("--minutes", type=int, default=30, help=f"1 to {LONGEST}, 30 when not given")
    what.add_parser("off", help="end").add_argument("client")
    what.add_parser("list", help="which devices are traced, and until when")
    explains = commands.add_parser("explain", help="what became of a mutation, or what is known of a device")
    explains.add_argument("name", help="a mutation's id, or the first 6 or more characters of a device's")
    diagnoses = commands.add_parser("diagnose", help="read what a phone reports")
    kinds = diagnoses.add_subparsers(dest="what", required=True)
    reports = kinds.add_parser("report", help="say a report's file, or the texts of its QR codes, for people")
    reports.add_argument("file", type=Path)
    reports.add_argument("--fates", action="store_true", help="and what this server knows of each thing in its outbox")


def run(asked: argparse.Namespace, settings: Settings) -> int:
    command: Callable[[argparse.Namespace, Settings], Coroutine[None, None, int]] = {
        "trace": trace,
        "explain": explain,
        "diagnose": diagnose,
    }[asked.command]
    return asyncio.run(command(asked, settings))


def refuse(words: str) -> int:
    print(f"ganchang: {words}", file=sys.stderr)
    return 1


async def trace(asked: argparse.Namespace, settings: Settings) -> int:
    if asked.what != "list" and not is_prefix(asked.client):
        return refuse("a device is named by the first 6 to 22 characters of its id, as `client` in the log has them")
    if asked.what == "on" and not 1 <= asked.minutes <= LONGEST:
        return refuse(f"--minutes must be 1 to {LONGEST}")
    now = int(utc_now().timestamp())
    async with opened(settings) as store:
        async with store.writing() as tx:
            await tx.many("DELETE FROM trace WHERE until <= ?", [(now,)])
            if asked.what != "list":
                await tx.many("DELETE FROM trace WHERE prefix = ?", [(asked.client,)])
            if asked.what == "on":
                until = now + asked.minutes * 60
                await tx.many("INSERT INTO trace (prefix, until) VALUES (?, ?)", [(asked.client, until)])
        named = await store.fetch("SELECT prefix, until FROM trace ORDER BY prefix")
    for prefix, until in named:
        print(f"{prefix} until {when(until)}")
    print('The server\'s log tells within 5 s, in lines with "event": "trace".' if named else "No device is traced.")
    return 0


async def explain(asked: argparse.Namespace, settings: Settings) -> int:
    name = asked.name.lower() if is_mutation(asked.name.lower()) else asked.name
    if not is_mutation(name) and not is_prefix(name):
        return refuse("name a mutation by its whole id, or a device by the first 6 to 22 characters of its own")
    async with opened(settings) as store:
        if is_mutation(name):
            print(*await fate_of(store, name), sep="\n")
            return 0
        return await explain_devices(store, name)


async def explain_devices(store: Store, prefix: str) -> int:
    clients = await find_clients(store, prefix)
    if not clients:
        print("No device of that name has signed in here or sent anything that is still remembered.")
        return 1
    for client in clients:
        print(*await device_of(store, client), sep="\n")
    return 0


async def diagnose(asked: argparse.Namespace, settings: Settings) -> int:
    try:
        said = report.read(asked.file.read_text("utf-8"))
    except OSError as error:
        return refuse(f"{asked.file}: {error.strerror}")
    except UnicodeDecodeError:
        return refuse(f"{asked.file}: this is no text")
    except report.Unreadable as error:
        return refuse(f"{asked.file}: {error}")
    print(*told(said), sep="\n")
    if asked.fates:
        async with opened(settings) as store:
            for one in said.outbox:
                if is_mutation(one.id):
                    print(*await fate_of(store, one.id), sep="\n")
    return 0
