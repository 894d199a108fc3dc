"""`matchmaker agreement`: who signed, signing for somebody, and new versions of the terms."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

import click
from sqlalchemy import select

from matchmaker.agreements import queries, service
from matchmaker.agreements.rules import ClauseText, TermsText, text_of
from matchmaker.cli.application import application
from matchmaker.extensions import db
from matchmaker.people.service import person_by_address
from matchmaker.refusals import Refusal
from models import ClauseRule, Organisation
from models.columns import utc_now


@click.group()
def agreement() -> None:
    """See and keep the roaming agreement: its terms, and who signed."""


@agreement.command("list")
@click.option("--json", "as_json", is_flag=True, help="For programs.")
def list_signatories(*, as_json: bool) -> None:
    """List clusters and hosts, and how each stands to the agreement."""
    with application():
        rows = [_plain(one, utc_now().date()) for one in queries.all_signatories(db.session)]
    if as_json:
        click.echo(json.dumps(rows, indent=2))
        return
    for row in rows:
        until = f" until {row['last_day']}" if row["last_day"] else ""
        click.echo(f"{row['slug']:40} {row['state']}{until}")


@agreement.command()
@click.argument("slug")
@click.option("--coordinator", required=True, metavar="EMAIL", help="Who answers for the agreement there.")
def sign(slug: str, coordinator: str) -> None:
    """Sign or renew for a cluster or host that has signed on paper."""
    with application():
        organisation = db.session.scalar(select(Organisation).where(Organisation.slug == slug))
        if organisation is None:
            raise click.BadParameter(f"There is no organisation with the slug {slug!r}.", param_hint="SLUG")
        person = person_by_address(db.session, coordinator)
        if person is None:
            raise click.BadParameter(f"Nobody has the address {coordinator}.", param_hint="--coordinator")
        try:
            signed = service.sign(
                db.session, organisation, coordinator=person, today=utc_now().date(), actor=None
            )
        except Refusal as refusal:
            raise click.ClickException(str(refusal)) from refusal
        db.session.commit()
        click.echo(f"Signed: {slug} until {signed.valid_until}.")


@agreement.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def publish(file: Path) -> None:
    """Publish a new version of the terms from a JSON file, as `export` writes it."""
    try:
        terms = _terms_of(json.loads(file.read_text(encoding="utf-8")))
    except (ValueError, TypeError, KeyError) as error:
        raise click.ClickException(f"{file} holds no terms: {error}") from error
    with application():
        try:
            row = service.publish_terms(db.session, terms, today=utc_now().date(), actor=None)
        except Refusal as refusal:
            raise click.ClickException(str(refusal)) from refusal
        db.session.commit()
        click.echo(f"Version {row.version} holds from {row.effective_from}.")


@agreement.command()
def export() -> None:
    """Write the terms in force as JSON, to be changed and published anew."""
    with application():
        terms = queries.terms_in_force(db.session, utc_now().date())
        if terms is None:
            raise click.ClickException("There are no terms yet. Run first: matchmaker db upgrade")
        written = asdict(text_of(terms)) | {"effective_from": terms.effective_from.isoformat()}
        click.echo(json.dumps(written, indent=2, ensure_ascii=False))


def _plain(signatory: queries.Signatory, today: date) -> dict[str, Any]:
    current = queries.holding(signatory.signatures, today) or signatory.latest
    return {
        "slug": signatory.organisation.slug,
        "name": signatory.organisation.name,
        "country": signatory.organisation.country,
        "state": "never_signed" if current is None else current.state_on(today).value,
        "last_day": None if signatory.latest is None else signatory.latest.last_day.isoformat(),
        "coordinator": None if current is None or current.coordinator is None else current.coordinator.email,
    }


def _terms_of(written: dict[str, Any]) -> TermsText:
    clauses = tuple(
        ClauseText(one["number"], one["title"], one["text"], one["rule"] and ClauseRule(one["rule"]))
        for one in written.pop("clauses")
    )
    first = date.fromisoformat(written.pop("effective_from"))
    return TermsText(effective_from=first, clauses=clauses, **written)
