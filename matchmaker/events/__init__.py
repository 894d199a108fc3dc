"""Events of hosts and clusters, where visiting members take part like the host's own."""
