"""Worker processes under test, and who listens to them."""
