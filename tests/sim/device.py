"""A phone or tablet as shared_schema/PROTOCOL.md asks for one, in plain Python. Whatever is in `Drawer` is on the disk.

Every method is one transaction of the disk at most, so a crash falls between two calls and never inside one.
"""

import json
import zlib
from base64 import urlsafe_b64encode
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

SCHEMA = Path(__file__).parents[2] / "shared_schema"
LONGEST_WAIT, DAY = 300, 86_400
BATCH_BYTES, BATCH_COUNT = 24_000, 100
SESSION_CODES = {"session_missing", "session_expired", "session_of_other_device"}
LANES = {name: rule["lane"] for name, rule in json.loads((SCHEMA / "mutations.json").read_text("utf-8")).items()}
Json = dict[str, Any]


@dataclass
class Entry:
    """A mutation in the outbox; `seq` is fixed before a byte of it leaves."""

    id: str
    lane: str
    name: str
    args: Json
    seq: int | None = None
    state: str = "waiting"
    code: str | None = None
    tries: int = 0
    next_at: int = 0


@dataclass
class Row:
    version: int
    body: Json


@dataclass
class Drawer:
    """What one person has on one device."""

    client: str
    session: str | None = None
    expired: bool = False
    outbox: dict[str, Entry] = field(default_factory=dict)
    lanes: dict[str, int] = field(default_factory=dict)
    rows: dict[str, dict[tuple[str, str], Row]] = field(default_factory=dict)
    cursors: dict[str, int] = field(default_factory=dict)


@dataclass
class Asked:
    """The request that is being waited for. Gone after a crash."""

    number: int
    person: str
    body: bytes
    request: Json


def client_id(*parts: object) -> str:
    return urlsafe_b64encode(sha256("/".join(map(str, parts)).encode()).digest()[:16]).decode().rstrip("=")


def short(mutation: Json) -> list[Any]:
    """Its lane is the one that mutations.json names."""
    first = mutation["seq"] == 1 and mutation["id"] == mutation["args"].get("id")
    return [mutation["name"], mutation["args"], *([] if first else [mutation["seq"], mutation["id"]])]


def read_request(body: bytes) -> Json:
    """In full, however it was sent."""
    request: Json = json.loads(body)
    if "push" in request:
        request["mutations"] = [whole(*one) for one in request.pop("push")]
    return request


def whole(name: str, args: Json, seq: int = 1, id: str | None = None) -> Json:
    lane = args["id"] if LANES[name] == "id" else LANES[name]
    return {"id": id or args["id"], "lane": lane, "seq": seq, "name": name, "args": args}


def results_of(request: Json, answer: Json) -> list[Json]:
    """One for each mutation, also where the answer was brief."""
    named = {result["id"]: result for result in answer.get("results", [])}
    plain = [one["id"] for one in request.get("mutations", []) if one["id"] not in named]
    assert "accepted" not in answer or answer["accepted"] == len(plain)
    accepted = {id: {"id": id, "status": "accepted"} for id in plain} if "accepted" in answer else {}
    return [{**named, **accepted}[one["id"]] for one in request.get("mutations", [])]


def backoff(tries: int) -> int:
    """The shortest wait that jitter allows."""
    return -(-min(LONGEST_WAIT, 1 << min(tries, 9)) // 2)


def print_of(entity: str, key: str, version: int) -> int:
    return int.from_bytes(sha256(f"{entity}\0{key}\0{version}".encode()).digest()[:8], "big")


class Device:
    def __init__(self, name: str, proto: int, form: str) -> None:
        self.name = name
        self.proto = proto
        self.form = form  # full, brief, short
        self.skew = 0  # seconds that its clock is wrong
        self.drawers: dict[str, Drawer] = {}
        self.who: str | None = None
        self.lives = 0  # how often its storage was lost
        self.damaged = False  # a row was lost in its cache, which only a digest can find
        self.crash()

    # What happens to it

    def crash(self) -> None:
        self.asked: Asked | None = None
        self.failures = 0
        self.more = False
        self.checked: tuple[str, int] | None = None  # whose digests were compared, and when

    def lose_everything(self) -> list[Entry]:
        """The browser took the whole origin's storage away; gives what was not sent."""
        unsent = [entry for drawer in self.drawers.values() for entry in drawer.outbox.values()]
        self.drawers.clear()
        self.who = None
        self.lives += 1
        self.crash()
        return unsent

    def lose_cache(self) -> None:
        for drawer in self.drawers.values():
            drawer.rows.clear()
            drawer.cursors.clear()
        self.crash()

    # People

    def drawer_of(self, person: str) -> Drawer:
        if person not in self.drawers:
            self.drawers[person] = Drawer(client_id(self.name, self.lives, person))
        return self.drawers[person]

    def sign_in(self, person: str, session: str) -> None:
        drawer = self.drawer_of(person)
        drawer.session, drawer.expired = session, False
        for entry in drawer.outbox.values():
            entry.next_at = 0
        self.who = person
        self.asked = None

    @property
    def mine(self) -> Drawer | None:
        return None if self.who is None else self.drawers[self.who]

    # Writing

    def mutate(self, id: str, name: str, lane: str, args: Json) -> Entry:
        assert self.mine is not None
        entry = Entry(id, lane, name, args)
        self.mine.outbox[id] = entry
        return entry

    def forget(self, id: str) -> None:
        """The person has read why it was rejected, and has copied what they typed."""
        assert self.mine is not None and self.mine.outbox[id].state == "rejected"
        del self.mine.outbox[id]

    def _take(self, drawer: Drawer, now: int) -> list[Json]:
        batch: list[Json] = []
        held: set[str] = set()
        size = 0
        for entry in drawer.outbox.values():
            if entry.state != "waiting" or entry.lane in held:
                continue
            if now < entry.next_at <= now + LONGEST_WAIT:  # further ahead: the clock was put back since
                held.add(entry.lane)
                continue
            size += len(json.dumps(entry.args)) + 120
            if batch and (size > max(2000, BATCH_BYTES >> self.failures) or len(batch) >= BATCH_COUNT):
                break
            if entry.seq is None:
                assert not any(later.seq for later in self._after(drawer, entry)), "a lane out of order"
                entry.seq = drawer.lanes[entry.lane] = drawer.lanes.get(entry.lane, 0) + 1
            batch.append({"id": entry.id, "lane": entry.lane, "seq": entry.seq, "name": entry.name, "args": entry.args})
        return batch

    def _after(self, drawer: Drawer, entry: Entry) -> list[Entry]:
        same = [one for one in drawer.outbox.values() if one.lane == entry.lane and one.state == "waiting"]
        return same[same.index(entry) + 1 :]

    # Asking

    def ask(self, number: int, at: int) -> bytes | None:
        """The next request, or None when nobody is signed in here. `at` is the true time; the device's may be wrong."""
        drawer, now = self.mine, at + self.skew
        if drawer is None or self.who is None or drawer.session is None or drawer.expired:
            return None
        request: Json = {"proto": self.proto, "client": drawer.client, "session": drawer.session}
        mutations = self._take(drawer, now)
        if drawer.cursors:
            request["cursors"] = dict(drawer.cursors)
            whose, when = self.checked or ("", 0)
            if whose != self.who or abs(now - when) > DAY:
                request["digests"] = {scope: self.digest(drawer, scope) for scope in drawer.cursors}
        if self.form == "brief":
            request["brief"] = True
        sent = request
        if mutations:
            request = request | {"mutations": mutations}
            sent = sent | {"push": [short(one) for one in mutations]} if self.form == "short" else request
        body = json.dumps(sent, ensure_ascii=False).encode()
        self.asked = Asked(number, self.who, body, request)
        return self.asked.body

    def digest(self, drawer: Drawer, scope: str) -> str:
        mix = 0
        for (entity, key), row in drawer.rows.get(scope, {}).items():
            mix ^= print_of(entity, key, row.version)
        return f"{mix:016x}"

    def give_up(self) -> None:
        """No line, or no answer in a minute."""
        if self.asked is not None:
            self.failures += 1
            self.asked = None

    # Hearing

    def hear(self, number: int, body: bytes, packed: bool, at: int, dies: str | None = None) -> None:
        """An answer arrives, perhaps cut, perhaps to a question that nobody asks any more."""
        if self.asked is None or self.asked.number != number:
            return
        try:
            answer: Json = json.loads(zlib.decompress(body, wbits=31) if packed else body)
        except (zlib.error, ValueError):
            self.give_up()
            return
        asked, self.asked = self.asked, None
        drawer = self.drawers[asked.person]
        if "at" not in answer:
            self.failures += 1
            return
        self.failures = 0
        if dies == "before_rows":
            return self.crash()
        if answer.get("error") not in SESSION_CODES:
            self._rows(drawer, asked.request, answer)
        if dies == "before_results":
            return self.crash()
        self._results(drawer, results_of(asked.request, answer), at + self.skew)
        self.more = bool(answer.get("more"))
        if answer.get("error") in SESSION_CODES:
            drawer.expired = True
        elif "digests" in asked.request and not answer.get("cursors"):  # else there was news, and no comparing
            self.checked = (asked.person, at + self.skew)

    def _rows(self, drawer: Drawer, request: Json, answer: Json) -> None:
        for scope in answer.get("purge", []):
            drawer.rows.pop(scope, None)
            drawer.cursors.pop(scope, None)
        for scope, changes in answer.get("rows", {}).items():
            held = drawer.rows.setdefault(scope, {})
            for change in changes:
                at = (change["entity"], change["key"])
                if "body" in change:
                    held[at] = Row(change["version"], change["body"])
                else:
                    held.pop(at, None)
        for made in answer.get("made", []):
            for number in range(made.get("count", 1)):
                mutation = request["mutations"][made["of"] + number]
                body = {name: value for name, value in (mutation["args"] | made["body"]).items() if value is not None}
                held = drawer.rows.setdefault(made["scope"], {})
                held[made["entity"], mutation["lane"]] = Row(made["version"] + number, body)
        drawer.cursors |= answer.get("cursors", {})

    def _results(self, drawer: Drawer, results: list[Json], now: int) -> None:
        for result in results:
            entry = drawer.outbox.get(result["id"])
            if entry is None:
                continue
            entry.code = result.get("code")
            if result["status"] in ("accepted", "changed"):
                del drawer.outbox[entry.id]
            elif result["status"] == "rejected":
                entry.state = "rejected"
            else:
                entry.tries += 1
                entry.next_at = 0 if entry.code in SESSION_CODES else now + backoff(entry.tries)
                if entry.code == "need_seq" and entry.seq is not None:
                    self._count_anew(drawer, entry, result["detail"]["seq"])

    def _count_anew(self, drawer: Drawer, entry: Entry, expected: int) -> None:
        sent = [one for one in drawer.outbox.values() if one.lane == entry.lane and one.seq is not None]
        waiting = [one for one in sent if one.state == "waiting"]
        if any(expected <= (one.seq or 0) < (entry.seq or 0) for one in waiting):
            return
        for one in waiting:
            one.seq, one.next_at = None, 0
        drawer.lanes[entry.lane] = expected - 1
