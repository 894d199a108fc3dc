"""The API for programs: reading what the pages show, under ``/api/v1``."""
