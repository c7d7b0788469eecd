"""What all tests have in common."""

import os

import structlog
from hypothesis import settings

# An error's trace as Python writes it: with every variable in colours it took longer than many a test.
structlog.configure(
    processors=[
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.dev.ConsoleRenderer(colors=False, exception_formatter=structlog.dev.plain_traceback),
    ]
)

# The same cases each time, so that what passed here passes everywhere. `HYPOTHESIS_PROFILE=search` looks for others.
settings.register_profile("same", derandomize=True, database=None)
settings.register_profile("search", max_examples=500)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "same"))
