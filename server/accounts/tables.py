"""People, roles, sessions, and what guards the sign-in codes."""

from piccolo.columns import JSON, BigInt, Integer, Text, Varchar
from piccolo.table import Table


class Person(Table, tablename="person"):
    id = Varchar(36, primary_key=True)
    phone = Varchar(11, unique=True)
    name = Varchar(50, default="")
    id_number = Varchar(18, default="")
    place = Varchar(12, default="")
    follows = Text(default="")  # centres whose hours they want to hear of, separated by spaces
    made_at = BigInt()


class StaffRole(Table, tablename="staff_role"):
    """A role as a county's files give it, by phone number: it waits there for the person to sign in."""

    id = Text(primary_key=True)  # <phone>/<role>/<scope>
    source = Varchar(64)  # whose files gave it: loading them again replaces just these
    phone = Varchar(11, index=True)
    name = Varchar(50)
    role = Varchar(16)
    scope = Varchar(64)
    window = Varchar(64, default="")


class FormerRole(Table, tablename="former_role"):
    """A role that ended: steps that its holder took before hearing of it are held for the supervisor."""

    id = Text(primary_key=True)  # as of the role
    phone = Varchar(11, index=True)
    role = Varchar(16)
    scope = Varchar(64)
    ended_at = BigInt()


class Device(Table, tablename="device"):
    """A member of staff's place on a phone or tablet."""

    id = Varchar(22, primary_key=True)  # client
    person = Varchar(36, index=True)
    name = Varchar(50)
    scopes = JSON()  # lead:<centre>: whose supervisors see it
    seen_at = BigInt()
    unsent = Integer(default=0)
    lost_at = BigInt(default=0)
    wiped_at = BigInt(default=0)  # it was told so


class Quarantine(Table, tablename="quarantine"):
    """A mutation that was not applied because the role had ended or the device was lost, in full."""

    id = Varchar(64, primary_key=True)  # <client>/<mutation id>
    person = Varchar(36, index=True)
    who = Varchar(50)
    name = Varchar(64)
    lane = Varchar(64)
    args = JSON()
    made_at = BigInt(default=0)
    at = BigInt()
    why = Varchar(16)
    scope = Varchar(64)
    closed = Varchar(16, default="")
    closed_by = Varchar(36, default="")
    closed_at = BigInt(default=0)


class Session(Table, tablename="session"):
    id = Varchar(64, primary_key=True)  # SHA-256 of the token
    person = Varchar(36, index=True)
    client = Varchar(22)
    seen_at = BigInt()
    expires_at = BigInt()
    lost_at = BigInt(default=0)  # the device was reported lost: the token only hands over what waits there


class SignIn(Table, tablename="sign_in"):
    """One line for a phone number that asked for a code."""

    phone = Varchar(11, primary_key=True)
    code = Varchar(64, default="")  # keyed hash; empty when used
    expires_at = BigInt(default=0)
    wrong = Integer(default=0)
    locked_until = BigInt(default=0)
    sent = JSON()  # times of the last hour's messages


class Sender(Table, tablename="sender"):
    """One line for a network address that asked for codes, under a keyed hash."""

    id = Varchar(64, primary_key=True)
    sent = JSON()
