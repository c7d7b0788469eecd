"""Buses: how wrong predictions out of positions are, next to the timetable and to the last delay carried on.

On made days with the noise that transit_predict_day.py states; nine days to learn from, then a market day and one that
is none. "Carried on" knows the same place of the bus between two stops as ours does.
"""

from datetime import date, timedelta
from pathlib import Path
from statistics import fmean

from server.setup.demo import LINES
from server.transit.keep import prepare
from server.transit.predict.predictor import Predictor
from server.transit.timetable import unpack
from tests.bench.rows import at_most, row
from tests.bench.transit_predict_day import World, Wrong, lived

FIRST = date(2026, 11, 11)
LEARNED, JUDGED = 9, 2


def main() -> None:
    world = World(unpack(prepare(Path(LINES), "xilai", "", FIRST).packed), seed=5)
    predictor = Predictor()
    first = lived(world, predictor, world.day(FIRST), judged=True)
    wrong = Wrong([], [], [])
    for n in range(1, LEARNED + JUDGED):
        one = lived(world, predictor, world.day(FIRST + timedelta(days=n)), judged=n >= LEARNED)
        for name in ("ours", "scheduled", "carried"):
            getattr(wrong, name).extend(getattr(one, name))
        wrong.within += one.within
    least = min(fmean(wrong.scheduled), fmean(wrong.carried))
    at_most(
        "transit.wrong.predicted",
        fmean(wrong.ours),
        "s",
        round(least, 1),
        f"mean of {len(wrong.ours)}, up to 45 min ahead",
    )
    at_most("transit.wrong.scheduled", fmean(wrong.scheduled), "s", None, "the timetable only")
    at_most("transit.wrong.carried", fmean(wrong.carried), "s", None, "the last delay carried on")
    at_most(
        "transit.wrong.first_day", fmean(first.ours), "s", round(fmean(first.carried), 1), "with nothing learned before"
    )
    share = 100 * wrong.within / len(wrong.ours)
    row("transit.wrong.within", share, "%", 80, abs(share - 80) <= 8, "arrivals within the range that was told")


if __name__ == "__main__":
    main()
