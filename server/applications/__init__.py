"""Applications (办件): from a draft on a phone to the result at the one window."""
