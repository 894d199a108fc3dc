"""Answers that cost the same for everybody, kept for a short time in each web process."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Any, TypeVar, cast

from flask import Flask, current_app

Answer = TypeVar("Answer")

EXTENSION = "kept_answers"
#: Seconds after which figures and the map are asked for again.
KEPT_FOR = 60.0


class KeptAnswers:
    """Answers by name, each made anew when it is older than `KEPT_FOR`."""

    def __init__(self) -> None:
        self._answers: dict[str, tuple[float, object]] = {}
        self._lock = threading.Lock()

    def get(self, name: str, make: Callable[[], Answer]) -> Answer:
        """The answer of that name, made by `make` where none is young enough."""
        now = time.monotonic()
        with self._lock:
            made_at, answer = self._answers.get(name, (-KEPT_FOR, None))
        if now - made_at < KEPT_FOR:
            return cast("Answer", answer)
        fresh = make()
        with self._lock:
            young = {key: entry for key, entry in self._answers.items() if now - entry[0] < KEPT_FOR}
            self._answers = {**young, name: (now, fresh)}
        return fresh

    def clear(self) -> None:
        """Forget all."""
        with self._lock:
            self._answers.clear()


def kept_by(app: Flask) -> KeptAnswers:
    """The application's kept answers; the same object each time."""
    kept: Any = app.extensions.setdefault(EXTENSION, KeptAnswers())
    assert isinstance(kept, KeptAnswers)
    return kept


def kept_answers() -> KeptAnswers:
    """Those of this request's application."""
    return kept_by(current_app._get_current_object())  # type: ignore[attr-defined]
