"""What is kept of hours: the rules of each centre, what its supervisor changed, holidays that were imported, and the
dated openings as the guide publishes them."""

from piccolo.columns import Integer, Text, Varchar
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
