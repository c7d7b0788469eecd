"""uvicorn's HTTP protocol, but a body that broke off is handed over as far as it came.

uvicorn answers `http.disconnect` as soon as the line is lost and drops what it had read and not yet passed on. On a bad
line those are the bytes of a photo that somebody paid for."""

from uvicorn._types import ASGIReceiveEvent
from uvicorn.protocols.http.httptools_impl import RequestResponseCycle

from server.web.patience import Patient


class Kept(RequestResponseCycle):
    async def receive(self) -> ASGIReceiveEvent:
        if self.more_body or not self.body or self.response_complete:
            event = await super().receive()
            if event["type"] != "http.disconnect" or not self.body or self.response_complete:
                return event
        # All of it is there, as of most requests: nothing has to be waited for.
        self.flow.resume_reading()
        self.message_event.clear()
        body, self.body = bytes(self.body), bytearray()
        return {"type": "http.request", "body": body, "more_body": self.more_body}


class KeptBodies(Patient):
    def on_headers_complete(self) -> None:
        before = self.cycle
        super().on_headers_complete()
        if self.cycle is not None and self.cycle is not before:
            # uvicorn names its class itself. A function in the place of its method would hold the request that holds
            # it: each would wait for the collector, which took a tenth of every answer.
            self.cycle.__class__ = Kept
