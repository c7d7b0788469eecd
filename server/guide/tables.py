"""What the guide keeps: the catalogue as it is now, and what was published of it.

Item rows are keyed by layer and code, because a lower level may word an item of the level above anew: `find_item` in
`queries.py` gives the one that holds at a place.
"""

from piccolo.columns import BigInt, Integer, Text, Varchar
from piccolo.table import Table

from server.store.rows import GIVEN


class Place(Table, tablename="place", tags=[GIVEN]):
    code = Varchar(length=12, primary_key=True)
    level = Varchar(length=8)
    layer = Varchar(length=9, index=True)
    parent = Varchar(length=12, null=True, default=None, index=True)
    name = Varchar(length=100)
    body = Text()  # the whole Place of guide.json, canonical JSON; so in every table here


class Department(Table, tablename="department", tags=[GIVEN]):
    code = Varchar(length=64, primary_key=True)
    layer = Varchar(length=9, index=True)
    name = Varchar(length=100)
    place = Varchar(length=12, index=True)
    body = Text()


class Centre(Table, tablename="centre", tags=[GIVEN]):
    code = Varchar(length=12, primary_key=True)
    layer = Varchar(length=9, index=True)
    name = Varchar(length=100)
    place = Varchar(length=12, index=True)
    body = Text()


class Item(Table, tablename="item", tags=[GIVEN]):
    id = Varchar(length=96, primary_key=True)  # layer/code
    code = Varchar(length=64, index=True)
    layer = Varchar(length=9, index=True)
    org = Varchar(length=12)
    name = Varchar(length=200)
    pinyin = Text()
    hash = Varchar(length=32)  # of the content without `version`
    version = Integer()
    form = Varchar(length=64, default="")
    body = Text()


class Form(Table, tablename="form", tags=[GIVEN]):
    """Every version that was ever loaded: an application names the one it was filled in with."""

    id = Varchar(length=80, primary_key=True)  # code@version
    code = Varchar(length=64, index=True)
    version = Integer()
    schema = Text()


class Pending(Table, tablename="guide_pending"):
    """A row that changed since its layer was last published, with the row the public still sees."""

    id = Varchar(length=160, primary_key=True)  # layer/kind/code
    layer = Varchar(length=9, index=True)
    kind = Varchar(length=16)
    code = Varchar(length=96)
    before = Text(null=True, default=None)


class ErrorReport(Table, tablename="error_report"):
    """A resident says that the guide is wrong (O14)."""

    id = Varchar(length=36, primary_key=True)
    desk = Varchar(length=64)
    item = Varchar(length=64)
    text = Text()
    at = BigInt()
    client_day = Varchar(length=40, index=True)  # for the limits: <client>/<day>
    desk_day = Varchar(length=80, index=True)


class Layer(Table, tablename="guide_layer"):
    """The published head of a layer; `gen` 0 until it is published for the first time."""

    code = Varchar(length=9, primary_key=True)
    parent = Varchar(length=9, null=True, default=None)
    gen = Integer(default=0)
    base_seq = Integer(default=0)
    seq = Integer(default=0)
    rows = Integer(default=0)
    digest = Varchar(length=16, default="0" * 16)
    packs = Text(default="[]")
    segments = Text(default="[]")
    chars = Text(default="")  # the body of the layer's `chars` row
    published_at = BigInt(default=0)


class Retired(Table, tablename="guide_retired"):
    """A pack that no manifest names any more; phones may still ask for it for 180 days."""

    sha = Varchar(length=22, primary_key=True)
    at = BigInt()
