"""A busy server looks at a body only after the line broke: what was read until then still counts."""

import asyncio
from collections.abc import MutableMapping
from typing import Any

import pytest
import uvicorn

from server.web.bodies import KeptBodies

BODY = bytes(range(256)) * 100


@pytest.mark.parametrize("promised", [len(BODY), len(BODY) * 2], ids=["whole", "half"])
async def test_a_body_read_before_the_cut_is_handed_over_after_it(promised: int) -> None:
    heard: list[bytes] = []
    ended: asyncio.Future[str] = asyncio.get_running_loop().create_future()

    async def busy(scope: MutableMapping[str, Any], receive: Any, send: Any) -> None:
        await asyncio.sleep(0.5)
        while (event := await receive())["type"] == "http.request":
            heard.append(event["body"])
            if not event["more_body"]:
                break
        ended.set_result(event["type"])

    config = uvicorn.Config(busy, port=0, http=KeptBodies, lifespan="off", log_config=None)
    server = uvicorn.Server(config)
    running = asyncio.create_task(server.serve())
    while not server.started:
        await asyncio.sleep(0.01)
    _, phone = await asyncio.open_connection("127.0.0.1", server.servers[0].sockets[0].getsockname()[1])
    phone.write(f"PATCH /blob/x HTTP/1.1\r\nHost: x\r\nContent-Length: {promised}\r\n\r\n".encode() + BODY)
    await phone.drain()
    phone.close()
    assert await asyncio.wait_for(ended, 10) == ("http.request" if promised == len(BODY) else "http.disconnect")
    assert b"".join(heard) == BODY
    server.should_exit = True
    await running
