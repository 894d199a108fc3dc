"""A network small enough to plan trips in, and an index of it."""

from __future__ import annotations

from tests.suggestions.conftest import index_folder, indexed

__all__ = ["index_folder", "indexed"]
