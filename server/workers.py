"""Several workers behind one address: processes that share the listening socket. One that dies is replaced, and its
waiting connections go to the others; a signal to the first process ends them all in order."""

import os
import signal
import socket
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

import structlog

log = structlog.get_logger()

WATCHED = {signal.SIGTERM, signal.SIGINT, signal.SIGCHLD}
LOOK = 0.2  # seconds between looks, when nothing happens
SOON = 10.0  # seconds: a worker that lives less than this is replaced with more and more patience
LONGEST_WAIT = 30.0

# Serves on the socket until it is told to stop, calls back once it listens, and gives the exit status.
Work = Callable[[socket.socket, Callable[[], None]], int]


def crew_for(asked: int, cores: int) -> int:
    """One for each core at most: more only split a crowd into more transactions. Two all the same, where several are
    asked for, so that one serves while the other is replaced."""
    return min(asked, max(2, cores))


@dataclass
class Crew:
    count: int
    sock: socket.socket
    work: Work
    born: dict[int, float] = field(default_factory=dict)  # pid → when
    wait: float = 0.0
    next_at: float = 0.0

    def __post_init__(self) -> None:
        self.ready, self._say_ready = os.pipe()
        os.set_blocking(self.ready, False)
        self._alive, self._hold = os.pipe()  # the first process holds one end as long as it lives

    def fill(self) -> None:
        while len(self.born) < self.count and time.monotonic() >= self.next_at:
            pid = os.fork()
            if pid == 0:
                self._be_worker()
            self.born[pid] = time.monotonic()

    def _be_worker(self) -> None:
        status = 1
        try:
            os.close(self._hold)
            threading.Thread(target=end_with, args=(self._alive,), daemon=True).start()
            signal.pthread_sigmask(signal.SIG_UNBLOCK, WATCHED)
            status = self.work(self.sock, lambda: void(os.write(self._say_ready, b".")))
        except BaseException:
            log.exception("worker_failed")
        finally:
            os._exit(status)

    def bury(self) -> list[int]:
        """Statuses of workers that ended."""
        ended = []
        while self.born:
            pid, status = os.waitpid(-1, os.WNOHANG)
            if pid == 0:
                break
            if pid not in self.born:
                continue
            lived = time.monotonic() - self.born.pop(pid)
            self.wait = 0.0 if lived > SOON else min(max(2 * self.wait, 0.5), LONGEST_WAIT)
            self.next_at = time.monotonic() + self.wait
            ended.append(os.waitstatus_to_exitcode(status))
        return ended

    def is_ready(self) -> bool:
        try:
            return bool(os.read(self.ready, 1))
        except BlockingIOError:
            return False

    def tell(self, number: signal.Signals) -> None:
        for pid in self.born:
            os.kill(pid, number)

    def end(self, patience: float) -> None:
        self.tell(signal.SIGTERM)
        until = time.monotonic() + patience
        while self.born and time.monotonic() < until:
            signal.sigtimedwait({signal.SIGCHLD}, LOOK)
            self.bury()
        self.tell(signal.SIGKILL)
        while self.born:
            self.bury()
            time.sleep(0.01)


def void(_: object) -> None: ...


def end_with(pipe: int) -> None:
    """The first process was killed: whoever started it must find the address free."""
    os.read(pipe, 1)
    os.kill(os.getpid(), signal.SIGTERM)


def supervise(asked: int, sock: socket.socket, work: Work, listening: Callable[[], None], patience: float) -> int:
    count = crew_for(asked, len(os.sched_getaffinity(0)))
    if count < asked:
        log.warning("fewer_workers", asked=asked, started=count, why="one for each core")
    before = signal.pthread_sigmask(signal.SIG_BLOCK, WATCHED)
    crew, told = Crew(count, sock, work), False
    try:
        while True:
            crew.fill()
            got = signal.sigtimedwait(WATCHED, LOOK)
            if got is not None and got.si_signo in (signal.SIGTERM, signal.SIGINT):
                return 0
            if not told and crew.is_ready():
                told = True
                listening()
            for status in crew.bury():
                if not told:
                    return 1  # what keeps the first from starting keeps all: the reason stands in its log
                log.error("worker_died", status=status, again_in=crew.wait)
    finally:
        crew.end(patience)
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
