"""The rows of a GTFS file as values, in the order asked for. Errors name file, line and column."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from server.guide.load.problems import Problem, Problems, Where
from server.transit.gtfs.cells import BadCell, Cell

ENOUGH = 200  # problems; a file of a million lines may be wrong in each
REMEMBERED = 50_000  # cells of a column: times and ids come again and again

csv.field_size_limit(2**20)


class Column(NamedTuple):
    name: str
    cell: Cell
    needed: bool = False  # in every row
    default: Any = None
    soft: bool = False  # nothing hangs on it: what cannot be read is noted, and the default taken


def rows(
    name: str, text: str, columns: Sequence[Column], problems: Problems, notes: list[str]
) -> Iterator[tuple[int, list[Any]]]:
    """(line, values). A row with a fault is told and left out; columns that we do not know are not looked at."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    line = 1
    try:
        header = next(reader, None)
        if header is None:
            problems.add(Where(name), None, "is empty; the first line must name the columns")
            return
        names = [cell.strip().lower() for cell in header]
        places = placed(name, names, columns, problems)
        if places is None:
            return
        width = len(names)
        line = reader.line_num + 1
        for cells in reader:
            found = len(problems.found)
            if found > ENOUGH:
                return
            if len(cells) != width:
                if not any(cells):
                    line = reader.line_num + 1
                    continue
                if len(cells) > width and any(cells[width:]):
                    problems.add(Where(name, line), None, "has more cells than the header; is a comma not in quotes?")
                cells += [""] * (width - len(cells))
            values = []
            for at, one, known in places:
                cell = cells[at] if at >= 0 else ""
                if cell in known:
                    values.append(known[cell])
                    continue
                value = read(cell.strip(), one, name, line, problems, notes)
                values.append(value)
                if len(known) < REMEMBERED and len(problems.found) == found:
                    known[cell] = value
            if len(problems.found) == found:
                yield line, values
            line = reader.line_num + 1
    except csv.Error as error:
        problems.add(Where(name, line), None, f"cannot be read: {error}; is a quotation mark not closed?")


def read(cell: str, column: Column, name: str, line: int, problems: Problems, notes: list[str]) -> Any:
    if not cell:
        if column.needed:
            problems.add(Where(name, line), column.name, "is empty")
        return column.default
    try:
        return column.cell(cell)
    except BadCell as error:
        if column.soft:
            notes.append(str(Problem(Where(name, line), column.name, f"{error}; left out")))
            return column.default
        problems.add(Where(name, line), column.name, str(error))
        return None


def placed(
    name: str, names: list[str], columns: Sequence[Column], problems: Problems
) -> list[tuple[int, Column, dict[str, Any]]] | None:
    """Where each column stands (-1: it does not), and its cells that were read already."""
    good = True
    for one in columns:
        if one.needed and one.name not in names:
            problems.add(Where(name, 1), one.name, "this column is missing")
            good = False
        if names.count(one.name) > 1:
            problems.add(Where(name, 1), one.name, "stands twice in the header")
            good = False
    return [(names.index(one.name) if one.name in names else -1, one, {}) for one in columns] if good else None
