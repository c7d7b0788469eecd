"""Reading a GTFS feed: what is in the files, and everything that is wrong with it."""
