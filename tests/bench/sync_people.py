"""People, phones and what they hold, written straight into a store, as they would be after a year of use."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import json
import random
import time
import uuid
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from server.guide.scale import phrases
from server.piccolo_conf import DB
from server.schema.tables import PROTOCOL
from server.store.migrate import migrate
from server.sync.unit import print_of

PLACE = "440118006"
SENTENCES = [
    text for text in Path(phrases.__file__).with_name("phrases.txt").read_text("utf-8").split("\n") if len(text) > 12
]
CHARACTERS = "".join(sorted({one for text in SENTENCES for one in text if "一" <= one <= "龥"}))


def short(text: str) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()[:16]).decode().rstrip("=")


@dataclass(frozen=True)
class Phone:
    """One of the known phones: its name in the store follows from its number."""

    number: int

    @property
    def client(self) -> str:
        return short(f"client {self.number}")

    @property
    def session(self) -> str:
        return short(f"session {self.number}")

    @property
    def person(self) -> str:
        return str(uuid.UUID(bytes=hashlib.sha256(f"person {self.number}".encode()).digest()[:16]))

    def request(self, **more: Any) -> dict[str, Any]:
        return {"proto": PROTOCOL, "client": self.client, "session": self.session} | more


def words(chance: random.Random) -> str:
    """As people fill in forms: turns of phrase that all use, names and numbers that nobody else has."""
    own = "".join(chance.choice(CHARACTERS) for _ in range(4))
    return f"{chance.choice(SENTENCES)[:60]}{own}{chance.randrange(1000)}"


def draft(chance: random.Random, at: int) -> dict[str, Any]:
    """A save of about 2 KB: a form of some twenty answers, most of them sentences."""
    stamp, tail = f"{at * 1000 + chance.randrange(1000):012x}", f"{chance.getrandbits(76):019x}"
    id = f"{stamp[:8]}-{stamp[8:]}-7{tail[:3]}-8{tail[3:6]}-{tail[6:18]}"
    answers: dict[str, Any] = {f"q{number}": words(chance) for number in range(1, 20)}
    answers |= {
        "name": "".join(chance.choice("王李张刘陈杨赵黄周吴桂芳国福建军丽华") for _ in range(3)),
        "phone": f"1{chance.randrange(10**9, 10**10)}",
        "agreed": True,
    }
    return {
        "id": id,
        "item": f"440118006-{chance.randrange(1, 400):04}",
        "form": "sq@1",
        "place": PLACE,
        "answers": answers,
        "materials": {},
    }


def first_save(args: dict[str, Any]) -> list[Any]:
    """In short: the first word about a draft bears its id."""
    return ["applications.save", args]


def save(args: dict[str, Any], chance: random.Random, seq: int = 1) -> dict[str, Any]:
    tail = f"{chance.getrandbits(76):019x}"
    id = f"{args['id'][:13]}-7{tail[:3]}-8{tail[3:6]}-{tail[6:18]}"
    return {
        "id": id,
        "lane": args["id"],
        "seq": seq,
        "name": "applications.save",
        "args": args,
        "made_at": int(time.time()),
    }


async def fill(count: int, held: int = 3, first: int = 0, store: Any = DB) -> None:
    """`count` people who signed in on a phone each and hold some rows: their profile and applications."""
    now = int(time.time())
    people, sessions, scopes, rows = [], [], [], []
    body = json.dumps(draft(random.Random(1), now) | {"state": "draft", "version": 1}, ensure_ascii=False)
    for number in range(first, first + count):
        phone = Phone(number)
        scope, mix = f"person:{phone.person}", 0
        people.append((phone.person, f"1{number:010}", "陈桂芳", "", PLACE, now))
        sessions.append(
            (hashlib.sha256(phone.session.encode()).hexdigest(), phone.person, phone.client, now, now + 10**7)
        )
        for version in range(1, held + 1):
            key = f"{number}-{version}"
            mix ^= print_of("note", key, version)
            rows.append((f"{scope}/note/{key}", scope, "note", key, version, body, now))
        scopes.append((scope, held, f"{mix:016x}", 0))
    async with store.writing() as tx:
        await tx.many("INSERT INTO person (id, phone, name, id_number, place, made_at) VALUES (?,?,?,?,?,?)", people)
        await tx.many("INSERT INTO session (id, person, client, seen_at, expires_at) VALUES (?,?,?,?,?)", sessions)
        await tx.many("INSERT INTO scope (id, version, digest, floor) VALUES (?,?,?,?)", scopes)
        await tx.many("INSERT INTO scope_row (id, scope, entity, key, version, body, at) VALUES (?,?,?,?,?,?,?)", rows)


def filled(folder: Path, count: int, held: int = 3) -> None:
    """A store in `folder` with so many people."""

    async def make() -> None:
        folder.mkdir(parents=True, exist_ok=True)
        DB.open(str(folder / "ganchang.sqlite"))  # type: ignore[call-arg,arg-type]
        try:
            await migrate()
            for first in range(0, count, 10_000):
                await fill(min(10_000, count - first), held, first)
        finally:
            DB.close()

    asyncio.run(make())
