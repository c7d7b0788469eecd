"""The nemesis where two workers serve one PostgreSQL: requests meet, connections break under workers that live on."""

from hypothesis import strategies as st
from hypothesis.stateful import initialize, rule

from tests.sim.engines import OnPostgres
from tests.sim.machine import ACTS, PHONES, STEPS, Schedule, deaths, devices, which
from tests.sim.town import REQUIRED
from tests.sim.world import CUTS, Packet

# Who share rows or scopes; with which case each does what
crowds = st.sampled_from([("a1", "a2"), ("t1", "t2"), ("a1", "t1"), ("a1", "a2", "b"), ("a2", "t1", "t2")])
deeds = st.tuples(which, st.integers(0, 15))
fates = st.sampled_from([None, None, None, "before", "after", "cut before", "cut after"])


class AtTwoWorkers(Schedule):
    engine = OnPostgres

    @rule(some=st.lists(devices, min_size=2, max_size=5, unique=True))
    def syncs(self, some: list[str], fate: str | None = None) -> None:
        self.meet([packet for device in some if (packet := self.world.send(device)) is not None], fate)

    @rule(crowd=crowds, deeds=st.tuples(deeds, deeds, deeds), fate=fates)
    def all_at_once(self, crowd: tuple[str, ...], deeds: tuple[tuple[int, int], ...], fate: str | None) -> None:
        for device, (pick, what) in zip(crowd, deeds, strict=False):
            self.does(device, pick, what)
        self.syncs([*crowd], fate)

    @initialize(crowd=crowds, deeds=st.tuples(deeds, deeds, deeds))
    def begins_at_once(self, crowd: tuple[str, ...], deeds: tuple[tuple[int, int], ...]) -> None:
        """In every schedule somebody meets somebody."""
        self.all_at_once(crowd, deeds, None)

    def does(self, device: str, pick: int, what: int) -> None:
        if what == 0:
            self.renames(device)
        elif what == 1:
            self.reads_notices(device)
        elif device in PHONES:
            self.works(device, pick, [ACTS[what % len(ACTS)]], REQUIRED)
        else:
            self.decides(device, pick, [STEPS[what % len(STEPS)]], seen=False)

    @rule(device=devices, fate=fates, dies=deaths)
    def the_line_repeats_a_request(self, device: str, fate: str | None, dies: str | None) -> None:
        """To both workers at once."""
        packet = self.world.send(device)
        if packet is not None:
            self.meet([packet, packet], fate, dies)

    def meet(self, packets: list[Packet], fate: str | None, dies: str | None = None) -> None:
        """Where something broke, who is answered for certain hears it, and nobody else: were that decided by who came
        first, the next steps could not be had again."""
        if not packets:
            return
        self.world.arrive(packets, fate)
        certain = packets if fate is None else [] if fate in CUTS else packets[1::2]
        heard, numbers = {packet.number for packet in certain}, {packet.number for packet in packets}
        replies = [one for one in self.world.packets if one.number in heard and one.reply is not None]
        self.world.packets = [one for one in self.world.packets if one.number not in numbers]
        for reply in replies:
            self.world.deliver(reply, dies=dies)
