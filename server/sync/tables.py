"""What the core keeps: results of mutations, order within lanes, and the rows that each scope sees."""

from piccolo.columns import JSON, BigInt, Text, Varchar
from piccolo.table import Table


class Ledger(Table, tablename="ledger"):
    """One line for each mutation that had its effect or was rejected: replays are answered from here."""

    id = Varchar(64, primary_key=True)  # <client>/<mutation id>
    hash = Varchar(32)
    result = JSON()
    at = BigInt()


class Lane(Table, tablename="lane"):
    id = Varchar(96, primary_key=True)  # <client>/<lane>
    seq = BigInt()


class Counter(Table, tablename="counter"):
    id = Varchar(64, primary_key=True)
    value = BigInt()


class Scope(Table, tablename="scope"):
    id = Varchar(64, primary_key=True)
    version = BigInt()
    digest = Varchar(16)
    floor = BigInt()  # removals up to this version have been forgotten: an older cursor starts again


class ScopeRow(Table, tablename="scope_row"):
    """A row as the readers of a scope see it; no body where it was taken away."""

    id = Text(primary_key=True)  # <scope>/<entity>/<key>
    scope = Varchar(64)
    entity = Varchar(32)
    key = Varchar(128)
    version = BigInt()
    body = Text(null=True, default=None)
    at = BigInt()
