"""The nemesis: what Hypothesis may do to the town, its people and its line, in any order."""

from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from tests.sim.engines import OnPostgres, OnSQLite
from tests.sim.town import DEPARTMENT, DEPT, DESK, DUTIES, FIELDS, REQUIRED
from tests.sim.world import DEVICES, YOUNG, Packet, World, uuid

# Far from the ids of mutations, which are counted up
CASES = {"ann": [uuid(0xA1 << 32), uuid(0xA2 << 32)], "bob": [uuid(0xB1 << 32)]}
PHONES, TABLETS = ["a1", "a2", "b"], ["t1", "t2"]
phones, tablets, devices = st.sampled_from(PHONES), st.sampled_from(TABLETS), st.sampled_from(list(DEVICES))
which, byte = st.integers(0, 2), st.integers(0, 100_000)
fates = st.sampled_from([None, None, "before", "after"])  # of the next commit, when the process ends
deaths = st.sampled_from([None, None, "before_rows", "before_results"])
STEPS = ["claim", "return", "accept", "decline", "hand_over", "approve", "issue"]
WAY = [("owner", "save"), ("owner", "submit"), ("t1", "return"), ("owner", "mend")]
WAY += [("t1", "accept"), ("t1", "hand_over"), ("t2", "approve"), ("t1", "issue")]
stages = st.integers(0, len(WAY))
fields = st.sampled_from(FIELDS)
ACTS = ["save", "save", "empty", "submit", "submit too little", "mend", "withdraw", "discard", "restore"]
TWO_YEARS = 2 * 365 * 86400


class Schedule(RuleBasedStateMachine):
    engine: type[OnSQLite | OnPostgres] = OnSQLite

    def __init__(self) -> None:
        super().__init__()
        self.world = World(self.engine)

    def teardown(self) -> None:
        try:
            self.world.quiet()
        finally:
            self.world.close()

    @initialize(stages=st.tuples(stages, stages, stages))
    def begins(self, stages: tuple[int, int, int]) -> None:
        """Some cases are under way already: few schedules would come so far by chance."""
        for phone, id, stage in zip(("a1", "a2", "b"), [*CASES["ann"], *CASES["bob"]], stages, strict=True):
            for who, act in WAY[:stage]:
                device = phone if who == "owner" else who
                self.world.sync(device)
                self.act(device, id, act, REQUIRED)
                self.world.sync(device)

    # What people do

    def case(self, phone: str, pick: int) -> str:
        mine = CASES[DEVICES[phone][0]]
        return mine[pick % len(mine)]

    @rule(phone=phones, pick=which, acts=st.lists(st.sampled_from(ACTS), min_size=1, max_size=3), field=fields)
    def works(self, phone: str, pick: int, acts: list[str], field: str) -> None:
        for act in acts:
            self.act(phone, self.case(phone, pick), act, field)

    def act(self, phone: str, id: str, act: str, field: str, seen: bool = True) -> None:
        """As somebody does who looks at this device, also where the town will not have it."""
        case, value = self.world.case_on(phone, id) or {}, f"v{self.world.next()}"
        more: dict[str, dict[str, Any]] = {
            "withdraw": {"reason": "不办了"},
            "return": {"round": case.get("round", 1), "defects": [{"field": REQUIRED, "reason": "写全称"}]},
            "decline": {"reason": "不归镇上办"},
            "hand_over": {"department": DEPARTMENT},
            "issue": {"result": "每月 55 元"},
        }
        if act == "save":
            self.world.application(phone, act, id, answers={field: value})
        elif act == "empty":
            self.world.application(phone, "save", id, answers={field: None})
        elif act == "submit":
            whole = {**case.get("answers", {}), REQUIRED: value}
            self.world.application(phone, act, id, answers=whole, materials={})
        elif act == "submit too little":
            self.world.application(phone, "submit", id, answers={}, materials={})
        elif act == "mend":
            answers = {defect["field"]: value for defect in case.get("defects", ())}
            self.world.application(phone, act, id, round=case.get("round", 1), answers=answers, materials={})
        elif act in STEPS:
            base = {"base": case["version"]} if seen and case else {}
            self.world.application(phone, act, id, **base, **more.get(act, {}))
        else:
            self.world.application(phone, act, id, **more.get(act, {}))

    @rule(
        tablet=tablets,
        pick=st.integers(0, 2),
        steps=st.lists(st.sampled_from(STEPS), min_size=1, max_size=2),
        seen=st.booleans(),
    )
    def decides(self, tablet: str, pick: int, steps: list[str], seen: bool) -> None:
        for step in steps:
            self.act(tablet, [*CASES["ann"], *CASES["bob"]][pick], step, REQUIRED, seen)

    @rule(device=devices)
    def reads_notices(self, device: str) -> None:
        self.world.type_in(device, "notices.read", "notices", ids=self.world.unread_on(device))

    @rule(device=devices)
    def renames(self, device: str) -> None:
        profile = {"id_number": "510131194903150017", "place": "510131104206"}
        self.world.type_in(device, "accounts.set_profile", "accounts", name=f"杨{self.world.next()}", **profile)

    @rule(device=devices)
    def reads_what_was_refused(self, device: str) -> None:
        drawer = self.world.devices[device].mine
        for id in [] if drawer is None else [id for id, one in drawer.outbox.items() if one.state == "rejected"]:
            self.world.devices[device].forget(id)
            self.world.forgotten.add(id)

    @rule(device=devices, pick=which)
    def signs_in(self, device: str, pick: int) -> None:
        self.world.sign_in(device, DEVICES[device][pick % len(DEVICES[device])])

    # What the line does

    @rule(some=st.lists(devices, min_size=1, max_size=5))
    def syncs(self, some: list[str]) -> None:
        for device in some:
            self.world.sync(device)

    @rule(device=devices, cut=st.sampled_from(["request", "reply"]), at=byte)
    def line_cut(self, device: str, cut: str, at: int) -> None:
        packet = self.world.send(device)
        if packet is None:
            return
        self.world.packets.remove(packet)
        if cut == "request":
            self.world.arrive_cut(packet, at)
        else:
            self.world.arrive([packet])
            self.world.deliver(self.world.packets.pop(), cut=at)
        self.world.devices[device].give_up()

    @rule(device=devices, fate=fates, dies=deaths)
    def somebody_dies(self, device: str, fate: str | None, dies: str | None) -> None:
        packet = self.world.send(device)
        if packet is None:
            return
        self.world.packets.remove(packet)
        self.world.arrive([packet], fate)
        for reply in self.replies(packet):
            self.world.deliver(reply, dies=dies)
            self.world.packets.remove(reply)

    def replies(self, packet: Packet) -> list[Packet]:
        return [one for one in self.world.packets if one.number == packet.number and one.reply is not None]

    @rule(device=devices)
    def sends(self, device: str) -> None:
        self.world.send(device)

    def requests(self) -> list[Packet]:
        return [packet for packet in self.world.packets if packet.reply is None]

    @precondition(lambda self: self.requests())
    @rule(pick=byte, copy=st.booleans(), fate=fates)
    def request_arrives(self, pick: int, copy: bool, fate: str | None) -> None:
        found = self.requests()
        packet = found[pick % len(found)]
        if not copy:
            self.world.packets.remove(packet)
        self.world.arrive([packet], fate)

    @precondition(lambda self: len(self.requests()) > 1)
    @rule(pick=byte, fate=fates)
    def requests_arrive_together(self, pick: int, fate: str | None) -> None:
        found = self.requests()
        together = [found[pick % len(found)], found[(pick + 1) % len(found)]]
        for packet in together:
            self.world.packets.remove(packet)
        self.world.arrive(together, fate)

    @precondition(lambda self: any(packet.reply for packet in self.world.packets))
    @rule(pick=byte, dies=deaths)
    def reply_arrives(self, pick: int, dies: str | None) -> None:
        found = [packet for packet in self.world.packets if packet.reply is not None]
        packet = found[pick % len(found)]
        self.world.packets.remove(packet)
        self.world.deliver(packet, dies=dies)

    @precondition(lambda self: self.world.packets)
    @rule(pick=byte)
    def packet_lost(self, pick: int) -> None:
        packet = self.world.packets.pop(pick % len(self.world.packets))
        self.world.devices[packet.device].give_up()

    # What breaks

    @rule(device=devices, what=st.sampled_from(["battery", "cache", "everything"]))
    def device_breaks(self, device: str, what: str) -> None:
        phone = self.world.devices[device]
        if what == "battery":
            phone.crash()
        elif what == "cache":
            phone.lose_cache()
        else:
            self.world.gone |= {entry.id for entry in phone.lose_everything()}

    @rule(device=devices, pick=byte)
    def row_is_lost(self, device: str, pick: int) -> None:
        phone = self.world.devices[device]
        held = {} if phone.mine is None else phone.mine.rows
        rows = [(scope, at) for scope in held for at in held[scope]]
        if rows:
            scope, at = rows[pick % len(rows)]
            del held[scope][at]
            phone.damaged = True

    @rule(
        whose=st.sampled_from(["town", "all", *DEVICES]),
        seconds=st.sampled_from([-TWO_YEARS, -3600, 0, 3600, 200 * 86400, TWO_YEARS]),
    )
    def clock_jumps(self, whose: str, seconds: int) -> None:
        if whose == "town":
            self.world.ahead = seconds
        elif whose == "all":
            self.world.now += abs(seconds)
        else:
            self.world.devices[whose].skew = seconds

    # What the town does

    @rule(who=st.sets(st.sampled_from(sorted(DUTIES))))
    def duties_change(self, who: set[str]) -> None:
        self.world.on_duty(who)

    @rule(lacks=st.sets(st.sampled_from(sorted(YOUNG))))
    def another_version_is_started(self, lacks: set[str]) -> None:
        self.world.learn(YOUNG - lacks)

    @rule(
        scope=st.sampled_from([DESK, DEPT, "person:person-ann"]),
        key=st.sampled_from("xyz"),
        text=st.sampled_from([None, "一", "二", "长" * 6000]),
    )
    def says(self, scope: str, key: str, text: str | None) -> None:
        self.world.town_says(scope, key, text)

    @rule(device=devices, what=st.sampled_from(["end", "restart", "forget", "back up", "restore"]))
    def is_tended(self, device: str, what: str) -> None:
        if what == "end":
            self.world.expire(device)
        elif what == "restart":
            self.world.town_restarts()
        elif what == "forget":
            self.world.run(self.world.server.forget_removals())
        elif what == "back up":
            self.world.back_up()
        else:
            self.world.restore()
