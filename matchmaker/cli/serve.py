"""`matchmaker serve`: the web server, with a worker beside it."""

from __future__ import annotations

import signal
import subprocess
import sys
from typing import Any

import click
from flask import Flask
from gunicorn.app.base import BaseApplication

from matchmaker.cli.application import application
from matchmaker.extensions import db
from matchmaker.settings import Settings

#: Seconds the worker gets to finish what it is doing when the server stops.
GRACE = 10


class Server(BaseApplication):  # type: ignore[misc]
    """Gunicorn around an application that is loaded once, before the processes are forked."""

    def __init__(self, app: Flask, settings: Settings, *, address: str, with_worker: bool) -> None:
        self.app = app
        self.settings = settings
        self.address = address
        self.with_worker = with_worker
        self.worker: subprocess.Popen[bytes] | None = None
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
            "accesslog": None,
            "loglevel": "warning",
            "max_requests": 20_000,
            "max_requests_jitter": 2_000,
            "post_fork": self._after_fork,
            "when_ready": self._when_ready,
            "on_exit": self._on_exit,
        }
        for name, value in values.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        return self.app

    def _after_fork(self, _server: object, _worker: object) -> None:
        # A connection must not be shared by two processes.
        with self.app.app_context():
            db.engine.dispose(close=False)

    def _when_ready(self, _server: object) -> None:
        click.echo(f"Matchmaker is ready: {self.settings.base_url}")
        if self.with_worker:
            self.worker = subprocess.Popen([sys.executable, "-m", "matchmaker", "worker"])

    def _on_exit(self, _server: object) -> None:
        if self.worker is None or self.worker.poll() is not None:
            return
        self.worker.send_signal(signal.SIGINT)
        try:
            self.worker.wait(GRACE)
        except subprocess.TimeoutExpired:
            self.worker.kill()


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--worker/--no-worker", "with_worker", default=True, help="Run a worker beside it.")
def serve(host: str, *, with_worker: bool) -> None:
    """Serve the pages on PORT, and keep the outbox's promises in a worker beside."""
    with application() as app:
        settings: Settings = app.extensions["settings"]
        db.engine.dispose()
    Server(app, settings, address=f"{host}:{settings.port}", with_worker=with_worker).run()
