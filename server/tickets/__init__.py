"""Tickets of the hall: drawn, converted, called, seen; who is next is decided by one rule."""
