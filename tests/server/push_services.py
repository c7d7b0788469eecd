"""Push services for tests: one that really decrypts (npm web-push-testing), and one that answers as it is told."""

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
from aiohttp import web

SERVICE = Path(__file__).parents[2] / "node_modules/web-push-testing/src/bin/server.js"


@dataclass
class Decrypting:
    http: httpx.AsyncClient

    async def subscribe(self, key: str) -> dict[str, Any]:
        body = {"userVisibleOnly": "true", "applicationServerKey": key}
        made = (await self.http.post("/subscribe", json=body)).json()["data"]
        return {"endpoint": made["endpoint"], **made["keys"], "hash": made["clientHash"]}

    async def messages(self, subscription: dict[str, Any]) -> list[str]:
        answer = await self.http.post("/get-notifications", json={"clientHash": subscription["hash"]})
        return list(answer.json()["data"]["messages"])

    async def expire(self, subscription: dict[str, Any]) -> None:
        await self.http.post(f"/expire-subscription/{subscription['hash']}")


@asynccontextmanager
async def decrypting_service() -> AsyncIterator[Decrypting]:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    quiet = asyncio.subprocess.DEVNULL
    process = await asyncio.create_subprocess_exec("node", str(SERVICE), str(port), stdout=quiet, stderr=quiet)
    async with httpx.AsyncClient(base_url=f"http://localhost:{port}", trust_env=False) as http:
        try:
            for _ in range(200):
                with contextlib.suppress(httpx.TransportError):
                    await http.post("/status")
                    break
                await asyncio.sleep(0.05)
            yield Decrypting(http)
        finally:
            process.terminate()
            await process.wait()


@dataclass
class Obedient:
    """Answers with what stands in `answers`, then with 201; keeps what it got."""

    url: str = ""
    answers: list[tuple[int, dict[str, str]]] = field(default_factory=list)
    got: list[tuple[dict[str, str], bytes]] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)
    connections: set[Any] = field(default_factory=set)


@asynccontextmanager
async def obedient_service() -> AsyncIterator[Obedient]:
    service = Obedient()

    async def answer(request: web.Request) -> web.Response:
        service.connections.add(request.transport)
        body = await request.read()
        service.paths.append(request.path)
        service.got.append((dict(request.headers), body))
        status, headers = service.answers.pop(0) if service.answers else (201, {"Location": "/message/1"})
        return web.Response(status=status, headers=headers)

    app = web.Application()
    app.router.add_post("/{path:.*}", answer)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    service.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    try:
        yield service
    finally:
        await runner.cleanup()
