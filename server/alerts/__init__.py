"""Web Push and SMS: the ways out to a phone whose app is closed."""
