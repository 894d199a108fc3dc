"""`matchmaker report`: files for operators."""

from __future__ import annotations

import csv
import zipfile
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import create_engine
from sqlalchemy.orm import Session

from matchmaker.cli import main
from models import Base
from tests.reports.network_of_visits import add_visit, make_side


@pytest.fixture
def instance(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A database with a visit of 2025 and one of 2026."""
    url = f"sqlite:///{tmp_path / 'report.db'}"
    engine = create_engine(url)
    Base.metadata.create_all(engine)
    with Session(engine) as session, session.begin():
        tartu, lund = make_side(session, "Tartu"), make_side(session, "Lund")
        add_visit(session, lund, tartu)
        add_visit(session, lund, tartu, starts_on=date(2025, 5, 5), ends_on=date(2025, 5, 6))
    engine.dispose()
    monkeypatch.setenv("MATCHMAKER_ENVIRONMENT", "demo")
    monkeypatch.setenv("MATCHMAKER_INSTANCE", str(tmp_path))
    monkeypatch.setenv("MATCHMAKER_DATABASE_URL", url)
    return tmp_path


def test_visits_of_a_year_as_files(instance: Path) -> None:
    table, book = instance / "visits.csv", instance / "visits.xlsx"
    command = ["report", "visits", "--year", "2025", "--csv", str(table), "--xlsx", str(book)]
    result = CliRunner().invoke(main, command)
    assert (result.exit_code, result.output) == (0, "1 visits of 2025.\n")
    with table.open(encoding="utf-8-sig", newline="") as file:
        assert [row["starts_on"] for row in csv.DictReader(file)] == ["2025-05-05"]
    with zipfile.ZipFile(book) as opened:
        assert b"Tartu Park" in opened.read("xl/sharedStrings.xml")


@pytest.mark.usefixtures("instance")
def test_visits_go_to_the_screen_without_a_file() -> None:
    result = CliRunner().invoke(main, ["report", "visits", "--year", "2026"])
    assert result.exit_code == 0
    assert result.output.splitlines()[0].startswith("visit,year,visitor,")
    assert len(result.output.splitlines()) == 2


@pytest.mark.usefixtures("instance")
def test_file_that_cannot_be_written_is_told_in_one_line() -> None:
    result = CliRunner().invoke(main, ["report", "visits", "--csv", "/nowhere/visits.csv"])
    assert result.exit_code == 1
    assert result.output == "Error: /nowhere/visits.csv can't be written: No such file or directory\n"
