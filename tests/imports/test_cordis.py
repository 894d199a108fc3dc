"""The bulk file of research projects: what is taken, what is refused, what a repetition does."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Callable, Iterable
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from matchmaker.imports.cordis import COLUMNS, ORGANISATIONS, PROJECTS, TOPICS, import_cordis
from matchmaker.imports.errors import UnreadableFile
from matchmaker.imports.reading import Progress, no_progress
from matchmaker.imports.reporting import Change, ImportReport
from models import Organisation, OrganisationKind, Origin, Participation, ParticipationRole, Project

Rows = Iterable[dict[str, str]]


def table(columns: Iterable[str], rows: Rows) -> str:
    """A CSV as the source writes it: semicolons, everything quoted, a byte order mark."""
    out = io.StringIO()
    writer = csv.DictWriter(out, sorted(columns), delimiter=";", quoting=csv.QUOTE_ALL, restval="")
    writer.writeheader()
    writer.writerows(rows)
    return "\ufeff" + out.getvalue()


def organisation_row(**fields: str) -> dict[str, str]:
    row = {
        "projectID": "1", "organisationID": "900", "name": "TARTU ENZYME WORKS OÜ", "SME": "true",
        "activityType": "PRC", "street": "RIIA 185", "postCode": "51014", "city": "TARTU", "country": "EE",
        "nutsCode": "EE008", "geolocation": "58.37,26.72", "organizationURL": "enzymes.example",
        "order": "1", "role": "coordinator", "ecContribution": "1487023,75",
    }  # fmt: skip
    return row | fields


def project_row(**fields: str) -> dict[str, str]:
    row = {
        "id": "1", "acronym": "ENZ", "status": "SIGNED", "title": "Enzymes that last",
        "startDate": "2024-01-01",
        "endDate": "2026-12-31", "totalCost": "1999348,75", "ecMaxContribution": "1499511,5",
        "ecSignatureDate": "2023-11-02", "frameworkProgramme": "HORIZON", "topics": "HORIZON-CL6-2023",
        "objective": "Immobilised enzymes; \"quoted\" words\nand a second line.", "keywords": "enzymes, food",
    }  # fmt: skip
    return row | fields


@pytest.fixture
def archive(tmp_path: Path) -> Callable[..., Path]:
    """A function that writes a small bulk file."""

    def write(organisations: Rows, projects: Rows, name: str = "bulk.zip") -> Path:
        file = tmp_path / name
        with zipfile.ZipFile(file, "w") as opened:
            opened.writestr(ORGANISATIONS, table(COLUMNS[ORGANISATIONS], organisations))
            opened.writestr(PROJECTS, table(COLUMNS[PROJECTS], projects))
            topic = {"projectID": "1", "topic": "HORIZON-CL6-2023", "title": "Sustainable enzymes"}
            opened.writestr(TOPICS, table(COLUMNS[TOPICS], [topic]))
        return file

    return write


def run(session: Session, file: Path) -> ImportReport:
    report = ImportReport()
    import_cordis(session, file, report, lambda _name, _size: no_progress)
    session.flush()
    session.expire_all()
    return report


def test_organisation_is_read_with_its_place_and_size(session: Session, archive: Callable[..., Path]) -> None:
    run(session, archive([organisation_row()], [project_row()]))
    organisation = session.scalars(select(Organisation)).one()
    assert (organisation.name, organisation.legal_name) == ("Tartu Enzyme Works OÜ", "TARTU ENZYME WORKS OÜ")
    assert (organisation.slug, organisation.kind) == ("tartu-enzyme-works-ou", OrganisationKind.COMPANY)
    assert (organisation.country, organisation.region, organisation.city) == ("EE", "EE008", "Tartu")
    assert (organisation.latitude, organisation.longitude) == (58.37, 26.72)
    assert (organisation.is_sme, organisation.origin) == (True, Origin.IMPORTED)
    assert organisation.website == "https://enzymes.example"


def test_project_is_read_with_decimal_commas_quotes_and_lines(
    session: Session, archive: Callable[..., Path]
) -> None:
    run(session, archive([organisation_row()], [project_row()]))
    project = session.scalars(select(Project)).one()
    assert project.budget == Decimal("1999348.75")
    assert project.own_share == Decimal("499837.25")
    assert (project.starts_on, project.ends_on) == (date(2024, 1, 1), date(2026, 12, 31))
    assert project.summary == 'Immobilised enzymes; "quoted" words\nand a second line.'
    assert (project.programme, project.topic_title) == ("Horizon Europe", "Sustainable enzymes")
    assert project.keywords == ["enzymes", "food"]
    part = session.scalars(select(Participation)).one()
    assert (part.role, part.contribution) == (ParticipationRole.COORDINATOR, Decimal("1487023.75"))


@pytest.mark.parametrize(
    ("code", "country"), [("EL", "GR"), ("UK", "GB"), ("XK", "XK"), ("", ""), ("XH", "")]
)
def test_country_codes_of_the_eu_become_iso(
    session: Session, archive: Callable[..., Path], code: str, country: str
) -> None:
    report = run(session, archive([organisation_row(country=code)], [project_row()]))
    assert session.scalars(select(Organisation.country)).one() == country
    assert bool(report.remarks) == (country == "")


def test_second_run_changes_no_row(session: Session, archive: Callable[..., Path]) -> None:
    rows = [
        organisation_row(),
        organisation_row(organisationID="901", name="Labor AG", role="participant", order="2"),
    ]
    file = archive(rows, [project_row()])
    run(session, file)
    before = session.execute(select(Organisation.id, Organisation.updated_at, Organisation.slug)).all()
    report = run(session, file)
    assert report.changed_rows == 0
    assert report.counts["organisation"][Change.UNCHANGED] == 2
    assert (
        session.execute(select(Organisation.id, Organisation.updated_at, Organisation.slug)).all() == before
    )
    assert session.scalar(select(func.count()).select_from(Participation)) == 2


def test_changed_rows_update_and_keep_their_address(session: Session, archive: Callable[..., Path]) -> None:
    run(session, archive([organisation_row()], [project_row()]))
    new_partner = organisation_row(organisationID="902", name="Neue GmbH", role="participant", order="2")
    moved = organisation_row(city="TALLINN", name="ENZYME WORKS OÜ")
    report = run(
        session, archive([moved, new_partner], [project_row(title="Enzymes that last longer")], "b.zip")
    )
    assert report.counts["organisation"] == {Change.NEW: 1, Change.CHANGED: 1, Change.UNCHANGED: 0}
    organisation = session.scalars(select(Organisation).filter_by(source_id="900")).one()
    assert (organisation.city, organisation.slug) == ("Tallinn", "tartu-enzyme-works-ou")
    project = session.scalars(select(Project)).one()
    assert project.title == "Enzymes that last longer"
    assert [part.organisation.source_id for part in project.participations] == ["900", "902"]


def test_claimed_profile_keeps_what_its_people_wrote(session: Session, archive: Callable[..., Path]) -> None:
    run(session, archive([organisation_row()], [project_row()]))
    organisation = session.scalars(select(Organisation)).one()
    organisation.origin, organisation.city = Origin.REGISTERED, "Elva"
    session.flush()
    run(session, archive([organisation_row(city="NARVA")], [project_row()], "b.zip"))
    assert session.scalars(select(Organisation.city)).one() == "Elva"


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (organisation_row(role="friend"), "'friend' is no known role"),
        (organisation_row(name=" "), "an organisation needs a number and a name"),
        (organisation_row(ecContribution="a lot"), "'alot' is no amount"),
    ],
)
def test_bad_organisation_row_is_refused_with_its_reason(
    session: Session, archive: Callable[..., Path], row: dict[str, str], reason: str
) -> None:
    good = organisation_row(organisationID="903", name="Good Ltd")
    report = run(session, archive([row, good], [project_row()]))
    assert [(refused.row, refused.reason) for refused in report.refused] == [(2, reason)]
    assert session.scalars(select(Organisation.source_id)).all() == ["903"]


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (project_row(title=""), "a project needs a number and a title"),
        (project_row(startDate="soon"), "'soon' is no date"),
        (project_row(endDate="2020-01-01"), "the project ends before it starts"),
    ],
)
def test_bad_project_row_is_refused_and_its_participants_named(
    session: Session, archive: Callable[..., Path], row: dict[str, str], reason: str
) -> None:
    report = run(session, archive([organisation_row()], [row]))
    assert [refused.reason for refused in report.refused] == [reason, "there is no project 1"]
    assert session.scalar(select(func.count()).select_from(Project)) == 0


def test_refused_rows_are_written_to_a_file(
    session: Session, archive: Callable[..., Path], tmp_path: Path
) -> None:
    report = run(session, archive([organisation_row(role="friend")], []))
    file = tmp_path / "refused.csv"
    report.write_refused(file)
    rows = list(csv.DictReader(file.read_text(encoding="utf-8").splitlines()))
    assert [(row["file"], row["row"], row["reason"]) for row in rows] == [
        (ORGANISATIONS, "2", "'friend' is no known role")
    ]


def test_broken_zip_is_refused_whole(session: Session, tmp_path: Path) -> None:
    file = tmp_path / "broken.zip"
    file.write_bytes(b"PK\x03\x04 this is no archive")
    with pytest.raises(UnreadableFile, match=r"broken\.zip can't be read"):
        run(session, file)


def test_damaged_member_writes_nothing(session: Session, archive: Callable[..., Path]) -> None:
    file = archive(
        [organisation_row(organisationID=str(n), name=f"O {n}") for n in range(3000)], [project_row()]
    )
    data = bytearray(file.read_bytes())
    data[400:420] = b"\0" * 20
    file.write_bytes(bytes(data))
    with pytest.raises(UnreadableFile):
        run(session, file)
    assert session.scalar(select(func.count()).select_from(Organisation)) == 0


def test_missing_column_is_named(session: Session, tmp_path: Path) -> None:
    file = tmp_path / "columns.zip"
    with zipfile.ZipFile(file, "w") as opened:
        for member, columns in COLUMNS.items():
            opened.writestr(member, table(columns - {"acronym", "name"}, []))
    with pytest.raises(UnreadableFile, match=r"organization\.csv lacks the columns name"):
        run(session, file)


def test_missing_member_is_named(session: Session, tmp_path: Path) -> None:
    file = tmp_path / "members.zip"
    with zipfile.ZipFile(file, "w") as opened:
        opened.writestr(ORGANISATIONS, table(COLUMNS[ORGANISATIONS], []))
    with pytest.raises(UnreadableFile, match=r"there is no project\.csv in it"):
        run(session, file)


def test_progress_reaches_the_size_of_each_member(session: Session, archive: Callable[..., Path]) -> None:
    seen: dict[str, list[int]] = {}

    def bar(name: str, size: int) -> Progress:
        seen[name] = [size, 0]

        def add(read: int) -> None:
            seen[name][1] += read

        return add

    import_cordis(session, archive([organisation_row()], [project_row()]), ImportReport(), bar)
    assert set(seen) == {ORGANISATIONS, TOPICS, PROJECTS}
    assert all(size == read for size, read in seen.values())
