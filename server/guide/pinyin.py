"""Search keys made when a name is loaded or published: pinyin syllables, and the traditional characters of a corpus."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache, lru_cache

from server.guide.rows import Row

SIGNS = re.compile(r"[^0-9a-z]+")


@lru_cache(maxsize=20_000)
def pinyin(name: str) -> str:
    """农村籍 → "nong cun ji"; letters and digits stay, signs fall away."""
    from pypinyin import lazy_pinyin  # its dictionary takes 55 MB, and a server that only serves needs none of them

    syllables = (SIGNS.sub("", syllable.lower()) for syllable in lazy_pinyin(name))
    return " ".join(syllable for syllable in syllables if syllable)


@cache
def simplified() -> dict[str, str]:
    """Every traditional character that has another simplified form."""
    from opencc import OpenCC

    convert = OpenCC("t2s").convert
    pairs = ((chr(point), convert(chr(point))) for point in range(0x4E00, 0xA000))
    return {old: new for old, new in pairs if old != new and len(new) == 1}


def chars_row(layer: str, before: Row | None, texts: Iterable[str]) -> Row:
    """The traditional characters by which the texts may be searched. It only grows until the base is made anew."""
    corpus = set().union(*texts) if texts else set()
    had = set(before["from"]) if before else set()
    found = sorted(old for old, new in simplified().items() if new in corpus or old in had)
    return {**(before or {}), "code": layer, "from": "".join(found), "to": "".join(simplified()[old] for old in found)}


def searched(kind: str, row: Row) -> str:
    """The characters of a row that a search looks at."""
    if kind == "item":
        return "".join([row["name"], *row.get("words", ()), *row.get("topics", ())])
    return str(row["name"]) if kind == "department" else ""
