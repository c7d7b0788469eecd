"""Where the buses of a line are and what comes to a stop, told over a socket as it changes."""
