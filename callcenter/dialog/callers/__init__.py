"""Who is calling: the customer, somebody for them, somebody who is none, or who wanted another; and whose they are."""
