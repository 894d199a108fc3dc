"""A page of partners as a browser asks for it: the real network in a database, one worker."""

from __future__ import annotations

import os
import secrets
import subprocess
import sys
import tempfile
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from time import perf_counter, thread_time

import numpy as np
from sqlalchemy import select

from matchmaker import create_app
from matchmaker.collector import settle_collector
from matchmaker.extensions import db
from matchmaker.settings import from_environment
from models import Person, Project
from models.columns import utc_now
from tests.bench.measuring import Timing
from tests.bench.real import VARIABLE, archive
from tests.bench.report import Line, Report

ASKED = 200
WARMED_BY = 100
SEED = 20261


def measure(report: Report) -> None:
    """Read the public data in as an operator does, then ask for pages of projects not asked for before."""
    path = archive()
    if path is None:
        report.remark(f"The page is left out: no archive of projects here (see {VARIABLE}).")
        return
    with tempfile.TemporaryDirectory() as instance:
        run(instance, "db", "upgrade")
        run(instance, "import", "cordis", str(path))
        # From a fresh process, as a web server's is.
        with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
            projects, taken, worked = pool.submit(pages, instance).result()
    timing = Timing.of(taken[WARMED_BY:])
    report.add(timing.row("page", "partners of a project", projects))
    report.line(
        Line(
            f"the same as a page with ten cards, {projects:,} projects in the database, one worker",
            "≤ 40 ms (p95)",
            f"{timing.p95 * 1e3:.1f} ms (median {timing.median * 1e3:.1f} ms, "
            f"{Timing.of(worked[WARMED_BY:]).median * 1e3:.1f} ms of processor time)",
            timing.p95 <= 40e-3,
        )
    )


def settings_of(instance: str) -> dict[str, str]:
    """The settings of an operator who tries the service, with everything in a folder."""
    return {
        "MATCHMAKER_ENVIRONMENT": "demo",
        "MATCHMAKER_INSTANCE": instance,
        "MATCHMAKER_SECRET_KEY": secrets.token_hex(32),
    }


def run(instance: str, *arguments: str) -> None:
    """Run a command of the service on an instance, as an operator does."""
    command = [sys.executable, "-m", "matchmaker", *arguments]
    environment = {**os.environ, **settings_of(instance)}
    root = Path(__file__).resolve().parents[2]
    subprocess.run(command, check=True, cwd=root, env=environment, stdout=subprocess.DEVNULL)


def pages(instance: str) -> tuple[int, list[float], list[float]]:
    """How many projects there are; seconds for each page, and seconds of processor time."""
    app = create_app(from_environment(settings_of(instance)))
    with app.app_context():
        name = secrets.token_hex(16)
        db.session.add(
            Person(
                email="bench@matchmaker.example",
                name="Bench",
                confirmed_at=utc_now(),
                fs_uniquifier=name,
                active=True,
            )
        )
        db.session.commit()
        ids = db.session.scalars(select(Project.id).order_by(Project.id)).all()
    client = app.test_client()
    with client.session_transaction() as cookie:
        cookie["_user_id"], cookie["_fresh"] = name, True
    settle_collector()  # as the web server does before it forks
    taken, worked = [], []
    for place in np.random.default_rng(SEED).permutation(len(ids))[: ASKED + WARMED_BY].tolist():
        start, begun = perf_counter(), thread_time()
        answer = client.get(f"/suggestions/project-{ids[place]}")
        worked.append(thread_time() - begun)
        taken.append(perf_counter() - start)
        assert answer.status_code == 200, answer.status
    return len(ids), taken, worked
