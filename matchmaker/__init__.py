"""Matchmaker: partner matchmaking and business roaming. `create_app` reads as a table of contents."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask

    from matchmaker.settings import Settings


def create_app(settings: Settings | None = None) -> Flask:
    """Make the application.

    :param settings: how this installation differs from others; from the environment by default.
    :raises SettingsError: a setting is missing or wrong.
    """
    # The engine and the command line import this package too, and need no web framework.
    from matchmaker.factory import build_app

    return build_app(settings)
