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
