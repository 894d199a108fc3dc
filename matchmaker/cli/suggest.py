"""`matchmaker suggest`: partners, calls and venues on the command line, with their reasons."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import click
from flask import Flask
from rich import box
from rich.console import Console
from rich.table import Table
from sqlalchemy import select
from sqlalchemy.orm import Session

from matchmaker.cli.application import application
from matchmaker.extensions import db
from matchmaker.matching import IndexReader
from matchmaker.suggestions.plain import country_of, name_of, plain
from matchmaker.suggestions.queries import Filters, Found, SuggestionSearch
from matchmaker.suggestions.reasons import top_words
from matchmaker.suggestions.rules import TargetKind, TextKind
from matchmaker.suggestions.subjects import (
    Subject,
    TypedText,
    find_subject,
    subject_of_organisation,
    subject_of_text,
)
from matchmaker.suggestions.wording import gap_sentence
from matchmaker.web.translation import in_language
from models import Call, Listing, Organisation, Participation, Project
from models.columns import utc_now

MOST_ASKED_FOR = 1_000


@click.group()
def suggest() -> None:
    """Suggest partners, calls or venues to an organisation, and say why."""


def _with_options(command: Callable[..., None]) -> Callable[..., None]:
    options = (
        click.option("--for", "slug", required=True, metavar="SLUG", help="The organisation that asks."),
        click.option("--listing", type=int, metavar="ID", help="Only for this need or offer of it."),
        click.option("--project", type=int, metavar="ID", help="Only for this project it takes part in."),
        click.option("--text", metavar="TEXT", help="For this text instead."),
        click.option("--country", metavar="CC", help="Only from this country (two letters)."),
        click.option(
            "--limit",
            type=click.IntRange(1, MOST_ASKED_FOR),
            default=10,
            show_default=True,
            help="How many at most.",
        ),
        click.option("--json", "as_json", is_flag=True, help="For programs: everything, as JSON."),
    )
    for option in reversed(options):
        command = option(command)
    return command


@suggest.command()
@_with_options
def partners(**options: Any) -> None:
    """Organisations that fit."""
    _run(TargetKind.PARTNER, **options)


@suggest.command()
@_with_options
def calls(**options: Any) -> None:
    """Open calls that fit."""
    _run(TargetKind.CALL, **options)


@suggest.command()
@_with_options
def venues(**options: Any) -> None:
    """Places that fit, by their own text and by whom one meets around them."""
    _run(TargetKind.VENUE, **options)


def _run(
    kind: TargetKind,
    *,
    slug: str,
    listing: int | None,
    project: int | None,
    text: str | None,
    country: str | None,
    limit: int,
    as_json: bool,
) -> None:
    if sum(given is not None for given in (listing, project, text)) > 1:
        raise click.UsageError("Give one of --listing, --project and --text.")
    filters = Filters(countries=_countries(country))
    with application() as app, in_language("en"):
        session = db.session
        organisation = session.scalar(select(Organisation).where(Organisation.slug == slug))
        if organisation is None:
            raise click.ClickException(f"There is no organisation with the slug {slug!r}.")
        subject = _subject(session, organisation, listing, project, text)
        search = SuggestionSearch(
            session, _index(app), subject, asker=organisation, filters=filters, most=limit
        )
        found = search.found(kind, 0, limit)
        if as_json:
            click.echo(json.dumps([plain(one) for one in found.suggestions], ensure_ascii=False, indent=2))
        else:
            _print(subject, found)


def _countries(code: str | None) -> tuple[str, ...]:
    if code is None:
        return ()
    if len(code) != 2 or not code.isascii() or not code.isalpha():
        raise click.BadParameter(f"{code!r} is no country code of two letters.", param_hint="--country")
    return (code.upper(),)


def _index(app: Flask) -> IndexReader:
    reader = IndexReader(app.extensions["settings"].index_folder)
    if not reader.count:
        raise click.ClickException("Nothing is indexed yet. Run first: matchmaker index rebuild")
    return reader


def _subject(
    session: Session,
    organisation: Organisation,
    listing: int | None,
    project: int | None,
    text: str | None,
) -> Subject:
    if listing is not None:
        return _own_subject(session, organisation, "listing", listing)
    if project is not None:
        return _own_subject(session, organisation, "project", project)
    if text is not None:
        if not text.strip():
            raise click.BadParameter("The text is empty.", param_hint="--text")
        return subject_of_text(TypedText(body=text, kind=TextKind.TEXT), organisation)
    return subject_of_organisation(session, organisation, utc_now())


def _own_subject(session: Session, organisation: Organisation, kind: str, number: int) -> Subject:
    subject = find_subject(session, f"{kind}-{number}")
    if subject is None or subject.thing is None or not _is_of(session, subject.thing, organisation):
        raise click.ClickException(f"{organisation.name} has no {kind} {number}.")
    return subject


def _is_of(
    session: Session, thing: Organisation | Listing | Project | Call, organisation: Organisation
) -> bool:
    if isinstance(thing, Listing):
        return thing.organisation_id == organisation.id
    taking_part = select(Participation.id).where(
        Participation.project_id == thing.id, Participation.organisation_id == organisation.id
    )
    return session.scalar(taking_part.limit(1)) is not None


def _print(subject: Subject, found: Found) -> None:
    if not subject.sources:
        click.echo(f"{subject.title} has published nothing to match with yet.")
        return
    if not found.suggestions:
        click.echo("Nothing fits.")
        return
    table = Table(box=box.SIMPLE, title=f"For {subject.title}", title_justify="left")
    for heading, alignment in (("#", "right"), ("Name", "left"), ("", "left"), ("Score", "right")):
        table.add_column(heading, justify=alignment)  # type: ignore[arg-type]  # a literal of two
    table.add_column("Because of")
    table.add_column("Missing")
    for one in found.suggestions:
        table.add_row(
            str(one.rank),
            name_of(one.target),
            country_of(one.target) or "",
            f"{one.score:.3f}",
            ", ".join(top_words(one.contributions, 5)),
            " ".join(gap_sentence(gap) for gap in one.gaps),
        )
    Console().print(table)
