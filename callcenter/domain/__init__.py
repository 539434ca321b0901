"""The words of the field as plain data and pure functions. Standard library only; imports errors alone."""
