"""Loading a place: plain files → checked entities → one transaction. See `../README.md` for the files."""
