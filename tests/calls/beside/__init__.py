"""What watches over a call."""
