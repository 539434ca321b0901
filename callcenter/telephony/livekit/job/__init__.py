"""One job: one room, one caller, one call."""
