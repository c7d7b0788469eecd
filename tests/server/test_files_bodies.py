"""A busy server looks at a body only after the line broke: what was read until then still counts."""

import asyncio
import gc
import weakref
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


async def test_a_request_is_let_go_of_at_its_end_and_not_when_the_collector_comes() -> None:
    """Ten thousand phones that ask for news left so much to it that it took a third of their time."""
    requests: list[weakref.ref[Any]] = []

    async def answering(scope: MutableMapping[str, Any], receive: Any, send: Any) -> None:
        requests.append(weakref.ref(receive.__self__))
        assert await receive() == {"type": "http.request", "body": b"news?", "more_body": False}
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"2")]})
        await send({"type": "http.response.body", "body": b"ok"})
        assert (await receive())["type"] == "http.disconnect"

    server = uvicorn.Server(uvicorn.Config(answering, port=0, http=KeptBodies, lifespan="off", log_config=None))
    running = asyncio.create_task(server.serve())
    while not server.started:
        await asyncio.sleep(0.01)
    reader, phone = await asyncio.open_connection("127.0.0.1", server.servers[0].sockets[0].getsockname()[1])
    gc.disable()
    try:
        for _ in range(2):
            phone.write(b"POST /sync HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nnews?")
            await asyncio.wait_for(reader.readuntil(b"ok"), 10)
        assert [request() is None for request in requests] == [True, False]  # the last is the line's until the next
    finally:
        gc.enable()
    phone.close()
    server.should_exit = True
    await running
