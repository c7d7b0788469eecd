"""One item of the scale case: every field filled, in sentences that a guide could have."""

from __future__ import annotations

import random
import re
from typing import Any

from server.guide.scale import phrases
from server.guide.scale.orgs import Org

Entity = dict[str, Any]
MATERIAL_NAMES = list(phrases.MATERIALS)


def item(org: Org, number: int, name: str, kind: int, chance: random.Random) -> Entity:
    statutory = chance.randint(3, 60)
    fee = chance.choice([0, 0, 0, 5, 10, chance.randint(1, 300)])
    visits = chance.choice([0, 0, 1, 1, 1, 2])
    online = visits < 2
    body: Entity = {
        "code": f"{org.code[4:] or org.code}-{number:0{4 if len(org.code) < 12 else 2}}",
        "name": name,
        "org": org.code,
        "department": department(org, name),
        "kind": kind,
        "window_class": window_class(name),
        "topics": topics(name),
        "words": [chance.choice(phrases.EVERYDAY)],
        "audience": chance.choice(["person", "company", "both"]),
        "summary": summary(chance),
        "conditions": conditions(org, chance),
        "materials": materials(chance),
        "steps": steps(org, chance, statutory),
        "promised_days": chance.randint(1, statutory),
        "statutory_days": statutory,
        "fee": fee,
        "visits": visits,
        "online": online,
        "window": f"{chance.randint(1, 9)}楼{chance.choice('ABCDEF')}区{chance.randint(1, 60)}号",
        "phone": f"{chance.randint(80_000_000, 89_999_999)}-{chance.randint(100, 999)}",
        "basis": basis(chance),
        "result": f"{chance.choice(phrases.RESULTS)}（{chance.randint(1, 60)}个月）",
        "from": f"20{chance.randint(10, 25)}-{chance.randint(1, 12):02}-{chance.randint(1, 28):02}",
        "sample": True,
    }
    if fee:
        body["fee_note"] = f"穗价〔20{chance.randint(10, 25)}〕{chance.randint(1, 400)}号"
    if len(org.code) > 4:
        body["delegated_by"] = org.code[: {6: 4, 9: 6, 12: 9}[len(org.code)]]
    if visits:
        body["attend"] = chance.choice(phrases.ATTENDS)
    if online:
        body["form"] = "sq"
    if number <= org.used:
        body["rank"] = number * 200 // (org.used + 1) + 1
    return body


def department(org: Org, name: str) -> str:
    """The same name is always of the same department."""
    base = name.partition("（")[0]
    return org.departments[sum(map(ord, base)) % len(org.departments)][0]


def window_class(name: str) -> str:
    if re.search("建设|工程|规划|施工|用地", name):
        return "construction"
    if re.search("进出口|通关|海关|外商", name):
        return "customs"
    return "operation" if re.search("经营|许可|审批", name) else "registration"


def topics(name: str) -> list[str]:
    found = [topic for topic, signs in phrases.TOPICS.items() if any(sign in name for sign in signs)]
    return found[:2] or ["其他"]


def summary(chance: random.Random) -> str:
    who, when, verb = chance.choice(phrases.SUBJECTS), chance.choice(phrases.SITUATIONS), chance.choice(phrases.VERBS)
    return f"{who}{when}{verb}，{chance.randint(1, 12)}月{chance.randint(1, 28)}日前"


def conditions(org: Org, chance: random.Random) -> list[str]:
    fewer, more = (1, 2) if len(org.code) == 12 else (2, 3)
    chosen = chance.sample(phrases.CONDITIONS, more if chance.random() < (0.6 if more == 2 else 0.16) else fewer)
    return [text.format(d=chance.randint(10, 999), m=chance.randint(100, 9999)) for text in chosen]


def materials(chance: random.Random) -> list[Entity]:
    made = []
    for number, name in enumerate(chance.sample(MATERIAL_NAMES, 2), start=1):
        grade, issuer, pages = phrases.MATERIALS[name]
        line: Entity = {"code": str(number), "name": name, "grade": grade}
        if grade == "A":
            line["from"] = issuer
        line |= {"pages": max(1, pages + chance.randint(-2, 4)), "copies": chance.randint(1, 5)}
        made.append(line)
    return made


def steps(org: Org, chance: random.Random, days: int) -> list[Entity]:
    received: Entity = {"name": "受理", "days": chance.randint(0, 5)}
    decided: Entity = {"name": chance.choice(phrases.STEPS), "days": chance.randint(1, days)}
    if len(org.code) < 12:
        decided["by"] = chance.choice(phrases.ROLES)
    return [received, decided]


def basis(chance: random.Random) -> str:
    law, article = chance.choice(phrases.LAWS), chance.randint(3, 99)
    return f"《{law}》第{article}条；穗府〔20{chance.randint(10, 25)}〕{chance.randint(1, 400)}号"
