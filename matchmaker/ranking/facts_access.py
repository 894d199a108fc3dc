"""What is known of organisations, as one set of arrays: gathered by the worker, mapped by everybody.

A set is a folder of its own; the file `POINTER` names the one that holds and is replaced in one
step, so that a reader never sees half a set.
"""

from __future__ import annotations

import shutil
import threading
import time
from pathlib import Path
from uuid import uuid4

from flask import Flask
from sqlalchemy.orm import Session

from matchmaker.extensions import db
from matchmaker.matching.facts import Facts

#: Under this name sessions carry the process's `FactsAccess`, so that reads need no application.
FACTS = "ranking_facts"
POINTER = "CURRENT"
#: Seconds between two looks for a newer set.
LOOK_EVERY = 2.0


class FactsAccess:
    """One process's facts, read anew when there are newer ones."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._name = ""
        self._facts: Facts | None = None
        self._looked_at = float("-inf")
        self._looking = threading.Lock()

    def current(self) -> Facts | None:
        """The facts as they were gathered last; None before the first time."""
        now = time.monotonic()
        if now - self._looked_at >= LOOK_EVERY and self._looking.acquire(blocking=False):
            try:
                self._look()
                self._looked_at = now
            finally:
                self._looking.release()
        return self._facts

    def write(self, facts: Facts) -> None:
        """Replace the facts for every process."""
        name = uuid4().hex
        facts.save(self.folder / name)
        beside = self.folder / f"{POINTER}.{name}"
        beside.write_text(name)
        before = self._named()
        beside.replace(self.folder / POINTER)
        # Those who mapped the set before keep it until they look again: only older ones go.
        for old in self.folder.iterdir():
            if old.is_dir() and old.name not in (name, before):
                shutil.rmtree(old, ignore_errors=True)
        self._looked_at = float("-inf")

    def _named(self) -> str:
        pointer = self.folder / POINTER
        return pointer.read_text() if pointer.exists() else ""

    def _look(self) -> None:
        name = self._named()
        if name and name != self._name:
            self._name = name
            try:
                self._facts = Facts.load(self.folder / name).prepared()
            except (OSError, ValueError):
                # Of a version before this one; the worker soon writes them anew.
                self._facts = None


def init_app(app: Flask, folder: Path) -> None:
    """Let every session of the application carry the way to its facts."""
    with app.app_context():
        info = db.sessionmaker.kw.get("info") or {}
        db.sessionmaker.configure(info={**info, FACTS: FactsAccess(folder)})


def access_of(session: Session) -> FactsAccess | None:
    """The facts of the application a session belongs to; None where it belongs to none."""
    access = session.info.get(FACTS)
    return access if isinstance(access, FactsAccess) else None


def facts_of(session: Session) -> Facts | None:
    """The facts as they were gathered last; None before the first time."""
    access = access_of(session)
    return None if access is None else access.current()
