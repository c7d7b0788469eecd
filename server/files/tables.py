"""What is known of uploaded files. Their bytes are in the store, growing ones in DATA_DIR/uploads."""

from piccolo.columns import BigInt, Boolean, Varchar
from piccolo.table import Table


class Blob(Table, tablename="blob"):
    """One a person and content: the key is made from both, so that a photo sent twice is one row, and nobody can find
    out by a hash what others have."""

    id = Varchar(22, primary_key=True)
    person = Varchar(64, index=True)
    sha256 = Varchar(64, index=True)
    size = BigInt()
    type = Varchar(20)
    application = Varchar(64)  # for which it was announced first
    complete = Boolean(default=False)
    created_at = BigInt()
    completed_at = BigInt(null=True, default=None)
    small = Boolean(default=False)  # the phone's own small picture is here, whatever there is of the photo
    waits = Varchar(8, default="", index=True)  # whole, but "scan" or "store" is away; "gone": being removed
    refused = Varchar(32, default="")  # the code of why it is not taken; its bytes are gone
    unused_at = BigInt(null=True, default=None)  # since when no application names it
