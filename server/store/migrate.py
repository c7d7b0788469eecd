"""Brings the tables of all domains to their newest shape. Running it again changes nothing."""

import io
from contextlib import redirect_stdout

from piccolo.apps.migrations.commands.forwards import run_forwards


async def migrate() -> None:
    said = io.StringIO()  # Piccolo prints every step; only a failure is worth reading
    with redirect_stdout(said):
        result = await run_forwards("all")
    if not result.success:
        raise RuntimeError(f"migrations failed: {said.getvalue()}")
