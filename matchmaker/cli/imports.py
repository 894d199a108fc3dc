"""`matchmaker import`: public data into the tables, then into the index."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from click._termui_impl import ProgressBar
from sqlalchemy.orm import Session

from matchmaker.cli.application import application
from matchmaker.extensions import db
from matchmaker.imports.calls import import_calls
from matchmaker.imports.cordis import import_cordis
from matchmaker.imports.hosts import import_hosts
from matchmaker.imports.reading import Progress
from matchmaker.imports.reporting import ImportReport
from matchmaker.notifications.outbox import promise
from matchmaker.refusals import Refusal

#: Session, file, report, and what makes a progress bar of a name and a size.
Bars = Callable[[str, int], Progress]
Import = Callable[[Session, Path, ImportReport, Bars], None]

#: More changed texts than this, and the index is built anew.
MOST_SINGLE_TEXTS = 3000
TEXTS_A_ROW = 500

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
refused_option = click.option(
    "--refused",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Where to write refused rows; by default FILE.refused.csv in the present folder.",
)


@click.group("import")
def imports() -> None:
    """Read public data. Harmless to repeat: only what changed is written."""


@contextmanager
def _bars() -> Iterator[Bars]:
    """Progress bars on standard error, one after the other; none where it is no terminal."""
    open_bars: list[ProgressBar[int]] = []

    def close() -> None:
        for bar in open_bars:
            bar.render_finish()
        open_bars.clear()

    def bar(name: str, size: int) -> Progress:
        close()
        shown = click.progressbar(
            length=size,
            label=f"{name:<18}",
            file=sys.stderr,
            update_min_steps=max(1, size // 200),
        )
        shown.render_progress()
        open_bars.append(shown)
        return shown.update

    try:
        yield bar
    finally:
        close()


def _run(file: Path, refused: Path | None, work: Import) -> None:
    """Import in one transaction, tell what happened, bring the index up to date.

    :raises click.ClickException: the file can't be used; nothing was written.
    """
    report = ImportReport()
    with application() as app, _bars() as bars:
        try:
            work(db.session, file, report, bars)
            _promise_indexing(db.session, report)
            db.session.commit()
        except Refusal as refusal:
            db.session.rollback()
            raise click.ClickException(str(refusal)) from refusal
        _tell(report, refused or Path(f"{file.name}.refused.csv"))
        if report.changed_rows:
            click.echo("Bringing the search index up to date …", err=True)
            app.extensions["sweep"]()


def _promise_indexing(session: Session, report: ImportReport) -> None:
    """A few texts are taken up one by one; for many, weighing all words anew is quicker and better."""
    if len(report.touched) > MOST_SINGLE_TEXTS:
        promise(session, "index.rebuild", {})
        return
    for start in range(0, len(report.touched), TEXTS_A_ROW):
        promise(session, "index.texts", {"items": report.touched[start : start + TEXTS_A_ROW]})


def _tell(report: ImportReport, refused: Path) -> None:
    for thing, counts in report.counts.items():
        words = ", ".join(f"{number} {change}" for change, number in counts.items())
        click.echo(f"{thing}: {words}")
    for sentence, number in report.remarks.items():
        click.echo(f"note: {number} {sentence}")
    report.write_refused(refused)
    if report.refused:
        click.echo(f"refused: {len(report.refused)} rows, listed with the reason in {refused}")
    else:
        click.echo("refused: 0 rows")


@imports.command()
@click.argument("archive", type=FILE)
@refused_option
def cordis(archive: Path, refused: Path | None) -> None:
    """Read a bulk file of the EU's research projects (zip of CSV)."""
    _run(archive, refused, import_cordis)


@imports.command()
@click.argument("answer", type=FILE)
@refused_option
def calls(answer: Path, refused: Path | None) -> None:
    """Read an answer of the EU funding portal's search (JSON)."""
    _run(answer, refused, import_calls)


@imports.command()
@click.argument("lines", type=FILE)
@refused_option
def hosts(lines: Path, refused: Path | None) -> None:
    """Read parks, clusters and incubators (lines of JSON)."""
    _run(lines, refused, import_hosts)
