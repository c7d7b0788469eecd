"""What all tests have in common."""

import structlog

# An error's trace as Python writes it: with every variable in colours it took longer than many a test.
structlog.configure(
    processors=[
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.dev.ConsoleRenderer(colors=False, exception_formatter=structlog.dev.plain_traceback),
    ]
)
