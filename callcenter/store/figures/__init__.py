"""The dashboard's figures: counted from the call log, call by call, and summed by hour and day."""
