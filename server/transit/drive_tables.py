"""A driver's phone on a trip, and where it was lately. Gone a day later: nobody's ways are kept."""

from piccolo.columns import BigInt, Bytea, Integer, Varchar
from piccolo.table import Table


class TransitDrive(Table, tablename="transit_drive"):
    id = Varchar(length=11, primary_key=True)  # made by the phone
    person = Varchar(length=36, index=True)
    feed = Varchar(length=32)
    trip = Varchar(length=255)
    day = Varchar(length=10)
    begins = Integer()  # seconds of the service day
    vehicle = Varchar(length=8)  # as others see it: another one with each trip, and it tells nothing of the person
    begun_at = BigInt()
    over_at = BigInt()  # Unix seconds; no position later than that is taken
    ended_at = BigInt(default=0)
    next = Integer(default=0)  # number of the point that is to come: whatever is before it is here
    clock = BigInt(default=0)  # seconds that ours is ahead of the phone's
    changed_at = BigInt(index=True)  # milliseconds; another one, and workers read the trail again
    trail = Bytea(default=b"")  # the last points by our clock, in drive_code's coding
