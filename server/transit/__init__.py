"""The rural bus: timetables (GTFS), live positions and predictions (GTFS-Realtime), and who asks for arrivals."""
