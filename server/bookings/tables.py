"""What is kept of bookings. JSON columns hold what shared_schema/bookings.json names the same."""

from piccolo.columns import JSON, BigInt, Boolean, Integer, Text, Varchar
from piccolo.table import Table

from server.store.rows import GIVEN


class BookingDay(Table, tablename="booked_day"):
    """A day at a centre. Whoever takes or frees a slot holds this row, so that one after another sees what is free."""

    id = Varchar(24, primary_key=True)  # <centre>/<day>
    centre = Varchar(12, index=True)
    on = Varchar(10)
    channels = JSON()  # how many were booked by each (B9); what was cancelled stays counted


class Booking(Table, tablename="booking"):
    id = Varchar(64, primary_key=True)
    version = Integer(default=0)
    person = Varchar(80, index=True)
    centre = Varchar(12)
    kind = Varchar(12, default="window")
    channel = Varchar(8, default="app")
    state = Varchar(12)
    day = Varchar(24, default="", index=True)  # of `start`, as in BookingDay
    start = BigInt(default=0)
    end = BigInt(default=0)
    window = Varchar(64, default="")
    code = Varchar(10, null=True, default=None, unique=True)
    item = Varchar(64, default="")
    item_name = Varchar(200, default="")
    application = Varchar(64, default="")
    wishes = JSON(default="[]")
    waitlist = Boolean(default=False)
    offers = JSON(default="[]")
    release_at = BigInt(default=0)
    reasons = JSON(default="[]")
    note = Text(default="")
    about = Text(default="")
    address = Text(default="")
    late = Boolean(default=False)
    name = Varchar(50, default="")
    phone = Varchar(11, default="", index=True)
    id_print = Varchar(64, default="", index=True)  # keyed hash of the ID number that a text message gave
    arrived_at = BigInt(default=0)
    done_at = BigInt(default=0)
    made_at = BigInt(default=0)
    updated_at = BigInt(default=0, index=True)


class BookedSlot(Table, tablename="booked_slot", tags=[GIVEN]):
    """A window taken from `start` on. Its key is what keeps it from being sold twice; its day's row is held by whoever
    reads it, so it needs no lock of its own."""

    id = Varchar(120, primary_key=True)  # <centre>/<window>/<start>
    day = Varchar(24, index=True)
    window = Varchar(64)
    start = BigInt()
    end = BigInt()
    until = BigInt(default=0)  # of a slot that is only held: free again from then on
    booking = Varchar(64)


class Waiting(Table, tablename="booking_waiting"):
    """A booking on the waitlist, once for each day of its wishes."""

    id = Varchar(96, primary_key=True)  # <booking>/<day>
    booking = Varchar(64, index=True)
    day = Varchar(24, index=True)
    since = BigInt()


class Roster(Table, tablename="duty_roster", tags=[GIVEN]):
    """Who is on duty: every week (`id` the centre), or on one day (`id` as in BookingDay). Read with that day held."""

    id = Varchar(24, primary_key=True)
    centre = Varchar(12, index=True)
    duty = JSON(default="[]")


class BookingRule(Table, tablename="booking_rule", tags=[GIVEN]):
    """How a centre, or one item at it, can be booked, as a county's files say."""

    id = Varchar(80, primary_key=True)  # <centre>/<item>
    centre = Varchar(12, index=True)
    item = Varchar(64, default="")  # empty: all
    minutes = Integer(default=20)
    ahead = Integer(default=30)
    since = Varchar(10, default="")
    ends = Varchar(10, default="")


class InboundMessage(Table, tablename="inbound_message"):
    """That a text message came: neither its words nor its number are kept."""

    id = Varchar(64, primary_key=True)  # keyed hash of the provider's id
    sender = Varchar(64, index=True)  # keyed hash of the number
    at = BigInt(index=True)
