"""What a turn does: its act, consent, danger, an interruption that is none, and the words of each language."""
