"""Whatever breaks, in whatever order: one effect and one result for each mutation, and all agree when it is quiet."""

import os

from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.sim.machine import Schedule

SCHEDULES = int(os.environ.get("SCHEDULES", "40"))  # more for a longer search; `npm run soak` for a long one
BRIEF = settings(
    max_examples=SCHEDULES, stateful_step_count=40, derandomize=True, deadline=None, database=None,
    suppress_health_check=list(HealthCheck), print_blob=True,
)  # fmt: skip


def test_W2_R7_D7_every_schedule_ends_in_agreement() -> None:
    run_state_machine_as_test(Schedule, settings=BRIEF)
