"""A value that was asked for: hearing it, doubting which is meant, and taking it with what is said beside it."""
