"""A Redis or Valkey of one test's own, on a free port, that can be stopped and started again."""

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from tests.server.cluster import free_port

MISSING = "These tests need Redis: apt-get install redis-server (or valkey-server)"


def program() -> str:
    path = os.pathsep.join([os.environ.get("PATH", ""), "/usr/bin", "/usr/local/bin"])
    found = shutil.which("redis-server", path=path) or shutil.which("valkey-server", path=path)
    assert found is not None, MISSING
    return found


@dataclass
class RedisServer:
    port: int = field(default_factory=free_port)

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}"

    def start(self) -> None:
        words = ["--port", str(self.port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]
        self.process = subprocess.Popen([program(), *words], stdout=subprocess.DEVNULL, cwd="/tmp")
        while True:
            assert self.process.poll() is None, "Redis did not start"
            try:
                socket.create_connection(("127.0.0.1", self.port), 1).close()
                return
            except OSError:
                time.sleep(0.02)

    def stop(self) -> None:
        self.process.kill()
        self.process.wait()


@contextmanager
def redis_server() -> Iterator[RedisServer]:
    server = RedisServer()
    server.start()
    try:
        yield server
    finally:
        server.stop()
