"""Who offers how much: the city, 11 districts, 170 towns and 2,630 villages, with departments and numbers of items."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from server.guide.scale.phrases import CITY_DEPARTMENTS, DISTRICT_DEPARTMENTS, TOWN_DEPARTMENTS

# As the city published them in 2016: places with items, and items, of each level.
PUBLISHED = {4: (1, 1279), 6: (11, 5146), 9: (170, 13135), 12: (2630, 68131)}
# Of the 200 most used items of a resident: this many of the city, of the district, of the town, of each village.
USED = {4: 60, 6: 50, 9: 45, 12: 3}


@dataclass(frozen=True)
class Org:
    code: str
    items: int
    departments: list[tuple[str, str]]
    phone: str

    @property
    def used(self) -> int:
        return USED[len(self.code)]


def orgs(codes: list[str]) -> list[Org]:
    """Towns and villages beyond the published numbers have none: the towns with fewest villages, the last of many."""
    of_level = {length: sorted(code for code in codes if len(code) == length) for length in PUBLISHED}
    villages = Counter(code[:9] for code in of_level[12])
    towns = sorted(sorted(of_level[9], key=lambda code: (-villages[code], code))[: PUBLISHED[9][0]])
    chosen = {4: of_level[4], 6: of_level[6], 9: towns, 12: some_villages(of_level[12], set(towns))}
    return [
        Org(code, count, departments(code), f"020-{80000000 + int(code[2:9].ljust(7, '0')) % 9999999}")
        for length, (_, items) in PUBLISHED.items()
        for code, count in zip(chosen[length], shares(items, len(chosen[length])), strict=True)
    ]


def some_villages(codes: list[str], towns: set[str]) -> list[str]:
    left = [code for code in codes if code[:9] in towns]
    while len(left) > PUBLISHED[12][0]:
        most = max(Counter(code[:9] for code in left).items(), key=lambda one: (one[1], one[0]))[0]
        left.remove(max(code for code in left if code[:9] == most))
    return left


def shares(total: int, count: int) -> list[int]:
    return [total // count + (number < total % count) for number in range(count)]


def departments(code: str) -> list[tuple[str, str]]:
    if len(code) == 4:
        return [(f"{code}-{n:02}", name) for n, name in enumerate([*CITY_DEPARTMENTS, "海关"], start=1)]
    if len(code) == 6:
        return [(f"{code}-{n:02}", name) for n, name in enumerate(DISTRICT_DEPARTMENTS, start=1)]
    if len(code) == 9:
        return [(f"{code}-{n}", name) for n, name in enumerate(TOWN_DEPARTMENTS, start=1)]
    return [(code, "")]
