"""The least that a server can do for a batch of drafts: unpack it, read it, write a row each in one durable transaction
of SQLite, and say how many. No sessions, no rules, no results that outlive a replay, nothing for other devices. Under
the same uvicorn with the same settings, so that both feel the same minute of the same machine."""

import sqlite3
import zlib
from typing import Any

import msgspec

from server import serve
from server.settings import read
from server.store.line import WRITER, connect

TABLE = "CREATE TABLE IF NOT EXISTS draft (id TEXT PRIMARY KEY, item TEXT, place TEXT, answers TEXT)"


def kept(store: sqlite3.Connection, body: bytes) -> int:
    request = msgspec.json.decode(zlib.decompress(body, wbits=31))
    drafts = [args for _, args, *_ in request["push"]]
    rows = [(one["id"], one["item"], one["place"], msgspec.json.encode(one["answers"]).decode()) for one in drafts]
    store.execute("BEGIN IMMEDIATE")
    store.executemany("INSERT OR REPLACE INTO draft VALUES (?,?,?,?)", rows)
    store.execute("COMMIT")
    return len(rows)


def bare(path: str) -> Any:
    store: list[sqlite3.Connection] = []

    async def app(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "lifespan":
            await receive()
            store.append(connect(path, WRITER))
            store[0].execute(TABLE)
            await send({"type": "lifespan.startup.complete"})
            await receive()
            store[0].close()
            await send({"type": "lifespan.shutdown.complete"})
            return
        body = b""
        while (message := await receive())["type"] == "http.request":
            body += message.get("body", b"")
            if not message.get("more_body"):
                break
        answer = b'{"accepted":%d}' % kept(store[0], body)
        length = (b"content-length", str(len(answer)).encode())
        await send({"type": "http.response.start", "status": 200, "headers": [length]})
        await send({"type": "http.response.body", "body": answer})

    return app


if __name__ == "__main__":
    settings = read()
    serve.create_app = lambda _: bare(str(settings.data_dir / "bare.sqlite"))  # type: ignore[assignment]
    serve.run(settings, lambda port: print(f"listening on 127.0.0.1:{port}", flush=True))
