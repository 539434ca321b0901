"""What there is to choose from: times offered, ruled out, or named in place of each other."""
