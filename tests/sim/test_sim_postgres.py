"""The schedules, and more, where two workers serve one PostgreSQL; bugs put in on purpose are found there too."""

from hypothesis import settings
from hypothesis.stateful import run_state_machine_as_test

from tests.sim.test_sim import BRIEF
from tests.sim.two_workers import AtTwoWorkers


def test_W2_R7_every_schedule_at_two_workers_ends_in_agreement() -> None:
    run_state_machine_as_test(AtTwoWorkers, settings=settings(BRIEF, max_examples=6))
