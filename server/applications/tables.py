"""What is kept of an application. JSON columns hold what shared_schema/applications.json names the same."""

from piccolo.columns import JSON, BigInt, Integer, Text, Varchar
from piccolo.table import Table


class Application(Table, tablename="application"):
    id = Varchar(36, primary_key=True)
    person = Varchar(64, index=True)
    item = Varchar(64)
    item_name = Varchar(200, default="")
    item_version = Integer(default=0)
    form = Varchar(80)
    place = Varchar(12)
    desk = Varchar(12, default="", index=True)
    state = Varchar(16)
    version = Integer(default=0)
    # The version of the last change that somebody who decides must have seen; photos arriving do not count.
    weighed = Integer(default=0)
    answers = JSON(default="{}")
    materials = JSON(default="{}")
    conflicts = JSON(null=True, default=None)  # null where there are none, which costs the save of a draft nothing
    paper = JSON(null=True, default=None)
    awaiting = JSON(default="[]")
    small = JSON(default="[]")  # of those awaited: small pictures that are here already
    receipt = Varchar(32, null=True, default=None, unique=True)
    code = Varchar(10, null=True, default=None, unique=True)
    round = Integer(default=0)
    defects = JSON(default="[]")
    mend_by = Varchar(10, default="")
    handler = Varchar(120, default="")
    department = Varchar(64, default="")
    department_name = Varchar(100, default="")
    due_on = Varchar(10, default="")
    statutory_due_on = Varchar(10, default="")
    reason = Text(default="")
    remedy = Text(default="")
    result = Text(default="")
    pickup_on = Varchar(10, default="")
    pickup_at = Varchar(12, default="")
    publicised_until = Varchar(10, default="")
    submitted_at = BigInt(default=0)
    saved_at = BigInt(default=0)
    updated_at = BigInt(default=0)
    history = JSON(default="[]")  # events with `person` beside, who is shown to nobody
    applicant = JSON(default="{}")  # as the profile was when it was sent in


class NumberBlock(Table, tablename="number_block"):
    """Receipt numbers that one device may give out without a line. No number is ever in two blocks."""

    id = Varchar(36, primary_key=True)
    centre = Varchar(12, index=True)
    client = Varchar(22, index=True)
    person = Varchar(36)
    first = BigInt()
    last = BigInt()  # below `first` when all was given back
    expires_at = BigInt()
