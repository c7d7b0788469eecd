"""The rows of a GTFS file as values, in the order asked for. Errors name file, line and column."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple, TextIO

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


class Sheet:
    """Where one is, and what was found there."""

    def __init__(self, name: str, problems: Problems, notes: list[str]) -> None:
        self.name, self.problems, self.notes = name, problems, notes
        self.line, self.noted = 1, 0

    def note(self, column: str, reason: str) -> None:
        """The first of many say enough."""
        self.noted += 1
        if self.noted <= ENOUGH:
            self.notes.append(str(Problem(Where(self.name, self.line), column, f"{reason}; left out")))

    def wrong(self, column: str | None, reason: str) -> None:
        self.problems.add(Where(self.name, self.line), column, reason)


class Values(dict[str, Any]):
    """What the cells of a column come to: read once, for a feed has a few thousand different ones in a million rows."""

    def __init__(self, sheet: Sheet, column: Column) -> None:
        super().__init__()
        self.sheet, self.column = sheet, column

    def __missing__(self, cell: str) -> Any:
        column, text = self.column, cell.strip()
        if not text:
            if column.needed:
                self.sheet.wrong(column.name, "is empty")
                return column.default  # told each time
            value = column.default
        else:
            try:
                value = column.cell(text)
            except BadCell as error:
                if not column.soft:
                    self.sheet.wrong(column.name, str(error))
                    return None
                self.sheet.note(column.name, str(error))
                value = column.default
        if len(self) < REMEMBERED:
            self[cell] = value
        return value


def rows(
    name: str, text: TextIO, columns: Sequence[Column], problems: Problems, notes: list[str]
) -> Iterator[tuple[int, list[Any]]]:
    """(line, values). A row with a fault is told and left out; columns that we do not know are not looked at."""
    reader, sheet = csv.reader(text, strict=True), Sheet(name, problems, notes)
    found = problems.found
    try:
        header = next(reader, None)
        if header is None:
            problems.add(Where(name), None, "is empty; the first line must name the columns")
            return
        names = [cell.strip().lower() for cell in header]
        places = placed(sheet, names, columns)
        width = len(names)
        sheet.line = reader.line_num + 1
        for cells in reader if places else ():
            before = len(found)
            if before > ENOUGH:
                return
            if len(cells) != width and not fitted(sheet, cells, width):
                sheet.line = reader.line_num + 1
                continue
            cells.append("")  # for columns that are not there
            values = [known[cells[at]] for at, known in places]
            if len(found) == before:
                yield sheet.line, values
            sheet.line = reader.line_num + 1
    except csv.Error as error:
        sheet.wrong(None, f"cannot be read: {error}; is a quotation mark not closed?")


def fitted(sheet: Sheet, cells: list[str], width: int) -> bool:
    """Made as long as the header; False: there is nothing in it."""
    if any(cells[width:]):
        sheet.wrong(None, "has more cells than the header; is a comma not in quotes?")
    filled = any(cells)
    cells += [""] * (width - len(cells))
    del cells[width:]
    return filled


def placed(sheet: Sheet, names: list[str], columns: Sequence[Column]) -> list[tuple[int, Values]]:
    """Where each column stands; -1: it does not. Empty when something is wrong with the header."""
    good = True
    for one in columns:
        if one.needed and one.name not in names:
            sheet.wrong(one.name, "this column is missing")
            good = False
        if names.count(one.name) > 1:
            sheet.wrong(one.name, "stands twice in the header")
            good = False
    at = {name: place for place, name in enumerate(names)}
    return [(at.get(one.name, -1), Values(sheet, one)) for one in columns] if good else []
