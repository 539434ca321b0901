"""What is written for Kamailio, and what a real one does with it."""
