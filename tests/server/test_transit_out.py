"""What we publish of buses, read by other people's validators and by ourselves."""

import json
from pathlib import Path

from gtfs_rt_validator.cli import main as validate_live
from gtfs_validator.cli import main as validate

from server.setup.demo import LINES
from server.transit.arrivals import arrivals
from server.transit.held import buses_of
from server.transit.realtime.live import Source, lay
from server.transit.realtime.message import read_message
from tests.server.bus_town import DATA, NOW, redding

AT = int(NOW.timestamp())


def worst(report: Path) -> set[tuple[str, str]]:
    notices = json.loads(report.read_text("utf-8"))["notices"]
    return {(one["severity"], one["code"]) for one in notices}


def test_the_demo_feed_has_no_error_for_a_validator(tmp_path: Path) -> None:
    assert validate(["-i", str(LINES), "-o", str(tmp_path), "-c", "CN", "-d", "2026-11-22"]) == 0
    assert not {code for severity, code in worst(tmp_path / "report.json") if severity == "ERROR"}


async def test_our_live_feeds_say_what_we_heard_and_have_no_error_for_a_validator(tmp_path: Path) -> None:
    async with redding(tmp_path / "town") as one:
        for name in ("gtfs.zip", "trip-updates.pb", "vehicle-positions.pb", "alerts.pb"):
            answer = await one.http.get(f"/transit/raba/{name}")
            assert answer.status_code == 200
            (tmp_path / name).write_bytes(answer.content)
        held = buses_of(one.core).feeds["raba"]
        missing = await one.http.get("/transit/raba/nothing.pb")
        assert missing.status_code == 404 and (await one.http.get("/transit/none/gtfs.zip")).status_code == 404
        again = await one.http.get("/transit/raba/gtfs.zip", headers={"if-none-match": f'"{held.stamp}"'})
        assert again.status_code == 304
    assert (tmp_path / "gtfs.zip").read_bytes() == (DATA / "raba.zip").read_bytes()

    files = {"tu": "trip-updates.pb", "vp": "vehicle-positions.pb", "sa": "alerts.pb"}
    words = [part for role, name in files.items() for part in (f"-{role}", str(tmp_path / name))]
    said = validate_live(["-gtfs", str(tmp_path / "gtfs.zip"), *words, "--at", NOW.isoformat(), "--out", str(tmp_path)])
    assert said == 0
    assert not {code for severity, code in worst(tmp_path / "report.json") if severity == "ERROR"}

    message = read_message((tmp_path / "trip-updates.pb").read_bytes())
    live = lay(held.timetable, {"ours": message}, AT, {"ours": Source(AT)})
    assert live.matched == 9 and not live.unmatched
    for number in range(len(held.timetable.stops)):
        told, heard = (
            [
                (found.trip, found.comes, found.goes)
                for found in arrivals(held.timetable, known, [number], AT, 300, 86400)
            ]
            for known in (held.live, live)
        )
        assert told == heard
