"""Writes tests/traces/*.json: what one phone did, what the line and the town answered, what the phone must hold after.

`python -m tests.sim.traces` writes them anew, `--check` says whether they are still what the simulation makes.
The TypeScript client lives through the same traces (tests/pwa/traces.test.ts, tests/browser/traces.test.mjs).
"""

import json
import random
import sys
from pathlib import Path
from typing import Any

from tests.sim.device import Json, read_request
from tests.sim.town import FIELDS, REQUIRED
from tests.sim.world import Packet, World, uuid

FOLDER = Path(__file__).parents[1] / "traces"
COUNT, STEPS = 30, 14
PHONE, CASE = "a1", uuid(0xA1)
# Bodies are cut down to this: what the town's rows hold beside it changes with the domains, not with sync.
KEPT = ("id", "state", "version", "round", "answers", "defects", "name", "text", "later")


def small(body: Json) -> Json:
    return {name: body[name] for name in KEPT if name in body}


class Trace:
    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.world = World()
        self.steps: list[Json] = []
        self.phone = self.world.devices[PHONE]
        self.note("sign_in")

    def note(self, do: str, **more: Any) -> None:
        self.steps.append({"do": do, "at": self.world.now + self.phone.skew, **more})

    def make(self) -> Json:
        acts = [self.types] * 4 + [self.submits, self.mends, self.renames, self.news] + [self.news, self.desk]
        acts += [self.sync] * 8 + [self.restart, self.loses_cache, self.loses_row, self.clock, self.expires, self.waits]
        try:
            for _ in range(STEPS):
                self.random.choice(acts)()
            self.calm()
            return {"steps": self.steps, "holds": self.holds()}
        finally:
            self.world.close()

    # What the person does

    def mutate(self, name: str, lane: str, args: Json) -> None:
        entry = self.world.type_in(PHONE, name, lane, **args)
        assert entry is not None
        self.note("mutate", id=entry.id, name=name, lane=lane, args=entry.args)

    def types(self) -> None:
        args = {"item": "sim-item", "form": "sim@1", "place": "510131104206"}
        args["answers"] = {self.random.choice(FIELDS): f"v{self.world.next()}"}  # type: ignore[assignment]
        self.mutate("applications.save", CASE, {"id": CASE, **args})

    def submits(self) -> None:
        args: Json = {"item": "sim-item", "form": "sim@1", "place": "510131104206", "materials": {}}
        answers = {REQUIRED: f"v{self.world.next()}"} if self.random.random() < 0.8 else {}
        self.mutate("applications.submit", CASE, {"id": CASE, **args, "answers": answers})

    def mends(self) -> None:
        round_ = (self.world.case_on(PHONE, CASE) or {}).get("round", 1)
        answers = {REQUIRED: f"v{self.world.next()}"}
        self.mutate("applications.mend", CASE, {"id": CASE, "round": round_, "answers": answers, "materials": {}})

    def renames(self) -> None:
        profile = {"name": f"杨{self.world.next()}", "id_number": "510131194903150017", "place": "510131104206"}
        self.mutate("accounts.set_profile", "accounts", profile)

    # What happens elsewhere

    def news(self) -> None:
        text = self.random.choice([None, "一", "二", "长" * 900])
        for key in "uvwxyz"[: self.random.choice([1, 1, 6])]:
            self.world.town_says("person:person-ann", key, text)

    def desk(self) -> None:
        self.world.sync("t1")
        self.world.application("t1", "return", CASE, round=1, defects=[{"field": REQUIRED, "reason": "写全称"}])
        self.world.sync("t1")

    # What happens to the phone

    def restart(self) -> None:
        self.phone.crash()
        self.note("restart")

    def loses_cache(self) -> None:
        self.phone.lose_cache()
        self.note("lose_cache")
        self.restart()

    def loses_row(self) -> None:
        rows = [(scope, at) for scope, held in self.drawer.rows.items() for at in held]
        if rows:
            scope, (entity, key) = self.random.choice(rows)
            del self.drawer.rows[scope][entity, key]
            self.note("lose_row", scope=scope, entity=entity, key=key)
            self.restart()

    def clock(self) -> None:
        self.phone.skew = self.random.choice([-63_072_000, -3600, 0, 3600, 63_072_000])

    def waits(self) -> None:
        self.world.now += self.random.choice([1, 60, 86_400])

    def expires(self) -> None:
        self.world.expire(PHONE)
        self.sync()
        self.world.sign_in(PHONE, "ann")
        self.note("sign_in")

    @property
    def drawer(self) -> Any:
        return self.phone.drawers["person-ann"]

    # The line

    def sync(self, calm: bool = False) -> None:
        at, died = self.world.now + self.phone.skew, False
        asks: list[Json] = []
        while not died and (packet := self.world.send(PHONE)) is not None:
            self.world.packets.remove(packet)
            request = read_request(packet.body)
            if asks and not request.get("mutations") and not self.phone.more:
                self.phone.asked = None
                break
            ask: Json = {"cursors": request.get("cursors", {}), "digests": "digests" in request}
            ask["mutations"] = [[one["id"], one["seq"]] for one in request.get("mutations", [])]
            asks.append(ask)
            fate = "well" if calm else self.random.choice(["well"] * 7 + ["lost", "unheard", "cut", "dies"])
            if not self.answer(packet, ask, fate):
                died = fate == "dies"
                break
        self.steps.append({"do": "sync", "at": at, "asks": asks})
        if died:
            self.restart()

    def answer(self, packet: Packet, ask: Json, fate: str) -> bool:
        """Whether the phone hears an answer."""
        ask |= {"lost": True} if fate in ("lost", "unheard") else {}
        if fate != "lost":
            self.world.arrive([packet])
            reply = self.world.packets.pop()
            assert reply.reply is not None
            answer = json.loads(reply.reply.plain)
            for changes in answer.get("rows", {}).values():
                for change in changes:
                    change |= {"body": small(change["body"])} if "body" in change else {}
            if fate == "well":
                self.world.deliver(reply)
                ask["answer"] = answer
                return True
            if fate == "cut":
                text = json.dumps(answer, ensure_ascii=False)
                ask["cut"] = text[: self.random.randrange(len(text))]
            if fate == "dies":
                ask["dies"] = True
        self.phone.give_up()
        return False

    def calm(self) -> None:
        self.restart()
        for _ in range(4):
            self.world.now += 400
            self.sync(calm=True)

    def holds(self) -> Json:
        rows = {
            scope: {f"{entity}/{key}": [row.version, small(row.body)] for (entity, key), row in sorted(held.items())}
            for scope, held in self.drawer.rows.items()
        }
        outbox = [[one.id, one.state, one.code, one.seq] for one in self.drawer.outbox.values()]
        return {"rows": rows, "cursors": self.drawer.cursors, "outbox": outbox}


def texts() -> dict[str, str]:
    traces = {f"{seed:02}.json": Trace(seed).make() for seed in range(COUNT)}
    return {name: lines(trace) for name, trace in traces.items()}


def lines(trace: Json) -> str:
    """A step a line."""
    steps = ",\n".join(json.dumps(step, ensure_ascii=False) for step in trace["steps"])
    return f'{{"steps": [\n{steps}\n], "holds": {json.dumps(trace["holds"], ensure_ascii=False)}}}\n'


def stale() -> list[str]:
    made = texts()
    kept = {path.name: path.read_text("utf-8") for path in FOLDER.glob("*.json")}
    return sorted(name for name in made.keys() | kept.keys() if made.get(name) != kept.get(name))


def main() -> int:
    if "--check" in sys.argv:
        print("\n".join(stale()) or "fresh")
        return 1 if stale() else 0
    FOLDER.mkdir(exist_ok=True)
    for path in FOLDER.glob("*.json"):
        path.unlink()
    for name, text in texts().items():
        (FOLDER / name).write_text(text, "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
