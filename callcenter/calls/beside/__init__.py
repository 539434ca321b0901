"""What watches over a call and steps in beside the agents: silence, cards, danger, keys, hold, interruptions."""
