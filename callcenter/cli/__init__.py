"""The command line: one file a verb. Verbs parse arguments, call the rooms below and print; no more."""
