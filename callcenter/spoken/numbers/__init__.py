"""Numbers as callers say them: digits, telephone numbers, money, cards, and what sounds like them."""
