"""Finding out what went wrong on one phone, not knowing whose it is: reports, traces, the fate of a mutation."""
