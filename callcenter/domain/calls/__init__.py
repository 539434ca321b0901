"""What a call is made of: who rings, its legs and turns, what it owes, how it ends."""
