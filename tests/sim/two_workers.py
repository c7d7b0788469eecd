"""The nemesis where two workers serve one PostgreSQL: requests meet, connections break under workers that live on."""

from hypothesis import strategies as st
from hypothesis.stateful import rule

from tests.sim.engines import OnPostgres
from tests.sim.machine import Schedule, deaths, devices
from tests.sim.world import Packet

fates = st.sampled_from([None, None, None, "before", "after", "cut before", "cut after"])


class AtTwoWorkers(Schedule):
    engine = OnPostgres

    @rule(some=st.lists(devices, min_size=2, max_size=3, unique=True), fate=fates)
    def sync_at_once(self, some: list[str], fate: str | None) -> None:
        self.meet([packet for device in some if (packet := self.world.send(device)) is not None], fate)

    @rule(device=devices, fate=fates, dies=deaths)
    def the_line_repeats_a_request(self, device: str, fate: str | None, dies: str | None) -> None:
        """To both workers at once."""
        packet = self.world.send(device)
        if packet is not None:
            self.meet([packet, packet], fate, dies)

    def meet(self, packets: list[Packet], fate: str | None, dies: str | None = None) -> None:
        if not packets:
            return
        numbers = {packet.number for packet in packets}
        self.world.arrive(packets, fate)
        replies = [one for one in self.world.packets if one.number in numbers and one.reply is not None]
        self.world.packets = [one for one in self.world.packets if one.number not in numbers]
        for reply in replies:
            self.world.deliver(reply, dies=dies)
