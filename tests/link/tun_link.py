#!/usr/bin/env python3
"""A slow, lossy, breakable line between two network namespaces: `gc-srv0` (10.9.0.1) and `gc-cli0` (10.9.0.2).

The machine itself reaches the server's namespace at once, by 10.9.1.2 (itself being 10.9.1.1): for the tests' own
questions, and for the centre's tablet, which has a good line. A second line beside it is `--index 1`: `gc-srv1`,
10.9.2.1 and so on.

    tun_link.py [--index N] --down KBIT --up KBIT --delay ONE_WAY_MS --loss SHARE [--cut-every S --cut-for S]

Each namespace gets a TUN device; this program carries the packets between them, because many kernels lack netem.
Commands come on standard input, one a line: `down`, `up`, `loss 0.03`, `delay 400`, `rate 40 20`, `cuts 45 3`
(0 0 = none), `stat`.
`stat` answers `bytes DOWN UP dropped N` (IP packets, headers included). Ends when standard input does, and takes the
namespaces with it. Needs root, /dev/net/tun and iproute2; tests fall back to proxy.mjs where that is missing.
"""

import argparse
import asyncio
import ctypes
import fcntl
import os
import random
import struct
import subprocess
import sys

CLONE_NEWNET = 0x40000000
TUNSETIFF, IFF_TUN, IFF_NO_PI = 0x400454CA, 0x0001, 0x1000
MTU = 1400
LIBC = ctypes.CDLL("libc.so.6", use_errno=True)


def remove(namespace: str) -> None:
    subprocess.run(["ip", "netns", "del", namespace], stderr=subprocess.DEVNULL, check=False)


def open_tun(namespace: str, address: str) -> int:
    """Make `namespace` anew with a TUN device `t0` at `address`; return the device's file descriptor."""
    remove(namespace)
    subprocess.run(["ip", "netns", "add", namespace], check=True)
    home = os.open("/proc/self/ns/net", os.O_RDONLY)
    there = os.open(f"/run/netns/{namespace}", os.O_RDONLY)
    if LIBC.setns(there, CLONE_NEWNET) != 0:
        raise SystemExit("setns failed: root is needed")
    device = os.open("/dev/net/tun", os.O_RDWR | os.O_NONBLOCK)
    fcntl.ioctl(device, TUNSETIFF, struct.pack("16sH22x", b"t0", IFF_TUN | IFF_NO_PI))
    for words in ("link set lo up", f"addr add {address}/24 dev t0", f"link set t0 up mtu {MTU}"):
        subprocess.run(["ip", *words.split()], check=True)
    LIBC.setns(home, CLONE_NEWNET)
    os.close(home)
    os.close(there)
    return device


def open_side_door(index: int) -> None:
    """A cable (veth) between this machine and the server's namespace."""
    server, door, net = f"gc-srv{index}", f"gc-side{index}", f"10.9.{2 * index + 1}"
    subprocess.run(["ip", "link", "del", door], stderr=subprocess.DEVNULL, check=False)
    for words in (
        f"link add {door} type veth peer name side netns {server}",
        f"addr add {net}.1/24 dev {door}",
        f"link set {door} up",
        f"-n {server} addr add {net}.2/24 dev side",
        f"-n {server} link set side up",
    ):
        subprocess.run(["ip", *words.split()], check=True)


class Line:
    """What both directions share."""

    def __init__(self, wish: argparse.Namespace) -> None:
        self.is_up, self.delay_s, self.loss, self.queue = True, wish.delay / 1000, wish.loss, wish.queue
        self.cut_every, self.cut_for = wish.cut_every, wish.cut_for


class Direction:
    """Packets wait for the line (rate), then travel (delay); some are lost, and all while the line is down."""

    def __init__(self, loop: asyncio.AbstractEventLoop, line: Line, source: int, sink: int, kbit: float) -> None:
        self.loop, self.line, self.source, self.sink, self.kbit = loop, line, source, sink, kbit
        self.free_at, self.waiting, self.bytes, self.dropped = 0.0, 0, 0, 0
        loop.add_reader(source, self.receive)

    def receive(self) -> None:
        while True:
            try:
                packet = os.read(self.source, 2048)
            except BlockingIOError:
                return
            if not self.line.is_up or self.waiting >= self.line.queue or random.random() < self.line.loss:
                self.dropped += 1
                continue
            now = self.loop.time()
            self.free_at = max(now, self.free_at) + len(packet) * 8 / (self.kbit * 1000)
            self.waiting += 1
            self.loop.call_at(self.free_at, self.leave_queue)
            self.loop.call_at(self.free_at + self.line.delay_s, self.deliver, packet)

    def leave_queue(self) -> None:
        self.waiting -= 1

    def deliver(self, packet: bytes) -> None:
        if not self.line.is_up:
            return
        self.bytes += len(packet)
        try:
            os.write(self.sink, packet)
        except OSError:
            self.dropped += 1


async def cut_now_and_then(line: Line) -> None:
    while True:
        if not line.cut_every:
            await asyncio.sleep(0.5)
            continue
        await asyncio.sleep(line.cut_every)
        if line.cut_every:
            line.is_up = False
            await asyncio.sleep(line.cut_for)
            line.is_up = True


async def main() -> None:
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name, default in (("down", 120), ("up", 60), ("delay", 200), ("loss", 0), ("cut-every", 0), ("cut-for", 3)):
        ask.add_argument(f"--{name}", type=float, default=default)
    ask.add_argument("--queue", type=int, default=60, help="packets that wait at most")
    ask.add_argument("--index", type=int, default=0)
    wish = ask.parse_args()

    names, net = (f"gc-srv{wish.index}", f"gc-cli{wish.index}"), f"10.9.{2 * wish.index}"
    server, client = open_tun(names[0], f"{net}.1"), open_tun(names[1], f"{net}.2")
    open_side_door(wish.index)
    loop = asyncio.get_running_loop()
    line = Line(wish)
    down = Direction(loop, line, server, client, wish.down)
    up = Direction(loop, line, client, server, wish.up)
    ended = asyncio.Event()

    def obey() -> None:
        words = sys.stdin.readline().split()
        if not words:
            ended.set()
        elif words[0] in ("up", "down"):
            line.is_up = words[0] == "up"
        elif words[0] == "loss":
            line.loss = float(words[1])
        elif words[0] == "delay":
            line.delay_s = float(words[1]) / 1000
        elif words[0] == "rate":
            down.kbit, up.kbit = float(words[1]), float(words[2])
        elif words[0] == "cuts":
            line.cut_every, line.cut_for = float(words[1]), float(words[2])
        print(f"bytes {down.bytes} {up.bytes} dropped {down.dropped + up.dropped}", flush=True)

    loop.add_reader(sys.stdin, obey)
    cuts = asyncio.create_task(cut_now_and_then(line))
    print("ready", flush=True)
    try:
        await ended.wait()
    finally:
        cuts.cancel()
        for name in names:
            remove(name)


if __name__ == "__main__":
    asyncio.run(main())
