"""The Guangzhou case of scale.mjs for the benchmarks in Python: made once, then copied."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

ROOT = Path(__file__).parents[2]


def scale_folder(name: str) -> Path:
    """A data folder of one's own with the whole city in it."""
    script = f"import('./tests/bench/scale.mjs').then(({{ scaleFolder }}) => scaleFolder('{name}'))"
    subprocess.run(["node", "-e", script], cwd=ROOT, check=True)
    return ROOT / "data" / f"bench-{name}"


def done_with(folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
