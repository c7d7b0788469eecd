"""Clients whose exchanges are written to the log for a while."""

from piccolo.columns import BigInt, Varchar
from piccolo.table import Table


class Trace(Table, tablename="trace"):
    prefix = Varchar(22, primary_key=True)  # first characters of the client id
    until = BigInt()
