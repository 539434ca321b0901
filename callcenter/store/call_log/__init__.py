"""The call log: facts become rows, and the questions asked of them."""
