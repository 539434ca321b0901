"""Who is calling: somebody who wanted another number, or who calls for the customer."""
