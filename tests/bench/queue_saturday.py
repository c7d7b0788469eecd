"""queue.saturday: a market Saturday in 西来镇, played minute by minute with the rule that the server calls by."""

from __future__ import annotations

import random
from dataclasses import dataclass
from statistics import median, quantiles

from server.tickets.line import Call, Line
from server.tickets.rules import AHEAD_AT_MOST, Waiter, is_ahead
from tests.bench.rows import at_most, row

BOOKED, WALK_INS, WINDOWS, DAYS = 40, 60, 4, 200
MINUTE, HOUR = 60, 3600
OPENS, CLOSES, SLOT = 9 * HOUR, 17 * HOUR, 20 * MINUTE
KINDS = ("handling",) * 7 + ("advice",) * 2 + ("pickup",)
MINUTES = {"handling": 16.0, "advice": 8.0, "pickup": 5.0}  # middle of a visit; from half to twice that


@dataclass
class Visitor:
    at: int  # comes through the door
    one: Waiter
    called: int = 0
    done: int = 0
    walk_ins_before: int = 0
    passed: int = 0  # of those ahead, called since it came


def visitors(chance: random.Random) -> list[Visitor]:
    """Booked people come from a quarter of an hour early to a few minutes late, one in ten much later; walk-ins come
    with the market, most of them between half past eight and noon."""
    every = [OPENS + slot for slot in range(0, 6 * HOUR, SLOT) for _ in range(WINDOWS - 1)]
    people: list[Visitor] = []
    for start in chance.sample(every, BOOKED):
        late = chance.uniform(20, 60) if chance.random() < 0.1 else chance.uniform(-15, 5)
        at = start + int(late * MINUTE)
        people.append(Visitor(at, Waiter("", 0, chance.choice(KINDS), at, start, start + SLOT)))
    for _ in range(WALK_INS):
        at = int(chance.triangular(8.5 * HOUR, 15 * HOUR, 9.5 * HOUR))
        people.append(Visitor(at, Waiter("", 0, chance.choice(KINDS), at)))
    people.sort(key=lambda one: one.at)
    for number, one in enumerate(people, 1):
        one.one.id, one.one.number = str(number), number
    return people


def played(seed: int) -> tuple[list[Visitor], int]:
    """The people of one day, and how often somebody was passed more than the rule allows."""
    chance = random.Random(seed)
    people = visitors(chance)
    coming, line, known = list(people), Line(), {one.one.id: one for one in people}
    busy: dict[str, tuple[int, Visitor]] = {}
    beyond = 0
    for now in range(8 * HOUR, CLOSES + 2 * HOUR, 10):
        while coming and coming[0].at <= now:
            one = coming.pop(0)
            one.walk_ins_before = sum(not is_ahead(other, now) for other in line.waiting)
            line.waiting.append(one.one)
        for window, (until, one) in list(busy.items()):
            if until <= now:
                one.done = now
                del busy[window]
        for window in (str(n) for n in range(WINDOWS)):
            if now < OPENS or window in busy:
                continue
            chosen = line.next_at(window, "", now)
            if chosen is None:
                continue
            ahead = is_ahead(chosen, now)
            line.leaves(chosen.id)
            line.called(Call(chosen.number, chosen.kind, window, now, 1), chosen.id, "")
            for other in line.waiting if ahead else ():
                waits = known[other.id]
                waits.passed += 1
                beyond += not other.start and waits.passed > AHEAD_AT_MOST * (waits.walk_ins_before + 1)
            visitor = known[chosen.id]
            visitor.called = now
            lasts = MINUTES[chosen.kind] * min(max(chance.lognormvariate(0, 0.35), 0.5), 2)
            busy[window] = (now + int(lasts * MINUTE), visitor)
    return people, beyond


def saturdays() -> None:
    days = [played(seed) for seed in range(DAYS)]
    people = [one for day, _ in days for one in day]
    booked = [one for one in people if one.one.start]
    on_time = [one for one in booked if one.at <= one.one.end]
    walk_ins = [one for one in people if not one.one.start]
    stay = [median((one.done - one.at) / MINUTE for one in day if one.one.start) for day, _ in days]
    note = (
        f"{BOOKED} booked, {WALK_INS} walk-ins, {WINDOWS} windows, {DAYS} Saturdays; worst Saturday {max(stay):.0f} min"
    )
    at_most("queue.saturday.booked", median(stay), "min", 30, note)
    at_most(
        "queue.saturday.beyond", sum(beyond for _, beyond in days), "times", 0, "passed more often than the rule allows"
    )
    for name, group in (("booked", on_time), ("walk-in", walk_ins)):
        for kind in MINUTES:
            waits = [max(0, one.called - max(one.at, OPENS)) / MINUTE for one in group if one.one.kind == kind]
            said = f"median; 9 in 10 within {quantiles(waits, n=10)[8]:.0f}, longest {max(waits):.0f} min"
            row(f"queue.wait.{name}.{kind}", median(waits), "min", None, None, said)
    unserved = sum(not one.done for one in people)
    at_most("queue.saturday.unserved", unserved, "people", 0, "not done two hours after closing")
