"""`matchmaker visits`: what waits for whom, one visit with its log, and the clocks run now."""

from __future__ import annotations

import json
from typing import Any

import click
from sqlalchemy import select

from matchmaker.cli.application import application
from matchmaker.extensions import db
from matchmaker.visits import clock_service, queries
from matchmaker.visits.places import spaces_of
from matchmaker.visits.proposing_service import open_proposal
from models import Activity, Visit, VisitState
from models.columns import utc_now


@click.group()
def visits() -> None:
    """See what waits for an answer and what happened to a visit, run the clocks."""


@visits.command("list")
@click.option("--overdue", is_flag=True, help="Only those whose time is over.")
@click.option("--json", "as_json", is_flag=True, help="For programs.")
def list_(*, overdue: bool, as_json: bool) -> None:
    """List what waits for a host, for a visitor or in line, the most pressing first."""
    with application():
        waiting = queries.waiting_in_network(db.session, due_before=utc_now() if overdue else None)
        if as_json:
            click.echo(json.dumps([_plain(one) for one in waiting], indent=2, ensure_ascii=False))
            return
        for one in waiting:
            click.echo(_line(one))
        if not waiting:
            click.echo("Nothing is overdue." if overdue else "Nothing waits.")


@visits.command()
@click.argument("token")
@click.option("--json", "as_json", is_flag=True, help="For programs.")
def show(token: str, *, as_json: bool) -> None:
    """Show one visit by the token of its address, and what happened to it."""
    with application():
        visit = db.session.scalar(queries.with_parts(select(Visit).where(Visit.token == token)))
        if visit is None:
            raise click.BadParameter(f"There is no visit with the token {token!r}.", param_hint="TOKEN")
        known = _plain(visit) | _further(visit)
        log = [_entry(row) for row in queries.timeline(db.session, visit)]
    if as_json:
        click.echo(json.dumps(known | {"log": log}, indent=2, ensure_ascii=False))
        return
    for name, value in known.items():
        click.echo(f"{name:18} {', '.join(value) if isinstance(value, list) else _shown(value)}")
    for entry in log:
        click.echo(f"{entry['at']}  {entry['verb']}{'  ' + entry['actor'] if entry['actor'] else ''}")


@visits.command()
def sweep() -> None:
    """Remind, pass places on, lapse and complete wherever it is due. The worker does it each minute."""
    with application():
        done = clock_service.work_off_due(db.sessionmaker)
    click.echo(f"{done} done.")


def _waits_for(visit: Visit) -> str | None:
    """Who is to do something; None where only time does."""
    if visit.state is VisitState.REQUESTED:
        return visit.venue.host.name
    if visit.state is VisitState.CHANGED:
        return visit.organisation.name
    return "a free place" if visit.state is VisitState.WAITING else None


def _line(visit: Visit) -> str:
    due = f"{visit.answer_due_at:%Y-%m-%d %H:%M}" if visit.answer_due_at is not None else "no date"
    return (
        f"{visit.token}  due {due} UTC  {visit.organisation.name} at {visit.venue.name} "
        f"{visit.starts_on} to {visit.ends_on}  waits for {_waits_for(visit)}"
    )


def _plain(visit: Visit) -> dict[str, Any]:
    return {
        "token": visit.token,
        "state": visit.state.value,
        "organisation": visit.organisation.slug,
        "venue": visit.venue.slug,
        "host": visit.venue.host.slug,
        "starts_on": visit.starts_on.isoformat(),
        "ends_on": visit.ends_on.isoformat(),
        "people": visit.party_size,
        "waits_for": _waits_for(visit),
        "due_at": visit.answer_due_at.isoformat() if visit.answer_due_at is not None else None,
        "reminded": visit.reminded_at is not None,
    }


def _further(visit: Visit) -> dict[str, Any]:
    """What a list leaves out. Names of the party and the code for the desk are for the two sides only."""
    proposal = open_proposal(visit)
    return {
        "standing": visit.standing.value,
        "findings": [f"{one['reason']} (clause {one['clause']})" for one in visit.standing_findings],
        "spaces": [space.name for space in spaces_of(visit)],
        "working_days": visit.working_days,
        "proposed": []
        if proposal is None
        else [proposal.starts_on.isoformat(), proposal.ends_on.isoformat()],
        "decline_reason": visit.decline_reason.value if visit.decline_reason is not None else None,
        "thread": visit.thread,
    }


def _entry(row: Activity) -> dict[str, str]:
    return {
        "at": row.at.isoformat(timespec="seconds"),
        "verb": row.verb.removeprefix("visit."),
        "actor": row.actor.name if row.actor is not None else "",
    }


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "–" if value is None else str(value)
