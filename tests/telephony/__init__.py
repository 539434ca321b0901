"""What carries calls: one folder for each way."""
