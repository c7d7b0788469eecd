"""Everything read from the environment, checked at start. `python -m server settings` lists it."""

import os
import shlex
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from ipaddress import ip_network
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit


class SettingError(Exception):
    """A setting that cannot be used, in one line for the person who starts the server."""


def text(value: str) -> str:
    return value


def port(value: str) -> int:
    if not value.isdigit() or int(value) > 65535:
        raise ValueError("a port number from 0 to 65535 (0: any free one)")
    return int(value)


def folder(value: str) -> Path:
    path = Path(value).expanduser().absolute()
    if path.exists() and not path.is_dir():
        raise ValueError("a folder, and this is a file")
    nearest = next(parent for parent in (path, *path.parents) if parent.exists())
    if not nearest.is_dir() or not os.access(nearest, os.W_OK):
        raise ValueError("a folder that the server may write to")
    return path


def url(*schemes: str) -> Callable[[str], str]:
    def check(value: str) -> str:
        parts = urlsplit(value)
        if parts.scheme not in schemes or not parts.hostname:
            raise ValueError(f"an address that begins with {' or '.join(scheme + '://' for scheme in schemes)}")
        return value.rstrip("/")

    return check


def database(value: str) -> str:
    """Without a host it is a socket in the usual place, or PGHOST; the name of the database must stand there."""
    parts = urlsplit(value)
    if parts.scheme not in ("postgresql", "postgres") or not parts.path.strip("/"):
        raise ValueError("an address such as postgresql://user:password@host/database")
    return value


def some(least: int, most: int) -> Callable[[str], int]:
    def check(value: str) -> int:
        if not value.isdigit() or not least <= int(value) <= most:
            raise ValueError(f"a number from {least} to {most}")
        return int(value)

    return check


def contact(value: str) -> str:
    if not value.startswith(("mailto:", "https://")):
        raise ValueError("mailto:… or https://…, where push services can reach you")
    return value


def host_and_port(value: str) -> str:
    host, _, number = value.rpartition(":")
    if not host or not number.isdigit() or not 0 < int(number) <= 65535:
        raise ValueError("host:port, such as 127.0.0.1:3310")
    return value


def command(value: str) -> str:
    words = shlex.split(value)
    if not words or shutil.which(words[0]) is None:
        raise ValueError("a program that is there and may be run, with its words")
    return value


def one_of(*words: str) -> Callable[[str], str]:
    def check(value: str) -> str:
        if value not in words:
            raise ValueError(f"one of {', '.join(words)}")
        return value

    return check


def one_of_yes_no(value: str) -> bool:
    return one_of("yes", "no")(value) == "yes"


def secret(value: str) -> str:
    if len(value) < 16:
        raise ValueError("at least 16 characters")
    return value


def centre_code(value: str) -> str:
    if not value.isdecimal() or len(value) not in (4, 6, 9, 12):
        raise ValueError("a code of 4, 6, 9 or 12 digits, as in centres.csv")
    return value


def networks(value: str) -> tuple[str, ...]:
    names = tuple(part.strip() for part in value.split(",") if part.strip())
    for name in names:
        try:
            ip_network(name)
        except ValueError:
            raise ValueError("addresses or networks such as 127.0.0.1,10.0.0.0/8") from None
    return names


def setting(check: Callable[[str], Any], default: Any, meaning: str, hidden: bool = False) -> Any:
    return field(default=default, metadata={"check": check, "meaning": meaning, "hidden": hidden})


@dataclass(frozen=True)
class Settings:
    # All interfaces, because the point of a first try is to open it on the phone in one's hand. Nothing is served
    # that needs the local machine for protection; set 127.0.0.1 behind a reverse proxy.
    host: str = setting(text, "0.0.0.0", "Address to listen on; 127.0.0.1 behind a reverse proxy")
    port: int = setting(port, 8000, "Port to listen on")
    data_dir: Path = setting(folder, Path("data"), "Folder for the database, photos, guide packs and keys")
    database_url: str | None = setting(database, None, "postgresql://… instead of SQLite in DATA_DIR", hidden=True)
    database_connections: int = setting(some(2, 100), 10, "Connections to PostgreSQL that each worker may hold")
    workers: int = setting(some(1, 64), 1, "Processes at the address, at most one a core; several need PostgreSQL")
    redis_url: str | None = setting(
        url("redis", "rediss"), None, "redis://… carries news between workers instead of PostgreSQL", hidden=True
    )
    public_url: str | None = setting(
        url("http", "https"), None, "Address that phones use, such as https://example.cn; stands in QR codes"
    )
    sms_provider: str = setting(
        one_of("local", "notify"), "local", "local: messages on the operator page; notify: a GOV.UK Notify v2 API"
    )
    sms_notify_url: str | None = setting(url("http", "https"), None, "Address of the Notify API")
    sms_notify_key: str | None = setting(secret, None, "API key of the Notify service", hidden=True)
    sms_notify_template: str | None = setting(text, None, "Template id; the template is ((body))")
    sms_receipt_token: str | None = setting(
        secret, None, "Bearer token of the provider's delivery receipts at /sms/receipt", hidden=True
    )
    sms_inbound_token: str | None = setting(
        secret,
        None,
        "Bearer token of the provider's received texts at /inbound/sms: bookings by text message",
        hidden=True,
    )
    sms_inbound_centre: str | None = setting(
        centre_code, None, "Code of the centre that texts book at; not needed where there is but one of a town"
    )
    transit_token: str | None = setting(
        secret, None, "Bearer token of live bus data that are sent to /transit/<feed>/live/<name>", hidden=True
    )
    push_loopback: bool = setting(
        one_of_yes_no, False, "yes: push services on this machine are allowed too, for trying out; never in earnest"
    )
    blob_store: str | None = setting(
        url("s3", "gs", "az", "file"), None, "s3://bucket/path for photos instead of a folder in DATA_DIR"
    )
    aws_endpoint_url: str | None = setting(
        url("http", "https"), None, "Address of S3-compatible storage other than Amazon's own"
    )
    aws_region: str | None = setting(text, None, "Region of the bucket")
    aws_access_key_id: str | None = setting(
        text, None, "Key of the bucket; a machine's own role serves too", hidden=True
    )
    aws_secret_access_key: str | None = setting(text, None, "Secret of that key", hidden=True)
    scan_clamd: str | None = setting(
        host_and_port, None, "host:port of clamd: staff get photos and PDFs only after it found no virus in them"
    )
    scan_command: str | None = setting(
        command, None, "The same by a program: given a file, it ends with status 0 (clean) or 1 (virus)"
    )
    vapid_subject: str = setting(contact, "mailto:operator@localhost.localdomain", "Contact for push services")
    operator_token: str | None = setting(
        secret, None, "Password of the operator page; made and kept in DATA_DIR/keys when not set", hidden=True
    )
    log_level: str = setting(one_of("debug", "info", "warning", "error"), "info", "Least level of the log lines")
    trusted_proxies: tuple[str, ...] = setting(
        networks, (), "Reverse proxies whose X-Forwarded-For counts, separated by commas"
    )

    @property
    def database_path(self) -> Path:
        return self.data_dir / "ganchang.sqlite"

    @property
    def keys_dir(self) -> Path:
        return self.data_dir / "keys"


def read(environment: Mapping[str, str] = os.environ) -> Settings:
    values: dict[str, Any] = {}
    for one in fields(Settings):
        name = one.name.upper()
        given = environment.get(name, "").strip()
        if not given:
            continue
        try:
            values[one.name] = one.metadata["check"](given)
        except ValueError as error:
            shown = "" if one.metadata["hidden"] else f", not {given!r}"
            raise SettingError(f"{name} must be {error}{shown}") from None
    settings = Settings(**{"data_dir": folder("data"), **values})
    if settings.database_url is None:
        if settings.workers > 1:
            raise SettingError("WORKERS must be 1 without DATABASE_URL: only one process may write to SQLite")
        if settings.redis_url is not None:
            raise SettingError("REDIS_URL must be left empty without DATABASE_URL: one process has nobody to tell")
    if settings.sms_provider == "notify":
        for needed in ("sms_notify_url", "sms_notify_key", "sms_notify_template"):
            if getattr(settings, needed) is None:
                raise SettingError(f"{needed.upper()} must be set when SMS_PROVIDER is notify")
    return settings


def listing(settings: Settings) -> str:
    """Every setting with meaning, default and current value; secrets only say whether they are set."""
    lines = []
    for one in fields(Settings):
        value, default = getattr(settings, one.name), one.default
        current = ("set" if value else "not set") if one.metadata["hidden"] else shown(value)
        lines.append(f"{one.name.upper()}={current}\n    {one.metadata['meaning']} (default: {shown(default)})")
    return "\n".join(lines)


def shown(value: Any) -> str:
    if value is None or value == ():
        return "none"
    return ",".join(value) if isinstance(value, tuple) else str(value)
