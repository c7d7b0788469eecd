"""The same uvicorn with the same settings and nothing behind it: what an answer costs before we do anything."""

from typing import Any

from server import serve
from server.settings import read

ANSWER = b'{"at":1700000000}'
HEADERS = [(b"content-type", b"application/json"), (b"content-length", str(len(ANSWER)).encode())]


async def bare(scope: Any, receive: Any, send: Any) -> None:
    if scope["type"] == "lifespan":
        await receive()
        await send({"type": "lifespan.startup.complete"})
        await receive()
        await send({"type": "lifespan.shutdown.complete"})
        return
    while (await receive()).get("more_body"):
        pass
    await send({"type": "http.response.start", "status": 200, "headers": [*HEADERS]})
    await send({"type": "http.response.body", "body": ANSWER})


if __name__ == "__main__":
    serve.create_app = lambda settings: bare  # type: ignore[assignment,return-value]
    serve.run(read(), lambda port: print(f"listening on 127.0.0.1:{port}", flush=True))
