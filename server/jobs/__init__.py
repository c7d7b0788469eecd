"""Work that is done after the answer: durable, retried, never twice at once."""
