"""The sync core: mutations in, rows out. It knows no domain."""
