"""The commands: `python -m server --help`."""

import argparse
import asyncio
import os
import sys

from server.settings import SettingError, Settings, listing, read


def show_settings(settings: Settings) -> int:
    print(listing(settings))
    return 0


def migrate(settings: Settings) -> int:
    from server.store.migrate import migrate_alone

    asyncio.run(migrate_alone(settings))
    return 0


def restored(settings: Settings) -> int:
    from server.sync.restored import restored_alone

    asyncio.run(restored_alone(settings))
    return 0


def serve(settings: Settings) -> int:
    from server.serve import run

    return run(settings, lambda port: print(f"listening on {settings.host}:{port}", flush=True))


def start(settings: Settings) -> int:
    from server.serve import run
    from server.setup.demo import prepare
    from server.setup.welcome import welcome

    sign_ins = prepare(settings)
    return run(settings, lambda port: print(welcome(settings, port, sign_ins), flush=True))


COMMANDS = {
    "start": (start, "what `npm start` runs: migrate, load the demo town into an empty store, serve"),
    "serve": (serve, "serve the app and the API"),
    "migrate": (migrate, "bring the database to its newest shape; running it again changes nothing"),
    "restored": (restored, "after the data came back from a backup: phones take in anew what they hold of the town"),
    "settings": (show_settings, "list every setting: meaning, default, current value"),
}


def parser() -> argparse.ArgumentParser:
    from server.diagnosis.commands import add_commands as add_diagnosis
    from server.guide.commands import add_commands
    from server.hours.commands import add_commands as add_hours
    from server.transit.commands import add_commands as add_transit

    whole = argparse.ArgumentParser(prog="python -m server")
    commands = whole.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name, (_, meaning) in COMMANDS.items():
        commands.add_parser(name, help=meaning)
    add_commands(commands.add_parser("guide", help="load, publish and look at the guide"))
    add_hours(commands.add_parser("hours", help="public holidays, and the days on which centres are open"))
    add_transit(commands.add_parser("transit", help="timetables of buses, and their live data"))
    add_diagnosis(commands)
    return whole


def main(words: list[str]) -> int:
    os.umask(0o077)  # the database and photos hold personal data
    try:
        settings = read()  # before anything is imported that opens a database
    except SettingError as error:
        print(f"ganchang: {error}", file=sys.stderr)
        return 2
    asked = parser().parse_args(words)
    try:
        if asked.command == "guide":
            from server.guide import commands

            return commands.run(asked, settings)
        if asked.command == "hours":
            from server.hours import commands as hours

            return hours.run(asked, settings)
        if asked.command == "transit":
            from server.transit import commands as transit

            return transit.run(asked, settings)
        if asked.command not in COMMANDS:
            from server.diagnosis import commands as diagnosis

            return diagnosis.run(asked, settings)
        return COMMANDS[asked.command][0](settings)
    except KeyboardInterrupt:
        return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
