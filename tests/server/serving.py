"""What a process of the tests does: `python -m server …`, in one that has read the server's modules already."""

import os
import sys
from multiprocessing.connection import Connection

import server.app
import server.diagnosis.commands
import server.guide.commands
import server.hours.commands
import server.serve  # noqa: F401  all that the command imports
from server.__main__ import main


def obey(words: list[str], environment: dict[str, str], said: Connection, log: str) -> None:
    os.dup2(said.fileno(), 1)
    os.dup2(os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600), 2)
    os.environ.clear()
    os.environ.update(environment)
    sys.exit(main(words))
