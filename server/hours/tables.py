"""What is kept of hours: the rules of each centre, what its supervisor changed, holidays that were imported, and the
dated openings as the guide publishes them."""

from piccolo.columns import JSON, BigInt, Integer, Text, Varchar
from piccolo.table import Table

from server.store.rows import GIVEN


class CentreHours(Table, tablename="centre_hours", tags=[GIVEN]):
    """As the county's files give them; written by `guide load` alone."""

    centre = Varchar(length=12, primary_key=True)
    layer = Varchar(length=9, index=True)
    body = Text()  # Hours of hours.json, canonical JSON


class DeskHours(Table, tablename="desk_hours"):
    """Exceptions that its supervisor gave. One row a centre, so that two changes at once do not miss each other."""

    centre = Varchar(length=12, primary_key=True)
    exceptions = Text(default="[]")  # HoursException of hours.json


class Holidays(Table, tablename="holidays", tags=[GIVEN]):
    """A year's notice that was imported; it goes before the one that came with the program."""

    year = Integer(primary_key=True)
    body = Text()  # HolidayYear of hours.json


class Openings(Table, tablename="openings", tags=[GIVEN]):
    """A row of the guide like those of server/guide/tables.py."""

    code = Varchar(length=12, primary_key=True)
    layer = Varchar(length=9, index=True)
    body = Text()  # Openings of hours.json, canonical JSON


class HoursChange(Table, tablename="hours_change"):
    """A change that a supervisor made, whether or not it still holds: who, when and why."""

    id = Varchar(length=36, primary_key=True)
    centre = Varchar(length=12, index=True)
    day = Varchar(length=10)
    what = Varchar(length=8)
    open = JSON()
    reason = Varchar(length=100)
    by = Varchar(length=50)
    at = BigInt()
    published_at = BigInt(default=0)
    undone_at = BigInt(default=0)
