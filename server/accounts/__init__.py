"""People, their sign-in, their roles and their devices."""
