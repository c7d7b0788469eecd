"""Pure rules of accounts: phone numbers, ID numbers (GB 11643-1999), and how often a code may be asked for."""

import re
from datetime import date

from server.forms.formats import is_id_number

REGIONS = re.compile(r"(1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[1-3]|9[1-2])")

MINUTE, HOUR = 60, 3600
PER_MINUTE, PER_HOUR, PER_HOUR_FROM_ADDRESS = 1, 5, 20
CODE_LIFE = 600
WRONG_CODES = 5
WRONG_FROM_ADDRESS = 100  # an hour; a carrier puts thousands of honest phones behind one address
LOCK = 900


def id_number_ok(number: str, today: date) -> bool:
    """Region, a day that existed and is not to come, and the check digit; `x` is taken as `X`."""
    number = number.upper()
    if not is_id_number(number) or not REGIONS.match(number):
        return False
    born = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    return born.year >= 1800 and born <= today


def recent(times: list[int], now: int) -> list[int]:
    return [at for at in times if at > now - HOUR]


def wait_for_phone(times: list[int], now: int) -> int:
    """Seconds until another message may go to a number that got them at `times` within the hour."""
    wait = max(times, default=0) + MINUTE - now if times else 0
    if len(times) >= PER_HOUR:
        wait = max(wait, sorted(times)[-PER_HOUR] + HOUR - now)
    return max(wait, 0)


def wait_for_address(times: list[int], now: int, limit: int = PER_HOUR_FROM_ADDRESS) -> int:
    if len(times) < limit:
        return 0
    return max(sorted(times)[-limit] + HOUR - now, 0)
