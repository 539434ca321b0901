"""What stands in for hosted models and the phone network, and what all tests wait, start and ask by."""
