"""Everything together: devices, the packets between them and the town, and the plain model beside it."""

import asyncio
import json
from collections.abc import Coroutine, Iterable
from dataclasses import dataclass
from itertools import permutations
from typing import Any, TypeVar

import msgspec

from server.schema.tables import PROTOCOL
from server.sync.registry import KNOWN
from tests.sim.device import Device, Drawer, Entry, Json, print_of, read_request, results_of
from tests.sim.engines import OnPostgres, OnSQLite
from tests.sim.model import Model, Outcome
from tests.sim.town import DUTIES, FORM, ITEM, LEAD, START, VILLAGE, Reply, Server, furnish

T = TypeVar("T")
SEEN = {"profile": ("name",), "application": ("state", "version", "round", "answers"), "note": ("text", "later")}
YOUNG = {"notices.read", "applications.save"}  # what an older server does not know
# device → who uses it; phones of residents, tablets shared by staff
DEVICES = {"a1": ("ann",), "a2": ("ann",), "b": ("bob",), "t1": ("clerk", "chief"), "t2": ("office", "clerk")}
# protocol, and how it speaks
APPS = {"a2": (PROTOCOL, "brief"), "b": (PROTOCOL, "short"), "t1": (PROTOCOL, "short"), "t2": (1, "full")}
CUTS = {"cut before", "cut after"}  # after which a worker may have to say that it does not know


@dataclass
class Packet:
    device: str
    number: int
    body: bytes
    reply: Reply | None = None


def uuid(number: int) -> str:
    return f"01900000-0000-7000-8000-{number:012x}"


class World:
    def __init__(self, engine: type[OnSQLite | OnPostgres] = OnSQLite) -> None:
        self.loop = asyncio.new_event_loop()
        self.below = engine(furnish)
        self.now = START
        self.ahead = 0  # seconds that the server's clock is wrong
        self.server = self.run(self._server())
        self.model = Model(set(KNOWN))
        self.young = {name: KNOWN[name] for name in YOUNG}
        self.devices = {name: Device(name, *APPS.get(name, (PROTOCOL, "full"))) for name in DEVICES}
        self.packets: list[Packet] = []
        self.sent: list[Packet] = []
        self.made: dict[str, tuple[str, str]] = {}  # mutation → device and person
        self.gone: set[str] = set()  # unsent when a device lost its storage, or forgotten by a restored town
        self.forgotten: set[str] = set()  # rejected, read by the person and thrown away
        self.receipts: dict[str, str] = {}
        self.restored = False
        self.backup: Model | None = None
        self.count = 0
        for name, who in DEVICES.items():
            self.sign_in(name, who[0])

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        return self.loop.run_until_complete(work)

    async def _server(self) -> Server:
        await self.below.begin()
        server = Server(self.below, lambda: self.now + self.ahead)
        await server.start()
        return server

    def close(self) -> None:
        KNOWN.update(self.young)
        self.run(self.server.close())
        self.loop.close()

    def next(self) -> int:
        self.count += 1
        return self.count

    # People

    def sign_in(self, device: str, person: str) -> None:
        drawer = self.devices[device].drawer_of(f"person-{person}")
        token = f"token-{self.next()}"
        self.run(self.server.open_session(person, drawer.client, token))
        self.devices[device].sign_in(f"person-{person}", token)

    def expire(self, device: str) -> None:
        drawer = self.devices[device].mine
        if drawer is not None and drawer.session is not None:
            self.run(self.server.end_session(drawer.session))

    def type_in(self, device: str, name: str, lane: str, /, **args: Any) -> Entry | None:
        phone = self.devices[device]
        if phone.who is None:
            return None
        id = uuid(self.next())
        if phone.form == "short" and args.get("id") == lane and lane not in self.made:
            id = lane  # the first word about a new thing may bear its name
        self.made[id] = (device, phone.who)
        return phone.mutate(id, name, lane, args)

    def application(self, device: str, step: str, id: str, /, **args: Any) -> Entry | None:
        if step in ("save", "submit"):
            args = {"item": ITEM, "form": FORM, "place": VILLAGE, **args}
        return self.type_in(device, f"applications.{step}", id, id=id, **args)

    def case_on(self, device: str, id: str) -> Json | None:
        """The application as this device last heard of it."""
        drawer = self.devices[device].mine
        for rows in () if drawer is None else drawer.rows.values():
            if ("application", id) in rows:
                return rows["application", id].body
        return None

    def unread_on(self, device: str) -> list[str]:
        drawer = self.devices[device].mine
        rows = {} if drawer is None else drawer.rows.get("me", {})
        return [key for (entity, key), row in rows.items() if entity == "notice" and "read_at" not in row.body]

    # The line

    def send(self, device: str) -> Packet | None:
        phone = self.devices[device]
        if phone.asked is not None:
            phone.give_up()
        number = self.next()
        body = phone.ask(number, self.now)
        if body is None:
            return None
        packet = Packet(device, number, body)
        self.packets.append(packet)
        self.sent.append(packet)
        return packet

    def arrive(self, packets: list[Packet], fate: str | None = None) -> None:
        """Requests reach the town together; the replies set out."""
        bodies = [packet.body for packet in packets]
        requests = [read_request(body) for body in bodies]
        who = [self.run(self.server.who(request.get("session"), request["client"])) for request in requests]
        replies = self.run(self.server.serve(bodies, fate))
        self.check(
            requests, who, [None if reply and fate in CUTS and reply.status == 503 else reply for reply in replies]
        )
        for packet, reply in zip(packets, replies, strict=True):
            if reply is not None:
                self.packets.append(Packet(packet.device, packet.number, packet.body, reply))

    def arrive_cut(self, packet: Packet, at: int) -> None:
        """Only the first bytes of a request reach the town: nothing may come of it."""
        self.run(self.server.cut(packet.body[: at % len(packet.body)]))
        self.check([], [], [])

    def deliver(self, packet: Packet, cut: int | None = None, dies: str | None = None) -> None:
        assert packet.reply is not None
        body = packet.reply.body
        if cut is not None:
            body = body[: cut % len(body)]
        self.devices[packet.device].hear(packet.number, body, packet.reply.packed, self.now, dies)

    def sync(self, device: str) -> bool:
        """A whole exchange without trouble; whether anything moved."""
        packet = self.send(device)
        if packet is None:
            return False
        self.arrive([packet])
        answer = self.packets[-1]
        self.packets = [one for one in self.packets if one.number != packet.number]
        drawer = self.devices[device].mine
        assert drawer is not None and answer.reply is not None
        before = len(drawer.outbox)
        self.deliver(answer)
        waits = any(entry.state == "waiting" for entry in drawer.outbox.values())
        return b'"cursors"' in answer.reply.plain or len(drawer.outbox) != before or waits

    # The town

    def town_restarts(self) -> None:
        self.run(self.server.crash())

    def back_up(self) -> None:
        self.run(self.below.back_up())
        self.backup = self.model.copy()

    def restore(self) -> None:
        """The disk died; the newest backup is what there is. What was taken since is forgotten."""
        if self.backup is None:
            return
        self.restored = True
        self.run(self.server.restore())
        self.model, duty = self.backup.copy(), self.model.duty
        known = {id.split("/", 1)[1] for id in self.model.ledger}
        self.gone |= set(self.made) - known - set(self.outboxes())
        self.on_duty(duty)
        self.receipts = {}
        self.model.known = set(KNOWN)

    def learn(self, names: set[str]) -> None:
        """Another version of the server is started, which knows just these of the young mutations."""
        for name in YOUNG:
            KNOWN.pop(name, None)
        KNOWN.update({name: self.young[name] for name in names})
        self.model.known = set(KNOWN)

    def on_duty(self, names: set[str]) -> None:
        self.run(self.server.on_duty(names))
        self.model.duty = names

    def town_says(self, scope: str, key: str, text: str | None) -> None:
        self.run(self.server.show(scope, key, text))
        self.model.notes.pop((scope, key), None)
        if text is not None:
            self.model.notes[scope, key] = text

    # Judging

    def outboxes(self) -> dict[str, Entry]:
        drawers = [drawer for device in self.devices.values() for drawer in device.drawers.values()]
        return {id: entry for drawer in drawers for id, entry in drawer.outbox.items()}

    def check(
        self, requests: list[Json], who: list[tuple[str | None, str | None]], replies: list[Reply | None]
    ) -> None:
        """The town is in a state to which some order of the requests leads, and what it answered fits that order."""
        found = self.run(self._found())
        answered = [number for number, reply in enumerate(replies) if reply is not None]
        problems: list[str] = []
        for order in permutations(range(len(requests))):
            for length in range(len(order) + 1):
                if not set(answered) <= set(order[:length]):
                    continue
                model = self.model.copy() if requests else self.model
                problem = ""
                for number in order[:length]:
                    request, (person, why) = requests[number], who[number]
                    outcomes = model.push(request["client"], person, why, request.get("mutations", []))
                    problem = problem or unlike(outcomes, request, replies[number])
                problem = problem or self._differs(model, found)
                if not problem:
                    self.model = model
                    return
                problems.append(problem)
        raise AssertionError(" | or: ".join(reversed(problems)))

    async def _found(self) -> Json:
        rows: dict[str, dict[tuple[str, str], Json]] = {}
        given: dict[str, list[int]] = {}
        prints: dict[str, int] = {}
        for scope, entity, key, version, body in await self.below.rows(
            "SELECT scope, entity, key, version, body FROM scope_row"
        ):
            given.setdefault(scope, []).append(version)
            if body is not None:
                rows.setdefault(scope, {})[entity, key] = msgspec.json.decode(body)
                prints[scope] = prints.get(scope, 0) ^ print_of(entity, key, version)
        twice = [scope for scope, versions in given.items() if len({*versions}) < len(versions)]
        for scope, version, digest in await self.below.rows("SELECT id, version, digest FROM scope"):
            whole = version >= max(given.get(scope, [0])) and digest == f"{prints.get(scope, 0):016x}"
            twice += [] if whole else [scope]
        # Of two that nobody answered, only this tells which came first.
        lines = await self.below.rows("SELECT id, result FROM ledger")
        ledger = {id: msgspec.json.decode(result)["status"].replace("changed", "accepted") for id, result in lines}
        lanes: dict[str, int] = dict(await self.below.rows("SELECT id, seq FROM lane"))
        return {"rows": rows, "ledger": ledger, "lanes": lanes, "twice": twice}

    def _differs(self, model: Model, found: Json) -> str:
        if found["twice"]:
            return f"versions given twice, or a digest that is not that of the rows: {found['twice']}"
        ledger = {id: outcome.status for id, (_, outcome) in model.ledger.items()}
        if found["ledger"] != ledger:
            return f"ledger: {found['ledger'].items() ^ ledger.items()}"
        if found["lanes"] != model.lanes:
            return f"lanes: {found['lanes']} instead of {model.lanes}"
        expected = model.rows()
        for scope in found["rows"].keys() | expected.keys():
            rows, wanted = found["rows"].get(scope, {}), expected.get(scope, {})
            seen = {at: told(body, SEEN[at[0]]) for at, body in rows.items() if at[0] in SEEN}
            if seen != {at: told(body, body) for at, body in wanted.items()}:
                return f"{scope}: {seen} instead of {wanted}"
            notices = {key: body for (entity, key), body in rows.items() if entity == "notice"}
            if len(notices) != model.told.get(scope.removeprefix("person:"), 0):
                return f"{scope}: {len(notices)} notices instead of {model.told}"
            if {key for key, body in notices.items() if "read_at" in body} != model.read & set(notices):
                return f"{scope}: read notices differ"
        return self._receipts(found["rows"])

    def _receipts(self, rows: dict[str, dict[tuple[str, str], Json]]) -> str:
        found = {key: body["receipt"] for held in rows.values() for (_, key), body in held.items() if "receipt" in body}
        if any(found.get(id) != receipt for id, receipt in self.receipts.items()):
            return f"a receipt changed: {self.receipts} became {found}"
        if len(set(found.values())) != len(found):
            return f"one receipt for two: {found}"
        self.receipts = found
        return ""

    def quiet(self) -> None:
        """All trouble ends: everything that is still on the line comes late, then everybody syncs to the end."""
        self.learn(YOUNG)
        late = [packet for packet in self.packets if packet.reply is None]
        for packet in late:
            self.arrive([packet])
        self.packets.clear()
        for device in self.devices.values():
            device.crash()
        whole = {name for name, device in self.devices.items() if not device.damaged}
        self._rounds(set(DEVICES), check=False)
        self._agree(whole)
        self._rounds(set(DEVICES) - whole, check=True)
        self._agree(set(DEVICES))
        self._all_is_there()
        for packet in self.sent[-12:]:  # once more, for good measure
            self.arrive([packet])

    def _rounds(self, devices: set[str], check: bool) -> None:
        """Without digests first: they would hide what was skipped."""
        for rounds in range(40):
            self.now += 400
            pairs = [(name, one) for name in sorted(devices) for one in DEVICES[name]]
            moved = [self._round(name, one, rounds, check) for name, one in pairs]
            if not any(moved):
                return
        raise AssertionError("still no quiet after forty rounds")

    def _round(self, name: str, person: str, rounds: int, check: bool) -> bool:
        device, moved = self.devices[name], False
        drawer = device.drawer_of(f"person-{person}")
        device.who = f"person-{person}"
        device.checked = None if check else (device.who, self.now + device.skew)
        if drawer.session is None or drawer.expired or rounds == 0:
            self.sign_in(name, person)
        for _ in range(200):
            moved = self.sync(name) or moved
            if not device.more:
                return moved
        raise AssertionError("pages without end")

    def _agree(self, devices: set[str]) -> None:
        found = self.run(self._found())["rows"]
        versions = dict(self.run(self._versions()))
        for name, who in DEVICES.items():
            for person in who if name in devices else ():
                drawer = self.devices[name].drawers[f"person-{person}"]
                granted = {"me": f"person:person-{person}"}
                granted |= {scope: scope for scope in self.scopes_of(person)}
                held = {scope: rows for scope, rows in self._held(drawer).items() if rows}
                wanted = {scope: found[stored] for scope, stored in granted.items() if stored in found}
                assert held == wanted, f"{name} of {person} does not hold what the town has"
                reached = {scope: versions[stored] for scope, stored in granted.items() if stored in versions}
                assert drawer.cursors == reached, f"{name} of {person} stands at {drawer.cursors}, not {reached}"

    def _all_is_there(self) -> None:
        waiting = self.outboxes()
        stuck = [entry for entry in waiting.values() if entry.state == "waiting"]
        assert not stuck, f"still waiting: {stuck}"
        refused = {entry.id for entry in waiting.values() if entry.state == "rejected"}
        results = {id.split("/", 1)[1]: outcome for id, (_, outcome) in self.model.ledger.items()}
        other = {id for id in refused if id in results and results[id].status != "rejected"}
        assert self.restored or not other, f"done, and yet said to be refused: {other}"
        for id, (device, person) in self.made.items():
            kept = id in waiting or id in self.forgotten or id in self.gone
            ended = id in results and results[id].status == "accepted"
            assert kept or ended, f"what {person} typed on {device} is gone: {id}"

    def scopes_of(self, person: str) -> list[str]:
        held = [DUTIES[person]["scope"]] if person in self.model.duty else []
        return [*held, LEAD] if held and person == "chief" else held

    def _held(self, drawer: Drawer) -> dict[str, dict[tuple[str, str], Json]]:
        return {scope: {at: row.body for at, row in rows.items()} for scope, rows in drawer.rows.items()}

    async def _versions(self) -> list[tuple[str, int]]:
        return [(id, version) for id, version in await self.below.rows("SELECT id, version FROM scope")]


def told(body: Json, names: Iterable[str]) -> Json:
    return {name: body[name] for name in names if body.get(name)}


def unlike(outcomes: list[Outcome], request: Json, reply: Reply | None) -> str:
    """How an answer differs from what had to be answered."""
    if reply is None:
        return ""
    results = results_of(request, json.loads(reply.plain))
    for outcome, mutation, result in zip(outcomes, request.get("mutations", []), results, strict=True):
        status = "accepted" if result["status"] == "changed" else result["status"]
        same = result["id"] == mutation["id"] and status == outcome.status
        same = same and (outcome.code is None or result["code"] == outcome.code)
        if not same or (outcome.expected or 0) != (result.get("detail") or {}).get("seq", 0):
            return f"{mutation['name']} of lane {mutation['lane']}: {result} instead of {outcome}"
    return ""
