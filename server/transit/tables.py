"""What is kept of buses: each feed as one packed timetable with the zip it came in, the newest answer of each live
source, and the lines as the guide carries them."""

from piccolo.columns import BigInt, Bytea, Integer, Text, Varchar
from piccolo.table import Table

from server.store.rows import GIVEN

binary = memoryview  # plain `bytes` are taken for text in UTF-8, see server/store/rows.py


class TransitFeed(Table, tablename="transit_feed", tags=[GIVEN]):
    """Written by `transit load` alone. Long columns stand last: SQLite reads through them to those behind."""

    id = Varchar(length=32, primary_key=True)
    stamp = Varchar(length=32)  # of what was loaded: another one, and workers read it again
    loaded_at = BigInt()
    place = Varchar(length=12, default="")  # which stops serve that do not say it themselves
    notes = Text(default="[]")
    timetable = Bytea()
    source = Bytea()  # the zip, as it came


class TransitSource(Table, tablename="transit_source"):
    """A GTFS-Realtime message: fetched from its address, or sent to us when it has none."""

    id = Varchar(length=64, primary_key=True)  # feed/name
    feed = Varchar(length=32, index=True)
    url = Text(default="")
    received_at = BigInt(default=0)  # milliseconds; another one, and workers read the body again
    etag = Text(default="")
    modified = Text(default="")
    asked_at = BigInt(default=0)  # milliseconds
    next_at = BigInt(default=0)  # milliseconds: whoever moves it on asks
    failures = Integer(default=0)
    error = Text(default="")  # of the last try, in plain words
    body = Bytea(default=b"")


class BusLine(Table, tablename="bus_line", tags=[GIVEN]):
    """A row of the guide like those of server/guide/tables.py; a line lies in each town that it serves."""

    id = Varchar(length=96, primary_key=True)  # layer/code
    code = Varchar(length=80, index=True)
    layer = Varchar(length=9, index=True)
    feed = Varchar(length=32, index=True)
    body = Text()  # BusLine of transit.json, canonical JSON


class BusStop(Table, tablename="bus_stop", tags=[GIVEN]):
    id = Varchar(length=96, primary_key=True)
    code = Varchar(length=80, index=True)
    layer = Varchar(length=9, index=True)
    feed = Varchar(length=32, index=True)
    body = Text()  # BusStop of transit.json
