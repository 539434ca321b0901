"""`callcenter demo`: a simulated caller phones the real product and gets something done."""
