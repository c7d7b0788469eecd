"""A bad setting is one clear line and exit 2; secrets are never shown."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from server.settings import SettingError, listing, read

SECRET = "s3cret-s3cret-s3cret"


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("PORT", "http", "PORT must be a port number from 0 to 65535 (0: any free one), not 'http'"),
        ("PORT", "70000", "PORT must be a port number"),
        ("PORT", "-1", "PORT must be a port number"),
        ("DATA_DIR", __file__, "DATA_DIR must be a folder, and this is a file"),
        ("DATA_DIR", f"{__file__}/inside", "DATA_DIR must be a folder that the server may write to"),
        (
            "DATABASE_URL",
            "mysql://x/y",
            "DATABASE_URL must be an address such as postgresql://user:password@host/database",
        ),
        ("DATABASE_URL", "postgresql://host", "DATABASE_URL must be an address such as postgresql://"),
        ("WORKERS", "0", "WORKERS must be a number from 1 to 64"),
        ("WORKERS", "2", "WORKERS must be 1 without DATABASE_URL"),
        ("REDIS_URL", "localhost", "REDIS_URL must be an address that begins with redis://"),
        ("REDIS_URL", "redis://localhost", "REDIS_URL must be left empty without DATABASE_URL"),
        ("PUBLIC_URL", "example.cn", "PUBLIC_URL must be an address that begins with http:// or https://"),
        ("SMS_PROVIDER", "pigeon", "SMS_PROVIDER must be one of local, notify, not 'pigeon'"),
        ("SMS_PROVIDER", "notify", "SMS_NOTIFY_URL must be set when SMS_PROVIDER is notify"),
        ("VAPID_SUBJECT", "me", "VAPID_SUBJECT must be mailto:"),
        ("OPERATOR_TOKEN", "short", "OPERATOR_TOKEN must be at least 16 characters"),
        ("LOG_LEVEL", "loud", "LOG_LEVEL must be one of debug, info, warning, error, not 'loud'"),
        ("TRUSTED_PROXIES", "10.0.0.0/8,proxy", "TRUSTED_PROXIES must be addresses or networks"),
    ],
)
def test_a_bad_setting_is_named(name: str, value: str, said: str) -> None:
    with pytest.raises(SettingError) as problem:
        read({name: value})
    assert str(problem.value).startswith(said)
    assert "\n" not in str(problem.value)


@pytest.mark.parametrize("name", ["PORT", "DATABASE_URL"])
def test_the_server_ends_with_2_and_one_line(tmp_path: Path, name: str) -> None:
    given = {"PORT": "http", "DATABASE_URL": "mysql://user:hidden-word@db/x"}[name]
    environment = {"PATH": os.environ["PATH"], "DATA_DIR": str(tmp_path), name: given}
    ended = subprocess.run([sys.executable, "-m", "server", "serve"], env=environment, capture_output=True, text=True)
    assert ended.returncode == 2
    assert ended.stderr.startswith(f"ganchang: {name} must be ") and ended.stderr.count("\n") == 1
    assert "hidden-word" not in ended.stderr + ended.stdout


def test_every_setting_is_listed_with_its_meaning_and_secrets_are_hidden() -> None:
    text = listing(read({"OPERATOR_TOKEN": SECRET, "PORT": "9000", "TRUSTED_PROXIES": "10.0.0.0/8"}))
    assert "PORT=9000\n    Port to listen on (default: 8000)" in text
    assert "TRUSTED_PROXIES=10.0.0.0/8" in text
    assert "OPERATOR_TOKEN=set" in text and SECRET not in text


def test_empty_means_not_set() -> None:
    assert read({"PORT": "", "REDIS_URL": " "}) == read({})
