"""The traces that the app lives through are still what the simulation makes."""

from tests.sim.traces import stale


def test_the_traces_are_fresh() -> None:
    assert stale() == [], "run `python -m tests.sim.traces`"
