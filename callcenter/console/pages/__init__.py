"""The pages, in NiceGUI; what comes before signing in is plain HTML."""
