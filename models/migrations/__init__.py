"""Migrations: one file a step, for SQLite and PostgreSQL alike."""
