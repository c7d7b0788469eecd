"""CSV as people have it: from Excel in China (GBK, semicolons, tabs, BOM), with full-width spaces and quoted lines."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path

from server.guide.load.problems import Problems, Where

Cells = dict[str, str]


def text_of(data: bytes) -> str:
    """UTF-8 with or without BOM, UTF-16 with BOM, else GB 18030, which contains GBK. Raises UnicodeDecodeError."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("gb18030")


def delimiter_of(text: str) -> str:
    header = text.partition("\n")[0]
    return max(",;\t", key=header.count)


def trimmed(cell: str) -> str:
    return cell.strip(" \t\r\n\u3000\u00a0\ufeff")


def sheet(path: Path, aliases: dict[str, str], needed: set[str], problems: Problems) -> Iterator[tuple[Where, Cells]]:
    """Rows as {column: cell}, only filled cells; columns by their English names."""
    try:
        text = text_of(path.read_bytes())
    except UnicodeDecodeError:
        problems.add(Where(path.name), None, "is neither UTF-8 nor GBK text; save it as CSV UTF-8")
        return
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter_of(text), strict=True)
    names: list[str] | None = None
    row = 0
    try:
        for row, cells in enumerate(reader, start=1):
            if names is None:
                names = header([trimmed(cell) for cell in cells], aliases, needed, Where(path.name, row), problems)
                continue
            filled = {name: trimmed(cell) for name, cell in zip(names, cells, strict=False) if name and trimmed(cell)}
            if len(cells) > len(names) and any(trimmed(cell) for cell in cells[len(names) :]):
                problems.add(Where(path.name, row), None, "has more cells than the header; is a comma not in quotes?")
            elif filled:
                yield Where(path.name, row), filled
    except csv.Error as error:
        problems.add(Where(path.name, row + 1), None, f"cannot be read: {error}; is a quotation mark not closed?")
    if names is None:
        problems.add(Where(path.name), None, "is empty; the first row must name the columns")


def header(cells: list[str], aliases: dict[str, str], needed: set[str], where: Where, problems: Problems) -> list[str]:
    names = [aliases.get(cell.lower(), "") for cell in cells]
    for cell, name in zip(cells, names, strict=True):
        if cell and not name:
            problems.add(where, cell, "is no column of this file; see server/guide/README.md for their names")
        if name and names.count(name) > 1:
            problems.add(where, cell, "stands twice in the header")
    for name in sorted(needed - set(names)):
        problems.add(where, name, "this column is missing")
    return names
