"""How the characters of a layer's names are read, told once: names that are read just so carry no pinyin. Pure."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator

from server.guide.pinyin import SIGNS
from server.guide.rows import Row

HAN = r"[㐀-鿿]"
RUNS = re.compile(f"{HAN}|(?:(?!{HAN}).)+", re.S)
SOUNDS = re.compile(f"([a-z]+)({HAN}+)")


def sounds_of(items: Iterable[Row]) -> str:
    """Each syllable and the characters that are mostly read so: "a阿啊ai爱"."""
    heard: dict[str, Counter[str]] = defaultdict(Counter)
    for item in items:
        pieces, syllables = list(pieces_of(item["name"])), item["pinyin"].split()
        for piece, syllable in zip(pieces, syllables, strict=False) if len(pieces) == len(syllables) else ():
            if re.match(HAN, piece) and re.fullmatch("[a-z]+", syllable):
                heard[piece][syllable] += 1
    chars: dict[str, list[str]] = defaultdict(list)
    for char, syllables in sorted(heard.items()):
        chars[min(syllables, key=lambda one: (-syllables[one], one))].append(char)
    return "".join(syllable + "".join(chars[syllable]) for syllable in sorted(chars))


def pieces_of(name: str) -> Iterator[str]:
    """Characters, and what stands between them as one piece."""
    for run in RUNS.findall(name):
        if piece := run if re.match(HAN, run) else SIGNS.sub("", run.lower()):
            yield piece


def read_sounds(sounds: str) -> dict[str, str]:
    return {char: syllable for syllable, chars in SOUNDS.findall(sounds) for char in chars}


def spoken(name: str, sounds: dict[str, str]) -> str:
    return " ".join(sounds.get(piece, piece) for piece in pieces_of(name))


def without_pinyin(item: Row, sounds: dict[str, str]) -> Row:
    """As it travels: with its pinyin only where it is read otherwise."""
    if not sounds or item.get("pinyin") != spoken(item["name"], sounds):
        return item
    return {name: value for name, value in item.items() if name != "pinyin"}
