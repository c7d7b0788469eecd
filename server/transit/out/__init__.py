"""Our buses for others: GTFS-Realtime of our own, and the timetable as it came."""
