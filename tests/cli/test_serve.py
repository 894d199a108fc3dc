"""`matchmaker serve` as a real process: it answers, keeps its worker alive, and leaves nobody behind."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
from pathlib import Path

import pytest

from matchmaker import create_app
from matchmaker.extensions import db
from models import Base
from tests.conftest import make_settings
from tests.processes import (
    answers,
    descendants,
    environment,
    free_port,
    is_alive,
    run_command,
    running,
    wait_until,
    wait_until_ready,
)

# Each starts several processes; one after the other they stay quick.
pytestmark = pytest.mark.xdist_group("processes")


@pytest.fixture
def instance(tmp_path: Path) -> Path:
    """An instance folder whose database has all tables and no rows."""
    app = create_app(make_settings(tmp_path, f"sqlite:///{tmp_path / 'matchmaker.db'}"))
    with app.app_context():
        Base.metadata.create_all(db.engine)
        db.engine.dispose()
    return tmp_path


def workers_of(process: subprocess.Popen[bytes]) -> list[int]:
    return [pid for pid, command in descendants(process.pid).items() if "worker --beside-server" in command]


@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_serve_answers_and_leaves_no_process_however_it_ends(instance: Path, ending: signal.Signals) -> None:
    port = free_port()
    log = instance / "log"
    with running("serve", env=environment(instance, port), log=log) as server:
        wait_until_ready(server, port, log)
        assert log.read_text() == f"Matchmaker is ready: http://localhost:{port}\n"
        wait_until(lambda: len(descendants(server.pid)) == 3, what="two web processes and a worker")
        children = descendants(server.pid)
        server.send_signal(ending)
        status = server.wait(30)
        assert status == (-signal.SIGKILL if ending is signal.SIGKILL else 0)
        wait_until(lambda: not any(map(is_alive, children)), seconds=20, what=f"the end of {children}")


def test_serve_starts_its_worker_again_when_it_was_killed(instance: Path) -> None:
    port = free_port()
    log = instance / "log"
    with running("serve", env=environment(instance, port), log=log) as server:
        wait_until_ready(server, port, log)
        wait_until(lambda: len(workers_of(server)) == 1, what="a worker")
        killed = workers_of(server)
        os.kill(killed[0], signal.SIGKILL)
        wait_until(lambda: workers_of(server) not in ([], killed), what="another worker")
        # Its restart costs nobody an answer.
        assert answers(f"http://127.0.0.1:{port}/health/live")


def test_serve_says_so_when_its_port_is_taken(instance: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        result = run_command("serve", env=environment(instance, port))
    assert result.returncode == 1
    assert result.stdout == ""
    assert result.stderr.startswith(f"Error: Port {port} on 127.0.0.1 can't be used (")
    assert result.stderr.count("\n") == 1


def test_serve_says_so_when_there_are_no_tables(tmp_path: Path) -> None:
    result = run_command("serve", env=environment(tmp_path))
    assert result.returncode == 1
    assert result.stderr == "Error: The database has no tables yet. Run first: matchmaker db upgrade\n"


def test_worker_once_says_so_while_another_worker_runs(instance: Path) -> None:
    env = environment(instance)
    with running("worker", env=env, log=instance / "log"):
        wait_until((instance / "worker.lock").exists, what="the worker's lock")
        result = run_command("worker", "--once", env=env)
    assert result.returncode == 1
    assert result.stderr == "Error: A worker is running here already; it does what is due.\n"
