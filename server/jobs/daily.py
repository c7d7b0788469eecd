"""Jobs that the server does once a day by itself."""

from datetime import UTC, datetime, time, timedelta

from server.hours.clock import SHANGHAI
from server.sync.work import Work


def daily(work: Work, queue: str, at: time) -> None:
    """The next one, at this time in Shanghai. One a day: planned at every start, and by each before it begins,
    so that a night that fails is followed by the next."""
    local = work.now.astimezone(SHANGHAI)
    on = local.date() + timedelta(days=local.time() >= at)
    run_at = datetime.combine(on, at, SHANGHAI).astimezone(UTC)
    work.enqueue(queue, {}, dedupe=f"{queue}:{run_at:%Y-%m-%d}", run_at=run_at)
