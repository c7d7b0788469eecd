"""Who wants to be told of which buses, and what they were told of the last ones."""

from piccolo.columns import JSON, BigInt, Integer, Varchar
from piccolo.table import Table


class BusWatch(Table, tablename="bus_watch"):
    id = Varchar(length=36, primary_key=True)
    person = Varchar(length=36, index=True)
    stop = Varchar(length=80)
    line = Varchar(length=80, default="")
    to_ = Varchar(length=80, default="")
    minutes = Integer()
    stops = Integer(default=0)  # told already when it is so many away; 0: by minutes alone
    once = Varchar(length=10, default="")
    weekdays = Varchar(length=7, default="")  # 1 is Monday
    from_ = Integer()
    before = Integer()
    lang = Varchar(length=8, default="zh-CN")
    revision = Integer(default=0)  # of the wish: what was found for another one is not told
    rung = Integer(default=0)  # how many notices came of it
    opens_at = BigInt(default=0, index=True)  # until then nobody need look at it
    told = JSON(default="[]")  # Told of watch_rules.py, of buses that are not over
