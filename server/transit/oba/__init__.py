"""The OneBusAway REST shape (/api/where/…): apps that speak it find our buses."""
