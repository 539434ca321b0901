"""The verbs that run, set up and look after a machine."""
