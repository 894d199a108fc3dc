"""Messages and other work that leaves a transaction through the outbox."""
