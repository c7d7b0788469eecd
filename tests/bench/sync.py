"""All benchmarks of sync, each in its own process: python -m tests.bench.sync [noop push storm idle growth wire]"""

import subprocess
import sys

PARTS = ("noop", "push", "storm", "idle", "growth", "wire")


def main(words: list[str]) -> int:
    asked = [word for word in words if not word.startswith("--")] or list(PARTS)
    return max(subprocess.run([sys.executable, "-m", f"tests.bench.sync_{part}"]).returncode for part in asked)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
