"""Receipt codes and receipt numbers. The code is for the QR and says nothing; the number is for people and files."""

import re
import secrets
from datetime import date

# Crockford base32: no I, L, O, U
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
CODE = re.compile(f"[{ALPHABET}]{{10}}")
LOOK_ALIKE = str.maketrans("ILO", "110")


def new_code() -> str:
    """50 random bits: with 30 million codes given out, a million guesses find one with a chance of 3 %."""
    bits = secrets.randbits(50)
    return "".join(ALPHABET[bits >> shift & 31] for shift in range(45, -1, -5))


def read_code(text: str) -> str | None:
    """As people read it out: in small letters, with spaces or dashes, O for 0."""
    code = re.sub(r"[\s-]", "", text).upper().translate(LOOK_ALIKE)
    return code if CODE.fullmatch(code) else None


def receipt_counter(desk: str, on: date) -> str:
    return f"receipt/{desk}-{on:%y%m%d}"


def receipt_number(desk: str, on: date, serial: int) -> str:
    return f"{desk}-{on:%y%m%d}-{serial:04d}"
