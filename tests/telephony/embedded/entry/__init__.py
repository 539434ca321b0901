"""Several workers behind one SIP address."""
