"""`/metrics`, for the operator's monitoring and nobody else."""

from __future__ import annotations

import ipaddress
import secrets
from collections.abc import Iterator
from pathlib import Path

from flask import Response, current_app, request
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4, generate_latest
from prometheus_client.registry import Collector, CollectorRegistry

from matchmaker.extensions import db
from matchmaker.matching.generation import current_generation
from matchmaker.metrics import queries, recording
from matchmaker.settings import Settings
from models.columns import utc_now

#: What a proxy adds; without proxies that we believe, such a request is somebody else's.
FORWARDED = ("X-Forwarded-For", "Forwarded")


def show() -> Response:
    """All figures; 401 or 403 for strangers."""
    settings: Settings = current_app.extensions["settings"]
    refused = _refusal(settings)
    if refused is not None:
        return refused
    figures = CollectorRegistry()
    figures.register(_Standing(settings.index_folder))
    return Response(
        generate_latest(figures) + _counts(settings.metrics_folder), content_type=CONTENT_TYPE_PLAIN_0_0_4
    )


def _counts(folder: Path) -> bytes:
    try:
        return generate_latest(recording.all_processes(folder))
    except FileNotFoundError:
        # A process ended while its file was about to be read; its counts stand with the ended ones now.
        return generate_latest(recording.all_processes(folder))


def _refusal(settings: Settings) -> Response | None:
    if settings.metrics_token:
        kind, _, token = request.headers.get("Authorization", "").partition(" ")
        if kind.lower() == "bearer" and secrets.compare_digest(
            token.strip().encode(), settings.metrics_token.encode()
        ):
            return None
        answer = Response("A bearer token is needed.\n", 401, content_type="text/plain")
        answer.headers["WWW-Authenticate"] = 'Bearer realm="metrics"'
        return answer
    if _is_from_this_machine(settings):
        return None
    return Response("Only this machine may read this.\n", 403, content_type="text/plain")


def _is_from_this_machine(settings: Settings) -> bool:
    if not settings.proxies and any(header in request.headers for header in FORWARDED):
        return False
    try:
        return ipaddress.ip_address(request.remote_addr or "").is_loopback
    except ValueError:
        return False


class _Standing(Collector):
    """Figures looked up at the moment they are asked for."""

    def __init__(self, index_folder: Path) -> None:
        self._index_folder = index_folder

    def collect(self) -> Iterator[Metric]:
        """Outbox, rows, index."""
        outbox = queries.outbox(db.session, now=utc_now())
        yield _gauge("matchmaker_outbox_owed", "Jobs promised and not done yet.", outbox.owed)
        yield _gauge("matchmaker_outbox_given_up", "Jobs that failed for good.", outbox.given_up)
        yield _gauge(
            "matchmaker_outbox_oldest_due_seconds",
            "Since when the oldest job that is due waits.",
            outbox.oldest_due_seconds,
        )
        rows = GaugeMetricFamily("matchmaker_rows", "Things in the database.", labels=("kind", "state"))
        for kind, state, number in queries.rows(db.session):
            rows.add_metric((kind, state), number)
        yield rows
        yield from self._index()

    def _index(self) -> Iterator[Metric]:
        generation = current_generation(self._index_folder)
        if generation is None:
            return
        for file, name, what in (
            ("manifest.json", "generation", "Age of the search index's generation."),
            ("delta.log", "change", "Since the search index took up a change."),
        ):
            changed = (generation / file).stat().st_mtime if (generation / file).exists() else 0.0
            if changed:
                age = max(0.0, utc_now().timestamp() - changed)
                yield _gauge(f"matchmaker_index_{name}_age_seconds", what, age)


def _gauge(name: str, what: str, value: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(name, what, value=value)
