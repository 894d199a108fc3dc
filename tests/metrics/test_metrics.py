"""The operator's figures: who may read them, what they say, and that processes count together."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from matchmaker.settings import SettingsError, from_environment
from models import OutboxRow
from models.columns import utc_now
from tests.factories import make_organisation

TOKEN = "a-token-of-the-monitoring"


@pytest.fixture
def token_is_set(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = replace(app.extensions["settings"], metrics_token=TOKEN)
    monkeypatch.setitem(app.extensions, "settings", settings)


def figures(client: FlaskClient) -> dict[str, float]:
    """Each line's value by its name and labels."""
    lines = client.get("/metrics").get_data(as_text=True).splitlines()
    return {
        line.rpartition(" ")[0]: float(line.rpartition(" ")[2]) for line in lines if not line.startswith("#")
    }


@pytest.mark.parametrize(
    ("address", "headers", "status"),
    [
        ("127.0.0.1", {}, 200),
        ("::1", {}, 200),
        ("192.0.2.7", {}, 403),
        ("127.0.0.1", {"X-Forwarded-For": "192.0.2.7"}, 403),
        ("127.0.0.1", {"Forwarded": "for=192.0.2.7"}, 403),
        ("192.0.2.7", {"Authorization": "Bearer "}, 403),
    ],
)
def test_without_a_token_this_machine_alone_may_read(
    client: FlaskClient, address: str, headers: dict[str, str], status: int
) -> None:
    answer = client.get("/metrics", headers=headers, environ_base={"REMOTE_ADDR": address})
    assert answer.status_code == status
    assert answer.mimetype == "text/plain"


@pytest.mark.usefixtures("token_is_set")
@pytest.mark.parametrize(
    ("header", "status"),
    [
        (f"Bearer {TOKEN}", 200),
        (f"Bearer {TOKEN}x", 401),
        ("Bearer é", 401),
        (f"Basic {TOKEN}", 401),
        ("", 401),
    ],
)
def test_with_a_token_set_it_alone_opens(client: FlaskClient, header: str, status: int) -> None:
    answer = client.get("/metrics", headers={"Authorization": header})
    assert answer.status_code == status
    assert ("WWW-Authenticate" in answer.headers) == (status == 401)


@pytest.mark.parametrize("token", ["short", "ä" * 20])
def test_weak_token_is_refused(tmp_path: Path, token: str) -> None:
    variables = {
        "MATCHMAKER_ENVIRONMENT": "demo",
        "MATCHMAKER_INSTANCE": str(tmp_path),
        "MATCHMAKER_METRICS_TOKEN": token,
    }
    with pytest.raises(SettingsError, match="MATCHMAKER_METRICS_TOKEN"):
        from_environment(variables)


def test_figures_of_outbox_and_rows(client: FlaskClient, session: Session) -> None:
    now = utc_now()
    make_organisation(session)
    make_organisation(session, hidden=True)
    session.add_all(
        [
            OutboxRow(kind="index.text", due_at=now - timedelta(seconds=90)),
            OutboxRow(kind="index.text", due_at=now + timedelta(days=1)),
            OutboxRow(kind="index.text", due_at=now, done_at=now),
            OutboxRow(kind="index.text", due_at=now - timedelta(days=9), given_up_at=now),
        ]
    )
    session.commit()
    found = figures(client)
    assert found["matchmaker_outbox_owed"] == 2
    assert found["matchmaker_outbox_given_up"] == 1
    assert 90 <= found["matchmaker_outbox_oldest_due_seconds"] < 120
    assert found['matchmaker_rows{kind="organisation",state="shown"}'] == 1
    assert found['matchmaker_rows{kind="organisation",state="hidden"}'] == 1


def test_figures_of_requests_count_each_answer(client: FlaskClient) -> None:
    name = 'matchmaker_requests_total{endpoint="health.live",method="GET",status="200"}'
    before = figures(client).get(name, 0)
    for _time in range(3):
        client.get("/health/live")
    after = figures(client)
    assert after[name] == before + 3
    assert after['matchmaker_request_seconds_count{endpoint="health.live"}'] >= 3
    client.open("/health/live", method="MADEUP")
    assert 'matchmaker_requests_total{endpoint="none",method="other",status="405"}' in figures(client)


#: Three processes count, one ends and is folded; a fourth adds up.
SHARING = """
import os, sys
from pathlib import Path
from prometheus_client import generate_latest
from matchmaker.metrics import recording

folder = Path(sys.argv[1])
recording.share_between_processes(folder)
pids = []
for number in range(3):
    pid = os.fork()
    if pid == 0:
        for _time in range(number + 1):
            recording.REQUESTS.labels("home", "GET", "200").inc()
            recording.SECONDS.labels("home").observe(0.02)
        os._exit(0)
    os.waitpid(pid, 0)
    pids.append(pid)
for pid in pids[:2]:
    recording.fold_ended_process(folder, pid)
recording.fold_ended_process(folder, 999999999)
print(len(list(folder.iterdir())))
print(generate_latest(recording.all_processes(folder)).decode())
"""


def test_processes_count_together_and_the_ended_are_kept(tmp_path: Path) -> None:
    folder = tmp_path / "metrics"
    folder.mkdir()
    (folder / "counter_7.db").write_bytes(b"left by an earlier run")
    done = subprocess.run(
        [sys.executable, "-c", SHARING, str(folder)], capture_output=True, text=True, check=True, timeout=60
    )
    files, *lines = done.stdout.splitlines()
    assert files == "4"
    assert 'matchmaker_requests_total{endpoint="home",method="GET",status="200"} 6.0' in lines
    assert 'matchmaker_request_seconds_count{endpoint="home"} 6.0' in lines
    assert 'matchmaker_request_seconds_bucket{endpoint="home",le="0.01"} 0.0' in lines
