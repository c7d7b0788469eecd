"""The paper ticket of vectors/tickets.json as python-escpos would print it."""

from typing import Any

from escpos.constants import QR_ECLEVEL_M
from escpos.printer import Dummy

NAMES = {"handling": "受理", "advice": "咨询", "pickup": "取件"}
CHINESE = b"\x1c&"


def printed(paper: dict[str, Any]) -> bytes:
    printer = Dummy()

    def say(*lines: str) -> None:
        printer._raw("".join(f"{line}\n" for line in lines).encode("gb18030"))

    printer.hw("INIT")
    printer._raw(CHINESE)
    printer.set(align="center")
    say(paper["centre"])
    printer.set(custom_size=True, width=4, height=4)
    say(f"{NAMES[paper['kind']]} {paper['number']} 号")
    printer.set(custom_size=True, width=1, height=1)
    say(paper["at"], f"前面还有 {paper['before']} 位")
    printer.qr(paper["link"], ec=QR_ECLEVEL_M, size=8, model=2, native=True)
    say("手机扫一扫，看前面还有几位", "过号不用重取，跟窗口说一声")
    printer.print_and_feed(4)
    printer.cut(feed=False)
    return bytes(printer.output)
