"""Cases out of the RFCs, a table each, and what the stack answers to them."""
