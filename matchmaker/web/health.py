"""Is the process alive, and can it serve? For load balancers and operators."""

from __future__ import annotations

from flask import Response, jsonify
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from matchmaker.extensions import db


def live() -> Response:
    """The process answers."""
    return jsonify(status="ok")


def ready() -> tuple[Response, int]:
    """The database answers too."""
    try:
        db.session.execute(text("SELECT 1"))
    except SQLAlchemyError:
        return jsonify(status="no database"), 503
    return jsonify(status="ok"), 200
