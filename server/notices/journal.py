"""Which letters of the few under way a push service has taken, in a file beside the database: a process that is killed
leaves it behind, at a thousandth of what a transaction for each of them would cost."""

import os
from pathlib import Path


class Journal:
    def __init__(self, data_dir: Path, part: str) -> None:
        folder = data_dir / "telling"
        folder.mkdir(exist_ok=True)
        self._path = folder / part.replace("/", "-")
        # Whoever had the part before may have died in the middle of a line.
        self.taken = set(self._path.read_text("ascii").split("\n")[:-1]) if self._path.exists() else set()
        self._file = os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)

    def note(self, letter: str) -> None:
        os.write(self._file, f"{letter}\n".encode("ascii"))

    def begin_anew(self) -> None:
        """The database knows all of them now."""
        os.ftruncate(self._file, 0)
        self.taken.clear()

    def close(self, done: bool) -> None:
        os.close(self._file)
        if done:
            self._path.unlink(missing_ok=True)
