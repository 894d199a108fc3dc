"""Real `matchmaker` processes for tests: their environment, their start, and what they leave behind."""

from __future__ import annotations

import multiprocessing
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from multiprocessing.connection import Connection
from multiprocessing.synchronize import Barrier
from pathlib import Path
from typing import Any, TypeVar

import psutil

T = TypeVar("T")

ROOT = Path(__file__).resolve().parent.parent
#: Seconds for a process to import everything and get to work, on a machine that does other things too.
PATIENCE = 60.0
#: Forks one process that has imported what others need, which takes each of its own seconds.
FORKS = multiprocessing.get_context("forkserver")
FORKS.set_forkserver_preload(["tests.introductions.accepting", "tests.visits.wishing"])


def free_port() -> int:
    """A port of this machine that nothing listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def environment(instance: Path, port: int = 8000, **more: str) -> dict[str, str]:
    """Variables for a process of its own on an instance folder."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("MATCHMAKER_")}
    return {
        **inherited,
        "MATCHMAKER_ENVIRONMENT": "demo",
        "MATCHMAKER_INSTANCE": str(instance),
        "PORT": str(port),
        **more,
    }


def run_command(*arguments: str, env: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
    """Run `matchmaker` to its end."""
    return subprocess.run(
        [sys.executable, "-m", "matchmaker", *arguments],
        cwd=ROOT,
        env=dict(env),
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )


@contextmanager
def running(*arguments: str, env: Mapping[str, str], log: Path) -> Iterator[subprocess.Popen[bytes]]:
    """Run `matchmaker` beside the test; killed at the end if the test has not stopped it."""
    with (
        log.open("wb") as output,
        subprocess.Popen(
            [sys.executable, "-m", "matchmaker", *arguments],
            cwd=ROOT,
            env=dict(env),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            # Signals sent to the test's group are not meant for it.
            start_new_session=True,
        ) as process,
    ):
        try:
            yield process
        finally:
            if process.poll() is None:
                process.send_signal(signal.SIGTERM)
                try:
                    process.wait(PATIENCE)
                except subprocess.TimeoutExpired:
                    process.kill()


def wait_until(condition: Callable[[], bool], *, seconds: float = PATIENCE, what: str) -> None:
    """Look again and again until it is so.

    :raises AssertionError: it is not, after so many seconds.
    """
    until = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > until:
            raise AssertionError(f"Waited {seconds:.0f} s in vain for: {what}")
        time.sleep(0.1)


def wait_until_ready(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    """Wait until a server that was started says it is ready.

    :raises AssertionError: it ended instead, or never was.
    """

    def is_ready() -> bool:
        assert process.poll() is None, f"The server ended: {log.read_text()}"
        return answers(f"http://127.0.0.1:{port}/health/ready")

    wait_until(is_ready, what=f"an answer on port {port}")


def answers(url: str) -> bool:
    """Does a page answer with 200?"""
    try:
        with urllib.request.urlopen(url, timeout=5) as response:
            return bool(response.status == 200)
    except OSError:
        return False


def descendants(pid: int) -> dict[int, str]:
    """Every living process below one, with its command line."""
    found: dict[int, str] = {}
    for process in psutil.Process(pid).children(recursive=True):
        # One may end while we look.
        with suppress(psutil.NoSuchProcess):
            found[process.pid] = " ".join(process.cmdline())
    return found


def is_alive(pid: int) -> bool:
    """Is there such a process?"""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def at_once_in_processes(
    work: Callable[..., T], shares: Sequence[tuple[Any, ...]], *, seconds: float = PATIENCE
) -> list[T]:
    """Let processes do their shares of some work, all from the same moment on.

    :param work: a function of a module that processes can import.
    :param shares: its arguments, for each process.
    :param seconds: after which they are expected to be done.
    :returns: what came of each.
    :raises AssertionError: one of them takes longer.
    :raises EOFError: one of them died.
    """
    together = FORKS.Barrier(len(shares))
    pipes = [FORKS.Pipe(duplex=False) for _ in shares]
    processes = [
        FORKS.Process(target=_begin_together, args=(together, sender, work, share))
        for (_receiver, sender), share in zip(pipes, shares, strict=True)
    ]
    try:
        for process, (_receiver, sender) in zip(processes, pipes, strict=True):
            process.start()
            # So that a process that dies ends its pipe.
            sender.close()
        answers = []
        for receiver, _sender in pipes:
            assert receiver.poll(seconds), f"A process was not done after {seconds:.0f} s."
            answers.append(receiver.recv())
        return answers
    finally:
        for process in processes:
            process.kill()
            process.join()
        for receiver, _sender in pipes:
            receiver.close()


def _begin_together(
    together: Barrier, sender: Connection, work: Callable[..., object], share: tuple[Any, ...]
) -> None:
    together.wait(PATIENCE)
    sender.send(work(*share))
