"""Days of the Chinese calendar (农历), 1990 to 2056, for markets such as 农历逢三六九. Pure.

A table of our own: 67 numbers, held to two libraries in the tests, and ending where these begin to differ (a new moon
of 2057 falls on midnight). The best known library, lunardate, is under the GPL, so it is not part of what is shipped.
"""

from __future__ import annotations

from bisect import bisect_right
from datetime import date, timedelta
from functools import cache
from itertools import accumulate

FIRST = date(1990, 1, 27)  # the first day of the first year below
LONG_BITS, LEAP_BITS = 4, 0xF

# A number a year: the lowest four bits tell which month is followed by a leap month (0: none), the others, from the
# first month on, which months have 30 days instead of 29.
YEARS = """
1e925 0e920 0d260 0a563 0a570 14d68 035a0 06d50 16c95 07490 06930 152b4 052b0 0a5b0
155a2 056a0 1b557 0ba40 0b490 1a935 0a950 052d0 0aad4 0ab50 15aa9 05d20 0da50 1d4a6
0d4a0 0c950 152e4 05560 0ab50 15b22 06d20 0ea56 07250 064b0 0c975 0cab0 055a0 0ad63
0b690 1752b 0b520 0b250 1a4b6 0a4b0 04ab0 055b5 05ad0 0b6a0 1b522 0d920 1d257 0d250
0a550 14ad5 04b60 05b50 0daa3 0ec90 1e928 0e920 0d260 0a566 0a570
"""


class OutOfRange(ValueError):
    """The table does not know that day."""


@cache
def month_starts() -> list[date]:
    """The first day of every lunar month, and the day after the last one."""
    lengths: list[int] = []
    for year in (int(word, 16) for word in YEARS.split()):
        months = 13 if year & LEAP_BITS else 12
        lengths += [29 + (year >> LONG_BITS + month & 1) for month in range(months)]
    return [FIRST + timedelta(days=days) for days in accumulate(lengths, initial=0)]


def lunar_day(on: date) -> int:
    """1 (初一) to 30 (三十)."""
    starts = month_starts()
    at = bisect_right(starts, on) - 1
    if at < 0 or at == len(starts) - 1:
        raise OutOfRange(f"{on} is outside the lunar table")
    return (on - starts[at]).days + 1
