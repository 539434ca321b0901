"""What stays of a call: the journal and its files, the recording, consent to it, and their erasure."""
