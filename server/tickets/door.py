"""What shows that somebody is at the door, and who they are, without keeping either: short-lived codes of the hall's
screen, and keyed hashes of ID numbers."""

import hashlib
import hmac
import secrets
from functools import cache
from pathlib import Path

from server.accounts.keys import kept
from server.applications.codes import ALPHABET

STEP = 120  # seconds that a screen shows one code
STEPS = 5  # codes that still open the door: who scanned on a slow line is not sent back


@cache
def secret(folder: Path) -> bytes:
    return kept(folder, "tickets.key", lambda: secrets.token_bytes(32))


def signed(folder: Path, *words: object) -> bytes:
    return hmac.new(secret(folder), "\0".join(map(str, words)).encode(), hashlib.sha256).digest()


def door_code(folder: Path, centre: str, now: int) -> str:
    """What the screens of a centre show now."""
    return code_at(folder, centre, now // STEP)


def opens(folder: Path, centre: str, code: str, now: int) -> bool:
    step = now // STEP
    return any(hmac.compare_digest(code, code_at(folder, centre, at)) for at in range(step - STEPS, step + 2))


def code_at(folder: Path, centre: str, step: int) -> str:
    bits = int.from_bytes(signed(folder, "door", centre, step)[:8], "big")
    return "".join(ALPHABET[bits >> shift & 31] for shift in range(45, -1, -5))


def holder(folder: Path, day: str, who: str) -> str:
    """One and the same for an ID number read at the kiosk and the one in a profile; another one every day and place."""
    return f"{day}/{signed(folder, 'holder', day, who.upper()).hex()[:40]}"
