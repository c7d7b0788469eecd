"""What tests of the server ask for by name."""

from collections.abc import Iterator

import pytest

from tests.server import handlers_once
from tests.server.engines import on

handlers_once.remember()


@pytest.fixture(params=["sqlite", "postgres"])
def both_engines(request: pytest.FixtureRequest) -> Iterator[None]:
    """The test runs on SQLite, and once more on a PostgreSQL database of its own."""
    with on(request.param):
        yield
