"""The web server: gunicorn around an application loaded once, and a worker that lives as long as it."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from typing import Any

import click
from flask import Flask
from gunicorn.app.base import BaseApplication
from gunicorn.arbiter import Arbiter

from matchmaker.collector import settle_collector
from matchmaker.extensions import db
from matchmaker.matching import IndexBusy
from matchmaker.metrics import recording
from matchmaker.notifications.outbox import promise
from matchmaker.settings import Settings
from matchmaker.suggestions.index_access import access_of
from matchmaker.suggestions.indexing import ensure_index

#: Seconds the worker gets to finish what it is doing when the server stops.
GRACE = 10
HIGHEST_PORT = 65535
#: A worker that ends by itself is started again, but not more often than this many seconds.
RESTART_PAUSE = 5.0


def check_address(host: str, port: int) -> None:
    """Pass if the address can be listened on.

    :raises click.ClickException: something else listens there, or we may not.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        with socket.socket(family) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((host, port))
            # Two may bind with this option; only one may listen.
            probe.listen()
    except OSError as error:
        reason = error.strerror or str(error)
        raise click.ClickException(
            f"Port {port} on {host} can't be used ({reason}). Choose another one, "
            f"for example PORT={port + 1 if port < HIGHEST_PORT else 8000}."
        ) from error


def run_server(app: Flask, *, host: str, with_worker: bool) -> None:
    """Serve until a signal ends it; does not return.

    Call `check_address` first. The application's context must not be pushed.
    """
    settings: Settings = app.extensions["settings"]
    with app.app_context():
        prepare_index(settings)
        db.engine.dispose()
    # What is opened before the fork is shared by all processes; connections must not be.
    access_of(app).open()
    app.extensions["queue"].storage.close()
    settle_collector()
    recording.share_between_processes(settings.metrics_folder)
    address = f"[{host}]:{settings.port}" if ":" in host else f"{host}:{settings.port}"
    Server(app, settings, address=address, with_worker=with_worker).run()


def prepare_index(settings: Settings) -> None:
    """See to it that there is a search index of today's make, or soon will be."""
    try:
        ensure_index(db.session, settings.index_folder)
        db.session.rollback()
    except IndexBusy:
        leave_index_to_worker()


def leave_index_to_worker() -> None:
    """Promise to build the index, as a running worker keeps it open."""
    promise(db.session, "index.rebuild", {})
    db.session.commit()


class WorkerProcess:
    """A `matchmaker worker` beside the server.

    It is tied to the server by its standard input: when that closes, because the server stops or
    because it was killed, the worker finishes what it is doing and ends. A session of its own keeps
    Ctrl-C from reaching it a second time.
    """

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._started_at = 0.0

    def keep_running(self) -> None:
        """Start it, or start it again some seconds after it ended."""
        if self._process is not None and self._process.poll() is None:
            return
        now = time.monotonic()
        if self._process is not None and now - self._started_at < RESTART_PAUSE:
            return
        self.let_go()
        self._started_at = now
        self._process = subprocess.Popen(
            [sys.executable, "-m", "matchmaker", "worker", "--beside-server"],
            stdin=subprocess.PIPE,
            start_new_session=True,
        )

    def let_go(self) -> None:
        """Close this process's end of the tie; a forked process calls it for its copy."""
        if self._process is not None and self._process.stdin is not None:
            self._process.stdin.close()

    def stop(self) -> None:
        """Let it finish what it is doing, and wait for it."""
        if self._process is None:
            return
        self.let_go()
        try:
            self._process.wait(GRACE)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


class Server(BaseApplication):  # type: ignore[misc]
    """Gunicorn around an application that is loaded once, before the processes are forked."""

    def __init__(self, app: Flask, settings: Settings, *, address: str, with_worker: bool) -> None:
        self.app = app
        self.settings = settings
        self.address = address
        self.worker = WorkerProcess() if with_worker else None
        super().__init__()

    def load_config(self) -> None:
        values: dict[str, Any] = {
            "bind": self.address,
            "workers": self.settings.web_processes,
            "threads": self.settings.web_threads,
            "worker_class": "gthread",
            "preload_app": True,
            # It would open a socket in the home folder of whoever runs the service.
            "control_socket_disable": True,
            # Searches carry the typed text in the address.
            "limit_request_line": 8190,
            "accesslog": None,
            "loglevel": "warning",
            "max_requests": 20_000,
            "max_requests_jitter": 2_000,
            "graceful_timeout": GRACE,
            "post_fork": self._after_fork,
            "worker_exit": self._end_process,
            "child_exit": self._after_child,
            "when_ready": self._when_ready,
            "on_exit": self._on_exit,
        }
        for name, value in values.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        return self.app

    def run(self) -> None:
        _Supervisor(self).run()

    def _after_fork(self, _server: object, _worker: object) -> None:
        if self.worker is not None:
            self.worker.let_go()
        # A connection must not be shared by two processes.
        with self.app.app_context():
            db.engine.dispose(close=False)

    def _end_process(self, _server: object, worker: Any) -> None:
        # Its requests are answered. Python taking a large program apart would cost seconds of a stop.
        if worker.booted:
            os._exit(0)

    def _after_child(self, _server: object, worker: Any) -> None:
        recording.fold_ended_process(self.settings.metrics_folder, worker.pid)

    def _when_ready(self, _server: object) -> None:
        if self.worker is not None:
            self.worker.keep_running()
        click.echo(f"Matchmaker is ready: {self.settings.base_url}")

    def _on_exit(self, _server: object) -> None:
        if self.worker is not None:
            self.worker.stop()


class _Supervisor(Arbiter):  # type: ignore[misc]
    """Gunicorn's arbiter, which once a second sees to the worker as it does to the web processes."""

    def manage_workers(self) -> None:
        super().manage_workers()
        if self.app.worker is not None:
            self.app.worker.keep_running()
