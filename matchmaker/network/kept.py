"""Answers that cost the same for everybody, kept for a short time in each web process."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Any, TypeVar, cast

from flask import Flask, current_app

Answer = TypeVar("Answer")

EXTENSION = "kept_answers"
#: Seconds an answer is kept for, unless told otherwise.
KEPT_FOR = 60.0


class KeptAnswers:
    """Answers by name, each made anew when it is too old."""

    def __init__(self) -> None:
        #: Until when each is good, and the answer.
        self._answers: dict[str, tuple[float, object]] = {}
        self._lock = threading.Lock()

    def get(self, name: str, make: Callable[[], Answer], seconds: float = KEPT_FOR) -> Answer:
        """The answer of that name, made by `make` and kept for some seconds where there is none."""
        now = time.monotonic()
        with self._lock:
            good_until, answer = self._answers.get(name, (0.0, None))
        if now < good_until:
            return cast("Answer", answer)
        fresh = make()
        with self._lock:
            young = {key: entry for key, entry in self._answers.items() if now < entry[0]}
            self._answers = {**young, name: (now + seconds, fresh)}
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
