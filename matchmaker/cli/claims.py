"""`matchmaker claims`: who claims which profile from public data, and the operator's word on it."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import click

from matchmaker.cli.application import application
from matchmaker.extensions import db
from matchmaker.organisations import claim_queries, claim_service
from matchmaker.organisations.claim_queries import WaitingClaim
from matchmaker.organisations.claim_rules import hints_of
from matchmaker.refusals import Refusal
from models import CHOSEN_GROUNDS, ClaimGround, OrganisationClaim


@click.group()
def claims() -> None:
    """See who claims a profile from public data; hand it over, or refuse."""


@claims.command("list")
@click.option("--json", "as_json", is_flag=True, help="For programs.")
def list_(*, as_json: bool) -> None:
    """List claims that wait, those for the secretariat first, then who waits longest."""
    with application():
        rows = [_plain(one) for one in claim_queries.waiting_in_network(db.session)]
    if as_json:
        click.echo(json.dumps(rows, indent=2, ensure_ascii=False))
        return
    for row in rows:
        click.echo(
            f"{row['id']}  {row['organisation']}  {row['email']} ({row['job_title']})  {row['proof']}  "
            f"waits for {row['waits_for']}"
        )
    if not rows:
        click.echo("Nothing waits.")


@claims.command()
@click.argument("claim_id", type=int, metavar="ID")
def accept(claim_id: int) -> None:
    """Hand the profile over: the claimant becomes its owner, other claims of it are refused."""
    claimed = _decided(claim_id, lambda claim: claim_service.accept_claim(db.session, claim, actor=None))
    click.echo(f"Handed over: {claimed}.")


@claims.command()
@click.argument("claim_id", type=int, metavar="ID")
@click.option(
    "--ground",
    type=click.Choice([ground.value for ground in CHOSEN_GROUNDS]),
    required=True,
    help="What the claimant is told.",
)
@click.option("--reason", default="", metavar="TEXT", help="Words that stand beside it in the mail.")
def refuse(claim_id: int, ground: str, reason: str) -> None:
    """Refuse a claim; the profile stays unclaimed."""
    claimed = _decided(
        claim_id,
        lambda claim: claim_service.refuse_claim(
            db.session, claim, ground=ClaimGround(ground), actor=None, reason=reason
        ),
    )
    click.echo(f"Refused: {claimed}.")


def _decided(claim_id: int, act: Callable[[OrganisationClaim], object]) -> str:
    """Do it, and say which profile and claimant it was about."""
    with application():
        claim = db.session.get(OrganisationClaim, claim_id)
        if claim is None:
            raise click.BadParameter(f"There is no claim {claim_id}.", param_hint="ID")
        try:
            act(claim)
        except Refusal as refusal:
            raise click.ClickException(str(refusal)) from refusal
        db.session.commit()
        return f"{claim.organisation.slug}, claimed by {claim.person.email}"


def _plain(waiting: WaitingClaim) -> dict[str, Any]:
    claim, person = waiting.claim, waiting.claim.person
    hints = hints_of(
        email=person.email, confirmed=person.confirmed_at is not None, website=claim.organisation.website
    )
    return {
        "id": claim.id,
        "organisation": claim.organisation.slug,
        "email": person.email,
        "name": person.name,
        "job_title": claim.job_title,
        "message": claim.message,
        "proof": hints.proof.value,
        "waits_for": "its cluster" if waiting.at_desk else "the secretariat",
        "asked_at": claim.created_at.isoformat(),
    }
