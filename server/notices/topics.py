"""What of a centre's hours a person wants to hear of, as one number in the database."""

from collections.abc import Iterable

BITS = {"market": 1, "changed": 2, "extended": 4}


def number_of(topics: Iterable[str]) -> int:
    return sum(BITS[name] for name in set(topics))


def names_of(number: int) -> list[str]:
    return [name for name, bit in BITS.items() if number & bit]
