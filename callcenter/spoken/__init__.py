"""What callers say, read by code: dialog acts, consent, numbers, dates, money, and whether an answer is whole.

Pure text, below `dialog`, `models` and `calls`: the offline engine, hosted models' tools and endpointing read alike.
"""
