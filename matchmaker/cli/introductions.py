"""`matchmaker introductions`: what waits for whom, and the clocks run now instead of within a minute."""

from __future__ import annotations

import json
from typing import Any

import click

from matchmaker.cli.application import application
from matchmaker.extensions import db
from matchmaker.introductions import clock_service, queries
from models import Introduction, IntroductionState
from models.columns import utc_now


@click.group()
def introductions() -> None:
    """See what waits for an answer, run the clocks."""


@introductions.command("list")
@click.option("--overdue", is_flag=True, help="Only those whose time is over.")
@click.option("--json", "as_json", is_flag=True, help="For programs.")
def list_(*, overdue: bool, as_json: bool) -> None:
    """List what waits for a manager or for the asked side, the most pressing first."""
    with application():
        waiting = queries.waiting_in_network(db.session, due_before=utc_now() if overdue else None)
        if as_json:
            click.echo(json.dumps([_plain(one) for one in waiting], indent=2, ensure_ascii=False))
            return
        for one in waiting:
            click.echo(_line(one))
        if not waiting:
            click.echo("Nothing is overdue." if overdue else "Nothing waits.")


@introductions.command()
def sweep() -> None:
    """Remind, escalate, lapse and ask for outcomes wherever it is due. The worker does it each minute."""
    with application():
        done = clock_service.work_off_due(db.sessionmaker)
    click.echo(f"{done} done.")


def _waits_for(introduction: Introduction) -> str:
    """Whose answer is missing."""
    if introduction.state is IntroductionState.RELEASED:
        return introduction.asked_organisation.name
    return introduction.broker.name if introduction.broker is not None else "the secretariat"


def _line(introduction: Introduction) -> str:
    due = f"{introduction.due_at:%Y-%m-%d %H:%M}" if introduction.due_at is not None else "no date"
    asking, asked = introduction.asking_organisation.name, introduction.asked_organisation.name
    return f"{introduction.id}  due {due} UTC  {asking} to {asked}  waits for {_waits_for(introduction)}"


def _plain(introduction: Introduction) -> dict[str, Any]:
    return {
        "id": introduction.id,
        "state": introduction.state.value,
        "asking": introduction.asking_organisation.slug,
        "asked": introduction.asked_organisation.slug,
        "waits_for": _waits_for(introduction),
        "due_at": introduction.due_at.isoformat() if introduction.due_at is not None else None,
        "reminded": introduction.reminded_at is not None,
        "escalated": introduction.escalated_at is not None,
    }
