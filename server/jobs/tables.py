"""The durable queue."""

from piccolo.columns import JSON, BigInt, Integer, Serial, Text, Varchar
from piccolo.table import Table


class Job(Table, tablename="job"):
    id: Serial
    queue = Varchar(32)
    payload = JSON()
    dedupe = Varchar(160, null=True, default=None, unique=True)
    state = Varchar(8, default="waiting")  # waiting, done, dead
    run_at = BigInt()  # milliseconds since 1970, like every time of this table
    lease_until = BigInt(default=0)
    attempts = Integer(default=0)
    problem = Text(null=True, default=None)
    made_at = BigInt()
