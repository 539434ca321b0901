"""What callers say to an answer about the business: that they asked something else, or that it isn't for them."""
