"""What is erased for good, what old calls lose, and the spellings by which a number is found."""
