"""`matchmaker report`: the network report as files, for operators."""

from __future__ import annotations

from pathlib import Path

import click

from matchmaker.cli.application import application
from matchmaker.extensions import db
from matchmaker.reports import exports, files, queries
from matchmaker.web.translation import in_language
from models.columns import utc_now

OUTPUT = click.Path(dir_okay=False, writable=True, path_type=Path)


@click.group()
def report() -> None:
    """Write what the roaming agreement was used for."""


@report.command()
@click.option("--year", type=click.IntRange(2000, 2200), help="In which visits begin; this year if left out.")
@click.option("--csv", "csv_file", type=OUTPUT, help="One line a visit; to the screen if no file is named.")
@click.option("--xlsx", "xlsx_file", type=OUTPUT, help="A workbook with all figures and visits.")
def visits(year: int | None, csv_file: Path | None, xlsx_file: Path | None) -> None:
    """Write every visit of a year, and the figures made of them. People are not named."""
    with application() as app, app.test_request_context(), in_language("en"):
        found = queries.report_of_year(db.session, year or utc_now().year)
        if csv_file is None and xlsx_file is None:
            click.echo(files.csv_text(exports.COLUMNS, exports.rows_of(found.visits)), nl=False)
            return
        if csv_file is not None:
            _write(csv_file, files.csv_content(exports.COLUMNS, exports.rows_of(found.visits)))
        if xlsx_file is not None:
            _write(xlsx_file, files.workbook(exports.sheets_of(found)))
        click.echo(f"{len(found.visits)} visits of {found.year}.")


def _write(file: Path, content: bytes) -> None:
    try:
        file.write_bytes(content)
    except OSError as error:
        raise click.ClickException(f"{file} can't be written: {error.strerror}") from error
