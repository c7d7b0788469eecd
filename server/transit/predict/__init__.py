"""Arrivals out of positions alone: where a bus is on its way, how long such pieces took, and how sure that is."""
