"""The manager's desk: one queue of what waits, decisions that can be taken back, suggestions chosen by hand."""
