"""Who is called next, and how long it may take. Pure; `vectors/tickets.json` holds the cases, PROTOCOL.md the words."""

from collections.abc import Iterable
from heapq import nsmallest

from msgspec import Struct

GRACE = 30 * 60  # seconds after the end of a slot within which somebody booked still counts as booked: buses are late
AHEAD_AT_MOST = 2  # calls in a row before a walk-in who waits has a turn
FIVE = 5


class Waiter(Struct, array_like=True, omit_defaults=True):
    """One ticket that waits, as the line keeps it."""

    id: str
    number: int
    kind: str
    since: int
    start: int = 0
    end: int = 0
    preferred: bool = False
    window: str = ""
    group: str = ""
    owned: bool = False  # somebody's phone follows it
    told: bool = False  # that it is nearly their turn


def is_ahead(one: Waiter, now: int) -> bool:
    """Whether somebody goes before walk-ins: let first by staff, or booked and on time."""
    return one.preferred or (0 < one.start <= now and one.since <= one.end + GRACE)


def rank(one: Waiter) -> tuple[int, int, int]:
    """Among those ahead: first whom staff let go first, then slot after slot."""
    return (0 if one.preferred else one.start, one.since, one.number)


def time_of(one: Waiter) -> tuple[int, int]:
    return (one.since, one.number)


def served(waiting: Iterable[Waiter], window: str, group: str) -> list[Waiter]:
    """Whom this window may call."""
    return [
        one
        for one in waiting
        if (not one.group or one.group == group or one.window) and (not one.window or one.window == window)
    ]


def choose(mine: Iterable[Waiter], streak: int, now: int) -> tuple[Waiter, int] | None:
    """The next of those whom a window may call, and how many have now gone ahead of a walk-in in a row. A thousand
    wait where it matters, and most of them are walk-ins: those are passed over quickly."""
    sent: Waiter | None = None
    ahead: Waiter | None = None
    walk_in: Waiter | None = None
    for one in mine:
        if one.window:
            if sent is None or time_of(one) < time_of(sent):
                sent = one
        elif (one.start or one.preferred) and is_ahead(one, now):
            if ahead is None or rank(one) < rank(ahead):
                ahead = one
        elif (
            walk_in is None or one.since < walk_in.since or (one.since == walk_in.since and one.number < walk_in.number)
        ):
            walk_in = one
    if sent is not None:
        return sent, streak
    if ahead is not None and walk_in is None:
        return ahead, streak
    if ahead is not None and streak < AHEAD_AT_MOST:
        return ahead, streak + 1
    return None if walk_in is None else (walk_in, 0)


def in_order(waiting: Iterable[Waiter], streak: int, now: int, most: int | None = None) -> list[Waiter]:
    """All, or so many of them, in the order in which one window for everything would call them if nobody came any
    more."""
    lines: tuple[list[Waiter], list[Waiter], list[Waiter]] = ([], [], [])
    for one in waiting:
        lines[0 if one.window else 1 if is_ahead(one, now) else 2].append(one)
    done, ahead, walk_ins = (
        sorted(line, key=key) if most is None else nsmallest(most, line, key=key)
        for line, key in zip(lines, (time_of, rank, time_of), strict=True)
    )
    a = w = 0
    while a < len(ahead) or w < len(walk_ins):
        if a < len(ahead) and (w == len(walk_ins) or streak < AHEAD_AT_MOST):
            streak += w < len(walk_ins)
            done.append(ahead[a])
            a += 1
        else:
            streak = 0
            done.append(walk_ins[w])
            w += 1
    return done[:most]


def expected(before: int, windows: int, minutes: float) -> tuple[int, int]:
    """From how many to how many minutes somebody waits who has so many before them: whole fives, and wide enough to be
    true, because visits last from half to twice as long as the middle one."""
    turns = before / max(windows, 1)
    least = int(turns * minutes * 0.6) // FIVE * FIVE
    most = -(-int((turns + 1) * minutes * 1.25 + 0.999) // FIVE) * FIVE
    return least, max(most, FIVE)
