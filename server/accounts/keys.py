"""Secrets made on the first start and kept in DATA_DIR/keys, readable by the server's user alone."""

import base64
import hashlib
import hmac
import os
import secrets
from collections.abc import Callable
from pathlib import Path


def kept(folder: Path, name: str, make: Callable[[], bytes]) -> bytes:
    """The secret of that name; made now when there is none. Two starts at once agree on one."""
    path = folder / name
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        draft = folder / f".{name}.{os.getpid()}"
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            file.write(make())
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(draft, path)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return path.read_bytes()


def code_secret(folder: Path) -> bytes:
    return kept(folder, "codes.key", lambda: secrets.token_bytes(32))


def recovery_secret(folder: Path, person: str, client: str) -> str:
    """What a person gets on a device after signing in, always the same: wraps the key of what is sealed there."""
    key = kept(folder, "recovery.key", lambda: secrets.token_bytes(32))
    made = hmac.new(key, f"{person}\0{client}".encode(), hashlib.sha256).digest()
    return base64.urlsafe_b64encode(made).decode().rstrip("=")
