"""Place codes: which level a code is of, and in which layers of the guide it lies. Pure."""

LEVELS = {4: "city", 6: "county", 9: "town", 12: "village"}
LEVEL_NAMES = {"city": "市", "county": "区县", "town": "镇街", "village": "村居"}


def level_of(code: str) -> str | None:
    return LEVELS.get(len(code)) if code.isdecimal() and code.isascii() else None


def parent_code(code: str) -> str | None:
    """The code one level up, as GB/T 2260 nests them."""
    lengths = sorted(LEVELS)
    at = lengths.index(len(code))
    return code[: lengths[at - 1]] if at else None


def layer_of(code: str) -> str:
    """A village's items travel with its town's."""
    return code[:9]


def layers_above(code: str) -> list[str]:
    """The layers a place sees, lowest first: its town, county and city."""
    code = layer_of(code)
    return [code[:length] for length in (9, 6, 4) if len(code) >= length]
