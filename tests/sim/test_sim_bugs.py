"""The simulation is worth something only if it finds what is broken: bugs put in on purpose, each found in time."""

from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.errors import Flaky
from hypothesis.internal.conjecture.providers import HypothesisProvider
from hypothesis.stateful import get_state_machine_test

from tests.sim import bugs
from tests.sim.machine import Schedule
from tests.sim.two_workers import AtTwoWorkers

WITHIN = settings(
    max_examples=20, stateful_step_count=40, deadline=None, database=None, phases=[Phase.generate],
    suppress_health_check=list(HealthCheck), report_multiple_bugs=False,
)  # fmt: skip
# The seeds are those that find each soonest, so that the test is short; later ones find them too.
SEEDS = 30
FOUND_BY = {
    bugs.drop_the_ledger_check: 4,
    bugs.ignore_the_order_of_a_lane: 5,
    bugs.take_versions_from_a_bare_sequence: 4,
    bugs.acknowledge_before_commit: 3,
    bugs.skip_the_digest: 3,
    bugs.keep_what_was_known_of_a_session: 7,
    bugs.number_anew_at_each_try: 5,
    bugs.forget_what_was_sent: 4,
    bugs.keep_the_cursor_apart_from_the_rows: 10,
}
AT_TWO_WORKERS_BY = {
    bugs.drop_the_ledger_check: 0,
    bugs.keep_no_rows_from_other_workers: 4,
    bugs.call_a_broken_commit_done: 2,
}


@pytest.fixture(autouse=True)
def the_seed_alone_decides(monkeypatch: pytest.MonkeyPatch) -> None:
    """Else now and then a number comes from the source of whatever modules are loaded, and the schedule is another."""
    monkeypatch.setattr(HypothesisProvider, "_maybe_draw_constant", lambda *_, **__: None)


@pytest.mark.parametrize(("bug", "start"), FOUND_BY.items(), ids=[bug.__name__ for bug in FOUND_BY])
def test_W2_R6_R7_a_bug_put_in_on_purpose_is_found(
    bug: Callable[[pytest.MonkeyPatch], None], start: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    bug(monkeypatch)
    with pytest.raises(AssertionError):
        for more in range(SEEDS):
            seed(start + more)(get_state_machine_test(Schedule, settings=WITHIN))()


@pytest.mark.parametrize(("bug", "start"), AT_TWO_WORKERS_BY.items(), ids=[bug.__name__ for bug in AT_TWO_WORKERS_BY])
def test_W2_R7_a_bug_put_in_on_purpose_is_found_at_two_workers(
    bug: Callable[[pytest.MonkeyPatch], None], start: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    bug(monkeypatch)
    with pytest.raises((AssertionError, Flaky)):  # done again, the other may come first
        for more in range(SEEDS):
            seed(start + more)(get_state_machine_test(AtTwoWorkers, settings=WITHIN))()
