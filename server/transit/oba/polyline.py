"""Google's encoded polyline: points as steps of a hundred-thousandth of a degree, five bits a sign. Pure."""

from __future__ import annotations

from collections.abc import Iterable


def encoded(lat: Iterable[int], lon: Iterable[int]) -> str:
    """Of millionths of a degree."""
    out: list[str] = []
    last = (0, 0)
    for y, x in zip(lat, lon, strict=True):
        point = round(y / 10), round(x / 10)
        out += [signs(point[0] - last[0]), signs(point[1] - last[1])]
        last = point
    return "".join(out)


def signs(step: int) -> str:
    left = ~(step << 1) if step < 0 else step << 1
    out = ""
    while left >= 0x20:
        out += chr((0x20 | left & 0x1F) + 63)
        left >>= 5
    return out + chr(left + 63)
