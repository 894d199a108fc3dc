"""The engine measured against what people would take instead: ``python -m tests.bench``."""
