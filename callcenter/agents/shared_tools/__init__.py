"""Tools that every agent may have: who the caller is, tickets, call-backs, answers, a person, the goodbye."""
