"""`matchmaker person`: the first account of a new installation, and the secretariat."""

from __future__ import annotations

import click

from matchmaker.cli.application import application
from matchmaker.extensions import db
from matchmaker.people import service
from matchmaker.refusals import Refusal


@click.group()
def person() -> None:
    """Make accounts and give the secretariat's role."""


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
