"""`matchmaker person`: the first account of a new installation, the secretariat, tokens for programs."""

from __future__ import annotations

from typing import BinaryIO

import click

from matchmaker.cli.application import application
from matchmaker.erasure.service import erase_person
from matchmaker.extensions import db
from matchmaker.people import service, tokens
from matchmaker.people.archive import archive_of
from matchmaker.people.errors import UnknownAddress
from matchmaker.people.personal_data import personal_data
from matchmaker.refusals import Refusal
from models.columns import utc_now


@click.group()
def person() -> None:
    """Make accounts, give the secretariat's role, make tokens for programs, hand out data, erase people."""


@person.command()
@click.argument("email")
@click.option("--name", prompt=True)
@click.option("--secretariat", is_flag=True, help="Give the operator's role.")
@click.password_option()
def add(email: str, name: str, password: str, *, secretariat: bool) -> None:
    """Make a confirmed account."""
    with application():
        try:
            service.add_confirmed_person(
                db.session, email=email, name=name, password=password, secretariat=secretariat
            )
        except Refusal as refusal:
            raise click.ClickException(str(refusal)) from refusal
        db.session.commit()
    click.echo(f"{email} can sign in now.")


@person.command()
@click.argument("email")
@click.argument("file", type=click.File("wb"))
def export(email: str, file: BinaryIO) -> None:
    """Write all that is kept about a person to FILE, a ZIP archive, as they could from their account."""
    with application() as app, app.test_request_context():
        owner = service.person_by_address(db.session, email)
        if owner is None:
            raise click.ClickException(str(UnknownAddress(email=email)))
        file.write(archive_of(personal_data(db.session, owner), utc_now()))
    click.echo(f"All that is kept about {email} is in {file.name}.", err=True)


@person.command()
@click.argument("email")
@click.option("--yes", is_flag=True, help="Do not ask.")
def erase(email: str, *, yes: bool) -> None:
    """Erase a person for good, as they could from their account, and say what ends with it."""
    with application() as app, app.test_request_context():
        try:
            leaver = service.person_by_address(db.session, email)
            if leaver is None:
                raise UnknownAddress(email=email)
            if not yes:
                click.confirm(f"Erase {leaver.email} for good?", abort=True)
            ends = erase_person(db.session, leaver, now=utc_now())
        except Refusal as refusal:
            raise click.ClickException(str(refusal)) from refusal
        closed = ", ".join(organisation.slug for organisation in ends.closed)
        db.session.commit()
    click.echo(f"{email} is erased.")
    click.echo(f"Visits called off: {len(ends.visits)}.")
    click.echo(f"Places at events given back: {len(ends.registrations)}.")
    if closed:
        click.echo(f"Hidden, as nobody is left there: {closed}.")


@person.command()
@click.argument("email")
@click.option("--name", required=True, help="What it is for.")
@click.option(
    "--days",
    type=click.IntRange(1, 3650),
    default=tokens.LIFETIMES[0],
    show_default=True,
    help="How long it works.",
)
def token(email: str, name: str, days: int) -> None:
    """Make a token for the API. It is printed this once and kept nowhere."""
    with application():
        try:
            owner = service.person_by_address(db.session, email)
            if owner is None:
                raise UnknownAddress(email=email)
            new = tokens.create_token(db.session, owner, actor=None, name=name, days=days)
        except Refusal as refusal:
            raise click.ClickException(str(refusal)) from refusal
        db.session.commit()
    click.echo(new.secret)
