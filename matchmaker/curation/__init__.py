"""The desk: one queue of what waits for a manager, decisions that can be taken back, suggestions by hand."""
