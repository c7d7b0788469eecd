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


def test_R6_a_version_given_twice_around_a_restore_hides_nothing() -> None:
    """A pinned schedule: two other rows came to have the version, and so the digest, that the tablet held."""
    state = Schedule()
    state.duties_change(who=set())
    state.renames(device="t2")
    state.is_tended(device="a1", what="back up")
    state.somebody_dies(device="t2", dies=None, fate=None)
    state.duties_change(who={"chief", "clerk", "office"})
    state.is_tended(device="a1", what="restore")
    state.teardown()


def test_R6_a_backup_that_is_put_back_twice_hides_nothing() -> None:
    """A pinned schedule: a phone that had synced in between found its version again, with another row in it."""
    state = Schedule()
    state.begins(stages=(0, 2, 0))
    state.renames(device="a1")
    state.is_tended(device="a1", what="back up")
    state.is_tended(device="a1", what="restore")
    state.syncs(some=["a1"])
    state.reads_notices(device="a1")
    state.is_tended(device="a1", what="restore")
    state.teardown()


def test_R6_a_row_lost_while_there_was_news_is_found() -> None:
    """A pinned schedule: news in the same answer kept the digests from being compared."""
    state = Schedule()
    state.syncs(some=["a2"])
    state.row_is_lost(device="a2", pick=0)
    state.says(scope="person:person-ann", key="x", text="一")
    state.syncs(some=["a2"])
    state.teardown()


def test_R6_a_scope_larger_than_a_page_is_loaded_to_its_end_after_a_restore() -> None:
    """A pinned schedule: the first page lies under the floor of the restore, as if the device had slept too long."""
    state = Schedule()
    state.says(scope="dept:510131-ty", key="x", text="长" * 6000)
    state.is_tended(device="a1", what="back up")
    state.is_tended(device="a1", what="restore")
    state.teardown()
