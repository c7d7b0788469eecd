"""What people were told of service alerts, and the buses that did not come by what people say."""

from piccolo.columns import BigInt, Boolean, Integer, Varchar
from piccolo.table import Table


class BusAlertTold(Table, tablename="bus_alert_told"):
    """One alert and one person. It stays for a month after its end: what comes back is not told again."""

    id = Varchar(length=32, primary_key=True)  # of person, feed and alert
    person = Varchar(length=36, index=True)
    feed = Varchar(length=32, index=True)
    alert = Varchar(length=32)  # its key
    words = Varchar(length=32)  # what it said, hashed
    notice = Varchar(length=40, default="")  # that stands in the inbox
    rung = Integer(default=0)
    over = Boolean(default=False)
    at = BigInt(index=True)  # of the last change


class BusReport(Table, tablename="bus_report"):
    """A bus that did not come, as somebody who waited for it said. Of them only a device and a day, against floods."""

    id = Varchar(length=36, primary_key=True)
    line = Varchar(length=80)
    to_ = Varchar(length=80)
    stop = Varchar(length=80)
    scheduled = BigInt()
    day = Varchar(length=10, index=True)  # of `scheduled` by the town's clock
    client_day = Varchar(length=80, index=True)
    at = BigInt()
