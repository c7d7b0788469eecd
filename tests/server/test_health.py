"""/ready says what is degraded, in words that last; only what nothing works without takes the server out."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from server import health
from server.sync.core import Core
from tests.server.town import town


@pytest.fixture
def own_checks(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(health, "CHECKS", dict(health.CHECKS))
    return None


async def test_a_server_that_is_well_says_so(tmp_path: Path) -> None:
    async with town(tmp_path) as xilai:
        reply = await xilai.http.get("/ready")
        assert (reply.status_code, reply.json()) == (200, {"ok": True, "degraded": []})


async def test_what_is_degraded_is_named_while_requests_are_served(tmp_path: Path, own_checks: None) -> None:
    down = True

    @health.check
    async def redis(core: Core) -> str | None:
        return "redis_down" if down else None

    @health.check
    async def photos(core: Core) -> str | None:
        raise OSError("no such bucket")

    async with town(tmp_path) as xilai:
        reply = await xilai.http.get("/ready")
        assert (reply.status_code, reply.json()) == (200, {"ok": True, "degraded": ["photos_unknown", "redis_down"]})
        down = False
        assert (await xilai.http.get("/ready")).json()["degraded"] == ["photos_unknown"]


async def test_a_database_that_does_not_answer_takes_the_server_out(tmp_path: Path) -> None:
    async with town(tmp_path) as xilai:

        async def broken(*_: Any) -> Any:
            raise OSError("disk I/O error")

        xilai.core.store.fetch = broken  # type: ignore[method-assign]
        try:
            reply = await xilai.http.get("/ready")
        finally:
            del xilai.core.store.fetch
        assert reply.status_code == 503
        told = reply.json()
        assert (told["ok"], told["code"]) == (False, "overloaded")
        assert "database_down" in told["degraded"]
        assert reply.headers["retry-after"] == "5"
        assert (await xilai.http.get("/ready")).json()["ok"]


@pytest.mark.usefixtures("both_engines")
async def test_jobs_that_nobody_does_are_seen(tmp_path: Path) -> None:
    async with town(tmp_path) as xilai:
        await xilai.http.post("/auth/code", json={"phone": "13800000001"})
        assert (await xilai.http.get("/ready")).json()["degraded"] == []
        xilai.pass_time(minutes=11)
        assert (await xilai.http.get("/ready")).json() == {"ok": True, "degraded": ["jobs_late"]}
        await xilai.worker.drain()
        assert (await xilai.http.get("/ready")).json()["degraded"] == []
