"""Random towns with random questions, and the answers of the server's engine, for the phone's to agree with:
`python -m tests.vectors.hours_cases SEED` prints a town a line. Lunar markets are given as dates."""

from __future__ import annotations

import json
import random
import sys
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

import msgspec

from server.hours.calendar import Calendar
from server.hours.check import contradictions
from server.hours.clock import SHANGHAI
from server.hours.dated import dated_row
from server.hours.engine import Opening, day, is_open, next_opening
from server.hours.holiday_files import shipped, to_json
from server.hours.lunar import lunar_day
from server.hours.model import Hours
from server.hours.worktime import NeverOpen, add_working_minutes, due

TOWNS, QUESTIONS = 210, 50
FIRST, DAYS = date(2024, 11, 1), 400  # over two Spring Festivals
KINDS = ("regular", "regular", "extended", "market", "weekend", "night")
ITEMS = ("a", "b", "c")
Json = dict[str, Any]


def hours(chance: random.Random) -> Hours:
    """Any rules that do not contradict each other."""
    markets = [market(chance, name) for name in ("东市", "西市")[: chance.randrange(3)]]
    body: Json = {"centre": "510131104", "rules": [], "markets": markets, "exceptions": []}
    body["items"] = [dated(chance, {"set": chance.choice("st"), "item": item}) for item in ITEMS for _ in range(2)]
    if chance.random() < 0.9:
        body["rules"].append({"days": "workdays", "opens": 540, "closes": chance.choice([720, 1020])})
    for _ in range(chance.randint(1, 5)):
        add(body, "rules", rule(chance, markets))
    for number in range(chance.randrange(4)):
        add(body, "exceptions", exception(chance, str(number)))
    if late := chance.random() < 0.3:  # a supervisor's, over one that came with a new file
        body["exceptions"] += [exception(chance, "desk") for _ in range(late)]
    return msgspec.convert(body, Hours)


def add(body: Json, name: str, one: Json) -> None:
    body[name].append(one)
    if any(contradictions(msgspec.convert(body, Hours))):
        body[name].pop()


def market(chance: random.Random, name: str) -> Json:
    made: Json = {"name": name, "rule": chance.choice(["odd", "even", "every", "days", "lunar", "dates"])}
    match made["rule"]:
        case "every":
            made |= {"every": chance.randint(1, 12), "first": iso(some_day(chance))}
        case "days":
            made["days"] = sorted(chance.sample(range(1, 32), 6))
        case "dates":
            made["dates"] = sorted({iso(some_day(chance)) for _ in range(40)})
        case "lunar":
            ends = chance.sample(range(10), 3)
            dates = [FIRST + timedelta(days=n) for n in range(DAYS)]
            made |= {"rule": "dates", "dates": [iso(on) for on in dates if lunar_day(on) % 10 in ends]}
    return dated(chance, made)


def rule(chance: random.Random, markets: list[Json]) -> Json:
    made = opening(chance)
    made["days"] = chance.choice(["workdays", "workdays", "daily", "holidays", sorted(chance.sample(range(1, 8), 2))])
    if markets and chance.random() < 0.3:
        made["market"] = chance.choice(["*", markets[0]["name"]])
    if chance.random() < 0.1:
        made |= {"kind": "self_service", "opens": 0, "closes": 1440}
    return dated(chance, made)


def opening(chance: random.Random) -> Json:
    opens = chance.randrange(0, 1380, 30)
    made: Json = {"opens": opens, "closes": min(1440, opens + chance.randrange(1, 600)), "kind": chance.choice(KINDS)}
    if chance.random() < 0.3:
        made["items"] = chance.choice("st")
    if chance.random() < 0.3:
        made["cutoff"] = {"at": chance.randrange(1441)} | chance.choice(
            [{"weekday": chance.randint(1, 7)}, {"days": chance.randrange(6)}, {"workdays": chance.randint(1, 4)}]
        )
    return made | chance.choice([{}, {"windows": 4}, {"booked": True}, {"note": "先预约"}])


def exception(chance: random.Random, id: str) -> Json:
    start = some_day(chance)
    made: Json = {"id": id, "from": iso(start), "until": iso(start + timedelta(days=chance.randrange(12)))}
    made |= {"openings": [opening(chance) for _ in range(chance.randrange(3))], "reason": chance.choice(["", "停电"])}
    if made["openings"] and chance.random() < 0.3:
        made["extra"] = True
    return made | ({"area": "self_service"} if chance.random() < 0.2 else {})


def dated(chance: random.Random, made: Json) -> Json:
    if chance.random() < 0.2:
        made["from"] = iso(some_day(chance))
    elif chance.random() < 0.2:
        made["until"] = iso(some_day(chance))
    return made


def some_day(chance: random.Random) -> date:
    return FIRST + timedelta(days=chance.randrange(DAYS))


def iso(on: date) -> str:
    return on.isoformat()


def seconds(at: datetime | None) -> int | None:
    return None if at is None else int(at.timestamp())


def question(chance: random.Random, of: Hours, calendar: Calendar) -> Json:
    on = some_day(chance)
    at = datetime(on.year, on.month, on.day, tzinfo=SHANGHAI) + timedelta(seconds=chance.randrange(86400))
    item, machines = chance.choice([None, None, *ITEMS]), chance.random() < 0.3
    match chance.randrange(5):
        case 0:
            return {"ask": "day", "on": iso(on), "answer": day_of_phone(of, calendar, on)}
        case 1:
            found = is_open(of, calendar, at, item, machines)
            answer = None if found is None else opening_of_phone(found)
            return {"ask": "open", "at": seconds(at), "item": item, "machines": machines, "answer": answer}
        case 2:
            next = next_opening(of, calendar, at, item, 40, machines)
            answer = next and [seconds(next[0]), seconds(next[1]), opening_of_phone(next[2])]
            return {"ask": "next", "at": seconds(at), "item": item, "machines": machines, "answer": answer}
        case 3:
            minutes = chance.choice([0, 1, 60, 480, 1440, chance.randrange(3000)])
            try:
                answer = seconds(add_working_minutes(of, calendar, at, minutes))
            except NeverOpen:
                answer = None
            return {"ask": "minutes", "at": seconds(at), "minutes": minutes, "answer": answer}
    days = chance.choice([0, 0.5, 1, 3, 5, 20])
    limit = due(calendar, on, days)
    return {"ask": "limit", "on": iso(on), "days": days, "answer": [iso(limit.on), limit.certain]}


def day_of_phone(of: Hours, calendar: Calendar, on: date) -> Json:
    one = day(of, calendar, on)
    return {
        "on": iso(on),
        "openings": [opening_of_phone(opening) for opening in one.openings],
        "why": [list(why) for why in one.why],
        "workday": one.workday,
        "market": list(one.market),
    }


def opening_of_phone(one: Opening) -> Json:
    made = {"from": one.from_minute, "until": one.until_minute, "kind": one.kind, "cutoff": seconds(one.cutoff)}
    made |= {"items": one.items, "windows": one.windows, "booked": one.booked or None, "note": one.note}
    return {name: value for name, value in made.items() if value is not None}


def towns(seed: int) -> Iterator[Json]:
    chance = random.Random(seed)
    for _ in range(TOWNS):
        years = [one for one in shipped() if one.year < chance.choice([2025, 2026, 2027, 2027])]
        calendar, of = Calendar.of(years), hours(chance)
        yield {
            "hours": json.loads(msgspec.json.encode(of)),
            "years": [json.loads(to_json(one)) for one in years],
            "row": dated_row(of, calendar, FIRST + timedelta(days=60), FIRST + timedelta(days=270)),
            "questions": [question(chance, of, calendar) for _ in range(QUESTIONS)],
        }


if __name__ == "__main__":
    for town in towns(int(sys.argv[1])):
        print(json.dumps(town, ensure_ascii=False))
