"""Where people can be reached, and the texts of the local SMS provider."""

from piccolo.columns import BigInt, Integer, Text, Varchar
from piccolo.table import Table


class PushSubscription(Table, tablename="push_subscription"):
    id = Varchar(40, primary_key=True)  # made from the endpoint, so that it exists once whoever subscribes
    person = Varchar(64, index=True)
    client = Varchar(22)
    endpoint = Text()
    p256dh = Varchar(100)
    auth = Varchar(40)
    created_at = BigInt()


class LocalMessage(Table, tablename="local_message"):
    """A text message that nobody carries away: the operator page shows it."""

    reference = Varchar(120, primary_key=True)
    phone = Varchar(20)
    text = Text()
    segments = Integer()
    at = BigInt(index=True)
