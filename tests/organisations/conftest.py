"""Forms of organisations are sent without tokens here; the token has tests of its own."""

from __future__ import annotations

import pytest
from flask import Flask


@pytest.fixture(autouse=True)
def _without_tokens(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", False)
