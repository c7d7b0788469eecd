"""GTFS-Realtime: messages read, laid over the timetable, fetched and received."""
