"""uvicorn's HTTP protocol, but a body that broke off is handed over as far as it came.

uvicorn answers `http.disconnect` as soon as the line is lost and drops what it had read and not yet passed on. On a bad
line those are the bytes of a photo that somebody paid for."""

from uvicorn._types import ASGIReceiveEvent
from uvicorn.protocols.http.httptools_impl import RequestResponseCycle

from server.web.patience import Patient


class KeptBodies(Patient):
    def on_headers_complete(self) -> None:
        before = self.cycle
        super().on_headers_complete()
        if self.cycle is not None and self.cycle is not before:
            keep_body(self.cycle)


def keep_body(cycle: RequestResponseCycle) -> None:
    usual = cycle.receive

    async def receive() -> ASGIReceiveEvent:
        event = await usual()
        if event["type"] != "http.disconnect" or not cycle.body or cycle.response_complete:
            return event
        rest, cycle.body = bytes(cycle.body), bytearray()
        return {"type": "http.request", "body": rest, "more_body": cycle.more_body}

    cycle.receive = receive  # type: ignore[method-assign]
