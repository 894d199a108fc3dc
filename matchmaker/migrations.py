"""Where the migrations are, and how Alembic writes our column kinds into them."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Literal

from sqlalchemy import JSON, Enum

from models.columns import AwareDateTime, CodeList


def render_item(kind: str, item: Any, _context: object) -> str | Literal[False]:
    """The source of a type in a migration; False leaves it to Alembic.

    Enums are written as the strings they are stored as, so that a migration does not change its
    meaning when a value is added to an enum later.
    """
    if kind != "type":
        return False
    match item:
        case AwareDateTime():
            return "columns.AwareDateTime()"
        case CodeList():
            return "columns.CodeList()"
        case Enum():
            return f"sa.String(length={item.length})"
        case JSON():
            return "columns.JsonDocument"
    return False


def configuration(folder: Path) -> dict[str, Any]:
    """Flask-Alembic's settings for migrations in a folder."""
    return {
        "ALEMBIC": {
            "script_location": str(folder),
            "version_locations": [],
            "file_template": "%%(rev)s_%%(slug)s",
        },
        "ALEMBIC_CONTEXT": {
            "render_item": render_item,
            # SQLite changes a table by making a new one.
            "render_as_batch": True,
            "compare_type": True,
        },
    }
