"""Every requirement of sync has a test that carries its id in its name; tests/README.md says what each is."""

import re
from pathlib import Path

TESTS = Path(__file__).parents[1]
IDS = [
    f"{letter}{number}" for letter, count in (("R", 7), ("W", 7), ("P", 2), ("D", 7)) for number in range(1, count + 1)
]
NAMES = re.compile(r"(?:def (test_\w+)|\btest(?:\.each\([^)]*\))?\(\s*['\"`]([^'\"`]*))")


def test_every_requirement_has_a_test_named_after_it() -> None:
    files = [path for end in ("py", "ts", "mjs") for path in TESTS.rglob(f"*test*.{end}")]
    names = [a or b for path in files for a, b in NAMES.findall(path.read_text("utf-8"))]
    named = {id for name in names for id in re.findall(r"(?<![A-Za-z0-9])[RWPDNO]\d+(?![0-9])", name.replace("_", " "))}
    assert {*IDS, "N1", "O1"} - named == set()
    told = (TESTS / "README.md").read_text("utf-8")
    assert [id for id in (*IDS, "N1", "O1") if f"| {id} |" not in told] == []
