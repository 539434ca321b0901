"""The turn-taking panel: how the agent takes, keeps and gives up the word, from a stereo recording alone."""
