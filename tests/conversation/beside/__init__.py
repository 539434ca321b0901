"""What callers want beside what was proposed to them."""
