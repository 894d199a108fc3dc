"""Keeping the outbox's promises: a queue that wakes, a table of handlers, a loop that never forgets."""
