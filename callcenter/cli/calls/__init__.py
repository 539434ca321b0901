"""`callcenter calls`: the call log, the calls that run, what is kept of them."""
