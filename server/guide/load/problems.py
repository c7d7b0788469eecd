"""What is wrong in the files, all of it at once, each with file, row and column."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple


class Where(NamedTuple):
    file: str
    row: int | None = None  # as Excel numbers it: the header is row 1

    def __str__(self) -> str:
        return f"{self.file}, row {self.row}" if self.row else self.file


class Problem(NamedTuple):
    where: Where
    column: str | None
    reason: str

    def __str__(self) -> str:
        column = f", column {self.column}" if self.column else ""
        return f"{self.where}{column}: {self.reason}"


@dataclass
class Problems:
    found: list[Problem] = field(default_factory=list)

    def add(self, where: Where, column: str | None, reason: str) -> None:
        self.found.append(Problem(where, column, reason))

    def __bool__(self) -> bool:
        return bool(self.found)

    def told(self, most: int = 50) -> list[str]:
        lines = [str(problem) for problem in self.found[:most]]
        if len(self.found) > most:
            lines.append(f"… and {len(self.found) - most} more")
        return lines


class Refused(Exception):
    """The folder is not loaded; `problems` says why."""

    def __init__(self, problems: Problems) -> None:
        super().__init__(f"{len(problems.found)} problems")
        self.problems = problems
