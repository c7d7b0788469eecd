"""Opening hours for everybody who has no app: a plain page, a poster, and feeds that calendars and maps read."""
