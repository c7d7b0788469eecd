"""The commands as somebody types them: what they say, what they end with, and that doing it twice is harmless."""

import os
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from server.__main__ import main
from tests.server.process import run

ROOT = Path(__file__).parents[2]
DEMO = ROOT / "server/guide/demo/xilai"


def typed(folder: Path, *words: str, **settings: str) -> subprocess.CompletedProcess[str]:
    """With nothing read before."""
    known = {"PATH": os.environ["PATH"], "DATA_DIR": str(folder), "PYTHONIOENCODING": "utf-8"}
    whole = [sys.executable, "-m", "server", *words]
    return subprocess.run(whole, env=known | settings, cwd=ROOT, capture_output=True, text=True, timeout=120)


def rows(folder: Path) -> dict[str, int]:
    store = sqlite3.connect(f"file:{folder}/ganchang.sqlite?mode=ro", uri=True)
    names = [name for (name,) in store.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")]
    counted = {name: int(store.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0]) for name in names}
    store.close()
    return counted


def test_settings_lists_all_and_shows_no_secret(tmp_path: Path) -> None:
    ended = typed(tmp_path, "settings", OPERATOR_TOKEN="a-secret-of-the-town", PORT="8123")
    assert ended.returncode == 0 and ended.stderr == ""
    assert "PORT=8123" in ended.stdout and f"DATA_DIR={tmp_path}" in ended.stdout
    assert "OPERATOR_TOKEN=set" in ended.stdout and "a-secret-of-the-town" not in ended.stdout
    assert not list(tmp_path.iterdir()), "looking at settings makes nothing"


@pytest.mark.parametrize("command", [["serve"], ["start"], ["migrate"], ["settings"], ["guide", "publish"]])
def test_a_wrong_setting_ends_every_command_before_it_begins(tmp_path: Path, command: list[str]) -> None:
    ended = typed(tmp_path, *command, PORT="eighty")
    assert (ended.returncode, ended.stdout) == (2, "")
    assert ended.stderr == "ganchang: PORT must be a port number from 0 to 65535 (0: any free one), not 'eighty'\n"
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("words", [[], ["sing"], ["guide"], ["guide", "sing"], ["guide", "load"], ["serve", "now"]])
def test_words_that_are_no_command_are_told_how_to_say_it(tmp_path: Path, words: list[str]) -> None:
    ended = run(tmp_path, *words)
    assert ended.returncode == 2 and ended.stderr.startswith("usage: python -m server")
    assert "Traceback" not in ended.stderr and not list(tmp_path.iterdir())


def test_migrating_again_changes_nothing(tmp_path: Path) -> None:
    assert run(tmp_path, "migrate").returncode == 0
    before = rows(tmp_path)
    again = run(tmp_path, "migrate")
    assert (again.returncode, again.stderr) == (0, "")
    assert rows(tmp_path) == before and "application" in before
    assert (tmp_path / "ganchang.sqlite").stat().st_mode & 0o077 == 0, "others on the machine may not read it"


def test_a_port_that_is_taken_is_said_in_one_line(tmp_path: Path) -> None:
    import socket

    with socket.create_server(("127.0.0.1", 0)) as taken:
        ended = run(tmp_path, "serve", HOST="127.0.0.1", PORT=str(taken.getsockname()[1]))
    assert ended.returncode == 1 and "Traceback" not in ended.stderr


BROKEN = {
    "a folder that is not there": lambda folder: shutil.rmtree(folder),
    "an empty folder": lambda folder: [path.unlink() for path in folder.rglob("*") if path.is_file()],
    "a table that is no text": lambda folder: (folder / "items.csv").write_bytes(os.urandom(5000)),
    "a table without its columns": lambda folder: (folder / "items.csv").write_text("a,b\n1,2\n", "utf-8"),
    "a list of items cut off": lambda folder: cut(folder / "items-veterans.json"),
    "a form that is no JSON": lambda folder: a_form(folder).write_text("{", "utf-8"),
    "a form that is no schema": lambda folder: a_form(folder).write_text('{"type": 7}', "utf-8"),
    "a form nested without end": lambda folder: a_form(folder).write_text("[" * 100_000, "utf-8"),
    "a file instead of the folder": lambda folder: (shutil.rmtree(folder), folder.write_text("x")),
}


def a_form(folder: Path) -> Path:
    return sorted((folder / "forms").glob("*.json"))[0]


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-200])


def test_a_broken_folder_is_refused_in_plain_words_and_changes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    data = tmp_path / "data"
    monkeypatch.setenv("DATA_DIR", str(data))
    assert main(["migrate"]) == 0
    before = rows(data)
    for name, spoil in BROKEN.items():
        folder = tmp_path / name
        shutil.copytree(DEMO, folder)
        spoil(folder)
        ended, said = main(["guide", "load", str(folder)]), capsys.readouterr()
        assert ended == 1, (name, said)
        assert "Traceback" not in said.err and "Nothing was changed" in said.err, name
        assert rows(data) == before, name
