"""A long search: `npm run soak -- --schedules 10000` or `--minutes 30`; `--engine postgres`; `--seed 7` begins
elsewhere, `--json`.

Schedules that failed are kept with their seeds in tests/sim/failed.txt, and fail at the next run first of all.
"""

import argparse
import contextlib
import io
import json
import logging
import sys
import time
from pathlib import Path

import structlog
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import get_state_machine_test

from tests.sim.machine import Schedule
from tests.sim.two_workers import AtTwoWorkers

# What it runs, its row, how the seeds that failed are marked, and how many schedules must pass
ENGINES: dict[str, tuple[type[Schedule], str, str, int]] = {
    "sqlite": (Schedule, "W2.schedules", "seed ", 10_000),
    "postgres": (AtTwoWorkers, "W2.schedules.postgres", "postgres seed ", 1_000),
}
KEPT = Path(__file__).parent / "failed.txt"
PIECE = 50


def asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--schedules", type=int, default=10_000)
    parser.add_argument("--minutes", type=float)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--steps", type=int, default=40)
    parser.add_argument("--engine", choices=ENGINES, default="sqlite")
    parser.add_argument("--json", action="store_true")
    return parser.parse_args()


def search(machine: type[Schedule], number: int, steps: int) -> tuple[int, str]:
    """One seed: how many schedules it made, and what broke, shrunk to the shortest that breaks."""
    made = 0

    class Counted(machine):  # type: ignore[misc, valid-type]
        def __init__(self) -> None:
            nonlocal made
            made += 1
            super().__init__()

    # The same seed makes the same schedules; only of one that fails a shorter one is looked for.
    how = settings(
        max_examples=PIECE, stateful_step_count=steps, deadline=None, database=None, print_blob=True,
        suppress_health_check=list(HealthCheck), phases=[Phase.generate, Phase.shrink],
    )  # fmt: skip
    test = seed(number)(get_state_machine_test(Counted, settings=how))
    told = io.StringIO()
    try:
        with contextlib.redirect_stdout(told):
            test()
    except Exception as error:
        return made, "\n".join([repr(error), *getattr(error, "__notes__", []), told.getvalue()])
    return made, ""


def main() -> int:
    how = asked()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    began, made, number, failed = time.monotonic(), 0, how.seed, []
    machine, id, mark, bar = ENGINES[how.engine]
    known = [int(line.removeprefix(mark)) for line in lines() if line.startswith(mark)]
    while known or (time.monotonic() - began < how.minutes * 60 if how.minutes else made < how.schedules):
        now = known.pop(0) if known else number
        number += now == number
        count, broke = search(machine, now, how.steps)
        made += count
        if broke:
            failed.append(now)
            keep(f"{mark}{now}", broke)
        print(f"seed {now}: {made} schedules, {len(failed)} failed", file=sys.stderr)
    row = {"id": id, "value": made, "unit": "", "bar": bar, "holds": not failed and made >= bar}
    row |= {"failed": failed, "steps": how.steps, "seeds": [how.seed, number - 1]}
    row |= {"seconds": round(time.monotonic() - began)}
    said = f"{made} schedules, seeds {how.seed} to {number - 1}, {row['seconds']} s: "
    print(json.dumps(row) if how.json else said + (f"failed: {failed}" if failed else "no loss, no double"))
    return 1 if failed else 0


def lines() -> list[str]:
    return KEPT.read_text("utf-8").splitlines() if KEPT.exists() else []


def keep(seed: str, broke: str) -> None:
    if seed in lines():
        return
    with KEPT.open("a", encoding="utf-8") as file:
        file.write(f"{seed}\n{broke}\n\n")


if __name__ == "__main__":
    sys.exit(main())
