"""The verbs that run, set up and look after a machine: its processes, its database, what it lacks."""
