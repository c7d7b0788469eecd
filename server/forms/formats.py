"""The string formats that our forms assert beside those of JSON Schema. `vectors/forms.json` holds their cases."""

import re
from collections.abc import Callable
from datetime import date

ID_NUMBER = re.compile(r"[1-9][0-9]{16}[0-9X]")
MOBILE = re.compile(r"1[3-9][0-9]{9}")
BANK_CARD = re.compile(r"[0-9]{12,19}")
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
# GB 11643-1999, ISO 7064 MOD 11-2
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECK_DIGITS = "10X98765432"


def is_day(text: str) -> bool:
    if not DAY.fullmatch(text):
        return False
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def is_id_number(text: str) -> bool:
    if not ID_NUMBER.fullmatch(text):
        return False
    if not is_day(f"{text[6:10]}-{text[10:12]}-{text[12:14]}"):
        return False
    total = sum(weight * int(digit) for weight, digit in zip(WEIGHTS, text, strict=False))
    return text[17] == CHECK_DIGITS[total % 11]


def is_mobile(text: str) -> bool:
    return MOBILE.fullmatch(text) is not None


def is_bank_card(text: str) -> bool:
    """Luhn, ISO/IEC 7812-1 annex B."""
    if not BANK_CARD.fullmatch(text):
        return False
    doubled = [int(digit) * (2 if place % 2 else 1) for place, digit in enumerate(reversed(text))]
    return sum(value - 9 if value > 9 else value for value in doubled) % 10 == 0


FORMATS: dict[str, Callable[[str], bool]] = {
    "date": is_day,
    "id-number-cn": is_id_number,
    "mobile-cn": is_mobile,
    "bank-card": is_bank_card,
}
