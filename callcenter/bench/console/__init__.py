"""The console at a million calls: calls made up, every question asked, its time and its plan."""
