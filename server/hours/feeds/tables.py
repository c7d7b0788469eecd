"""What the feeds remember: what each calendar told last, and the secret addresses of people's own calendars."""

from piccolo.columns import BigInt, Text, Varchar
from piccolo.table import Table


class FeedBook(Table, tablename="feed_book"):
    centre = Varchar(12, primary_key=True)
    book = Text(default="{}")  # ledger.Book as JSON


class FeedToken(Table, tablename="feed_token"):
    """One address a person; a new one ends the old one."""

    person = Varchar(36, primary_key=True)
    hash = Varchar(64, unique=True)  # SHA-256: the address itself is told once and kept nowhere
    made_at = BigInt()
