"""Counting requests and how long they took, across all web processes.

By itself the client library counts in the memory of the process. `share_between_processes` makes it
count in files that all processes map, one a process, which are added up when somebody asks.
"""

from __future__ import annotations

import os
import shutil
import time
from pathlib import Path

from flask import Flask, Response, g, request
from prometheus_client import CollectorRegistry, Counter, Histogram, values
from prometheus_client.mmap_dict import MmapedDict
from prometheus_client.multiprocess import MultiProcessCollector

#: The client library's own variable.
FOLDER_VARIABLE = "PROMETHEUS_MULTIPROC_DIR"
#: Seconds; pages should answer within the fourth.
BUCKETS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0)
METHODS = frozenset({"GET", "HEAD", "POST", "OPTIONS"})
#: Counts of processes that ended, under a number no process has.
ENDED = 0
KINDS = ("counter", "histogram")

REGISTRY = CollectorRegistry()
# Labelled instruments hold no value before they are used: what is made here may be forked.
REQUESTS = Counter(
    "matchmaker_requests", "Requests answered.", ("endpoint", "method", "status"), registry=REGISTRY
)
SECONDS = Histogram(
    "matchmaker_request_seconds",
    "Seconds until the answer was ready.",
    ("endpoint",),
    buckets=BUCKETS,
    registry=REGISTRY,
)


def share_between_processes(folder: Path) -> None:
    """Count in files of a folder from now on, beginning at zero; to be called before processes are forked."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    os.environ[FOLDER_VARIABLE] = str(folder)
    # The library looks at the variable when it is imported, which was before the settings were read.
    values.ValueClass = values.MultiProcessValue()  # type: ignore[no-untyped-call]


def fold_ended_process(folder: Path, pid: int) -> None:
    """Add what an ended process counted to one file for all such, so that files don't pile up."""
    for kind in KINDS:
        file = folder / f"{kind}_{pid}.db"
        if not file.exists():
            continue
        counted = list(MmapedDict.read_all_values_from_file(str(file)))  # type: ignore[no-untyped-call]
        file.unlink()
        kept = MmapedDict(str(folder / f"{kind}_{ENDED}.db"))  # type: ignore[no-untyped-call]
        for key, value, timestamp, _position in counted:
            before, _before_at = kept.read_value(key)  # type: ignore[no-untyped-call]
            kept.write_value(key, before + value, timestamp)  # type: ignore[no-untyped-call]
        kept.close()  # type: ignore[no-untyped-call]


def all_processes(folder: Path) -> CollectorRegistry:
    """A registry that holds every process's counts together.

    :param folder: where they count, if they were told to share.
    """
    if values.ValueClass is values.MutexValue:
        return REGISTRY
    shared = CollectorRegistry()
    MultiProcessCollector(shared, str(folder))  # type: ignore[no-untyped-call]
    return shared


def _start() -> None:
    g.request_began = time.perf_counter()


def _count(response: Response) -> Response:
    endpoint = request.endpoint or "none"
    method = request.method if request.method in METHODS else "other"
    REQUESTS.labels(endpoint, method, str(response.status_code)).inc()
    if "request_began" in g:
        SECONDS.labels(endpoint).observe(time.perf_counter() - g.request_began)
    return response


def init_app(app: Flask) -> None:
    """Count every request of the application; to be called anything else acts before requests."""
    app.before_request(_start)
    app.after_request(_count)
