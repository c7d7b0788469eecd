"""Notices, and what became of each on each channel."""

from piccolo.columns import BigInt, Integer, Text, Varchar
from piccolo.table import Table


class Notice(Table, tablename="notice"):
    id = Varchar(40, primary_key=True)
    person = Varchar(64, index=True)
    at = BigInt()
    kind = Varchar(16)
    title = Text()
    body = Text()
    from_ = Text(default="")
    application = Varchar(64, null=True, default=None)
    state = Varchar(16, null=True, default=None)
    until = BigInt(null=True, default=None)
    sms = Text(null=True, default=None)  # the words for a phone that push cannot reach
    read_at = BigInt(null=True, default=None)


class Delivery(Table, tablename="delivery"):
    """One line a notice, channel and target; its key is what keeps a channel from being used twice.

    States as GOV.UK Notify names them. push: `delivered` when the push service took it. live: `delivered` when the app
    says that it was read.
    """

    id = Text(primary_key=True)  # <notice>/<channel>/<target>
    notice = Varchar(40, index=True)
    channel = Varchar(8)  # push, sms, live
    target = Varchar(40, default="")  # the subscription that push went to
    state = Varchar(20)
    attempts = Integer(default=0)
    code = Varchar(60, default="")
    provider_id = Text(default="")
    created_at = BigInt()
    updated_at = BigInt()
