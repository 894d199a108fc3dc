"""`matchmaker ranking`: what ranking learnt from verdicts, learning anew, switching it off and on."""

from __future__ import annotations

import json
from typing import Any

import click
from sqlalchemy import select

from matchmaker.cli.application import application
from matchmaker.extensions import db
from matchmaker.matching.learning import NothingToLearn
from matchmaker.ranking import queries, service
from matchmaker.suggestions import training
from matchmaker.suggestions.index_access import access_of
from models import Organisation, OrganisationKind, RankingModel

CLUSTER = click.option("--cluster", metavar="SLUG", help="Only for this cluster and its members.")


@click.group()
def ranking() -> None:
    """See what ranking learnt from verdicts, learn anew, switch it off and on."""


@ranking.command()
@click.option("--json", "as_json", is_flag=True, help="For programs.")
def show(*, as_json: bool) -> None:
    """Say which version ranks, how it was judged, and what each feature weighs."""
    with application():
        newest = queries.newest_model(db.session)
        off = sorted(queries.switched_off(db.session))
        if as_json:
            shown = {"newest": None if newest is None else _plain(newest), "off": off}
            click.echo(json.dumps(shown, indent=2))
            return
        if newest is None:
            click.echo("Nothing was learnt yet: the text alone ranks.")
        else:
            _print(newest)
        for scope in off:
            click.echo(f"Switched off for {scope}.")


@ranking.command()
def train() -> None:
    """Learn a new version from all verdicts, and use it if it beats the text alone."""
    with application() as app:
        try:
            row = training.learn(db.sessionmaker, access_of(app).view())
        except NothingToLearn as nothing:
            raise click.ClickException(f"There is nothing to learn from yet. {nothing}") from nothing
        _print(row)


@ranking.command()
@CLUSTER
def off(cluster: str | None) -> None:
    """Let the text alone rank, for everybody or for one cluster."""
    with application():
        service.switch_off(db.session, _cluster(cluster), actor=None)
        db.session.commit()
    click.echo(f"Off for {cluster or 'the whole network'}: the text alone ranks.")


@ranking.command()
@CLUSTER
def on(cluster: str | None) -> None:
    """Let what was learnt rank again where it was switched off."""
    with application():
        service.switch_on(db.session, _cluster(cluster), actor=None)
        db.session.commit()
    click.echo(f"On for {cluster or 'the whole network'}, once a version beats the text.")


def _cluster(slug: str | None) -> Organisation | None:
    if slug is None:
        return None
    found = db.session.scalar(select(Organisation).where(Organisation.slug == slug))
    if found is None or found.kind is not OrganisationKind.CLUSTER:
        raise click.BadParameter(f"There is no cluster with the slug {slug!r}.", param_hint="--cluster")
    return found


def _plain(row: RankingModel) -> dict[str, Any]:
    return {
        "name": row.name,
        "trained_at": row.trained_at.isoformat(timespec="seconds"),
        "verdicts": row.verdicts,
        "held_out_lists": row.held_out_lists,
        "text_ndcg": row.text_ndcg,
        "learnt_ndcg": row.learnt_ndcg,
        "in_use": row.in_use,
        "weights": row.parameters["weights"],
    }


def _print(row: RankingModel) -> None:
    use = "in use" if row.in_use else "not in use: it does not beat the text by enough, on enough lists"
    click.echo(f"{row.name}, learnt {row.trained_at:%Y-%m-%d %H:%M} UTC from {row.verdicts} verdicts, {use}.")
    click.echo(
        f"nDCG@10 on the newest {row.held_out_lists} lists: "
        f"text {row.text_ndcg:.4f}, learnt {row.learnt_ndcg:.4f}"
    )
    for feature, weight in row.parameters["weights"].items():
        click.echo(f"  {feature:16} {weight:+.3f}")
