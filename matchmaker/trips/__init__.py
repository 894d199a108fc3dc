"""Planning a trip: where there is a desk, whom one could meet there, what takes place in those days."""
