"""Reading the YAML files of trunks, rules and calendars, with the line of each fault."""
