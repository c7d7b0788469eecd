"""Tickets, the line of each centre and day, and the numbers that devices may give out without a line."""

from piccolo.columns import JSON, BigInt, Integer, Text, Varchar
from piccolo.table import Table


class Ticket(Table, tablename="ticket"):
    id = Varchar(36, primary_key=True)
    centre = Varchar(12)
    on = Varchar(10)
    day = Varchar(24, index=True)  # <centre>/<on>
    kind = Varchar(8)
    number = Integer()
    place = Varchar(32, unique=True)  # <centre>/<on>/<number>: no number twice a day
    person = Varchar(36, default="", index=True)  # the account that follows it
    holder = Varchar(96, default="", index=True)  # <centre>/<on>/<keyed hash of who drew it>; - after the night
    channel = Varchar(8)
    client = Varchar(22)
    group = Varchar(64, default="")
    booking = Varchar(64, default="", index=True)
    start = BigInt(default=0)
    end = BigInt(default=0)
    preferred = Varchar(50, default="")
    drawn_at = BigInt()
    since = BigInt()
    state = Varchar(12)
    window = Varchar(64, default="")
    called_at = BigInt(default=0)
    calls = Integer(default=0)
    done_at = BigInt(default=0)
    code = Varchar(10, unique=True)
    history = JSON(default="[]")


class TicketLine(Table, tablename="ticket_line"):
    """Who waits at a centre on a day and what its windows do, in one row: whoever calls or draws holds it, so that no
    two windows ever call the same ticket."""

    id = Varchar(24, primary_key=True)  # <centre>/<on>
    body = Text()


class TicketsWaiting(Table, tablename="tickets_waiting"):
    """All who wait in a line where they are many, as they once were. Never changed: the line names its own."""

    id = Varchar(16, primary_key=True)
    body = Text()


class TicketBlock(Table, tablename="ticket_block"):
    """A hundred numbers of each day that one device may give out. No two blocks that live share a number."""

    id = Varchar(36, primary_key=True)  # <centre>/<client>
    centre = Varchar(12, index=True)
    client = Varchar(22)
    person = Varchar(36)
    first = Integer()
    last = Integer()
    until = Varchar(10)
