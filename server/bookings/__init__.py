"""Bookings: a time at a window, meetings for key projects, visits at home, and who is on duty."""
