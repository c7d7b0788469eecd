"""What a phone hears of the next buses at a stop: small, honest, and silent feeds are said so."""

from datetime import timedelta
from pathlib import Path

import msgspec

from server.schema.types import BusNow
from tests.server.bus_town import NOW, TRIPS, redding, send


async def test_H1_a_phone_hears_the_live_bus_and_a_feed_that_falls_silent_is_said_so_within_a_minute(
    tmp_path: Path,
) -> None:
    async with redding(tmp_path) as one:

        async def ask() -> BusNow:
            answer = await one.http.get("/bus/raba:9902")
            assert answer.headers["cache-control"] == "public, max-age=10" and len(answer.content) < 1000
            return msgspec.json.decode(answer.content, type=BusNow, strict=True)

        said = await ask()
        assert (said.live, said.at) == ("on", int(NOW.timestamp()))
        [bus] = [row for row in said.arrivals if row.state == "live"]
        assert (bus.line, bus.predicted, bus.away) == ("raba:24", 1749418441, 0)

        one.set_clock(NOW + timedelta(seconds=59))
        silent = await ask()
        assert silent.live == "dead" and silent.as_of == said.as_of
        assert {row.state for row in silent.arrivals} <= {"scheduled", "just_left"}
        assert all(row.predicted is msgspec.UNSET for row in silent.arrivals) and bus.scheduled in {
            row.scheduled for row in silent.arrivals
        }

        one.set_clock(NOW)
        assert await send(one, "trips", TRIPS.read_bytes()) == 204
        assert (await ask()).live == "on"

        one.set_clock(NOW + timedelta(seconds=bus.scheduled - NOW.timestamp() + 60))
        assert [row.state for row in (await ask()).arrivals if row.scheduled == bus.scheduled] == ["just_left"]
        for unknown in ("raba:none", "nobody:9902", "9902"):
            assert (await one.http.get(f"/bus/{unknown}")).status_code == 404


async def test_a_feed_without_live_data_never_speaks(tmp_path: Path) -> None:
    async with redding(tmp_path, live=False) as one:
        said = msgspec.json.decode((await one.http.get("/bus/raba:9902")).content, type=BusNow)
        assert (
            said.live == "none"
            and said.arrivals
            and {row.state for row in said.arrivals}
            <= {
                "scheduled",
                "just_left",
            }
        )
