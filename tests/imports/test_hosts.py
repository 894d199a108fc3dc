"""Lists of parks, clusters and incubators."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from matchmaker.imports.errors import UnreadableFile
from matchmaker.imports.hosts import import_hosts
from matchmaker.imports.reading import no_progress
from matchmaker.imports.reporting import Change, ImportReport
from matchmaker.imports.time_zones import time_zone
from models import Organisation, OrganisationKind, Origin, PublicationState, Venue

PARK = {
    "kind_by_name": "science_or_technology_park",
    "id": "77",
    "name": "PARC CIENTIFIC",
    "street": "CALLE 1",
    "postalCode": "08028",
    "city": "BARCELONA",
    "country": "ES",
    "geolocation": "41.38,2.11",
    "url": "",
    "nuts": "ES511",
}


def run(session: Session, folder: Path, *lines: object) -> ImportReport:
    file = folder / "hosts.jsonl"
    file.write_text("\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines))
    report = ImportReport()
    import_hosts(session, file, report, lambda _name, _size: no_progress)
    session.flush()
    session.expire_all()
    return report


def test_host_comes_with_its_place(session: Session, tmp_path: Path) -> None:
    run(session, tmp_path, PARK)
    host = session.scalars(select(Organisation)).one()
    venue = session.scalars(select(Venue)).one()
    assert (host.kind, host.name, host.country) == (OrganisationKind.SCIENCE_PARK, "Parc Cientific", "ES")
    assert (venue.host_id, venue.city, venue.time_zone) == (host.id, "Barcelona", "Europe/Madrid")


def test_second_run_changes_nothing_and_a_new_city_moves_the_place(session: Session, tmp_path: Path) -> None:
    run(session, tmp_path, PARK)
    assert run(session, tmp_path, PARK).changed_rows == 0
    report = run(session, tmp_path, PARK | {"city": "GIRONA"})
    assert report.counts["venue"][Change.CHANGED] == 1
    assert session.scalars(select(Venue.city)).one() == "Girona"


def test_claimed_host_and_its_places_stay_as_its_people_want_them(session: Session, tmp_path: Path) -> None:
    run(session, tmp_path, PARK)
    host, venue = session.scalars(select(Organisation)).one(), session.scalars(select(Venue)).one()
    host.origin, host.kind = Origin.REGISTERED, OrganisationKind.ASSOCIATION
    venue.name, venue.state = "Our own house", PublicationState.WITHDRAWN
    session.flush()
    report = run(session, tmp_path, PARK | {"city": "GIRONA"})
    assert report.changed_rows == 0
    assert host.kind is OrganisationKind.ASSOCIATION
    assert (venue.name, venue.city, venue.state) == ("Our own house", "Barcelona", PublicationState.WITHDRAWN)


def test_participant_of_projects_becomes_a_host(session: Session, tmp_path: Path) -> None:
    session.add(
        Organisation(
            slug="parc",
            kind=OrganisationKind.OTHER,
            legal_name="PARC",
            name="Parc",
            country="ES",
            origin=Origin.IMPORTED,
            source="pic",
            source_id="77",
        )
    )
    session.flush()
    run(session, tmp_path, PARK)
    host = session.scalars(select(Organisation)).one()
    assert (host.slug, host.kind) == ("parc", OrganisationKind.SCIENCE_PARK)


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("{broken", "the line is no JSON object"),
        ("[1]", "the line is no JSON object"),
        (PARK | {"kind_by_name": "castle"}, "'castle' is no kind of host"),
        (PARK | {"name": ""}, "a host needs an id and a name"),
    ],
)
def test_bad_line_is_refused(session: Session, tmp_path: Path, line: object, reason: str) -> None:
    report = run(session, tmp_path, line, PARK)
    assert [(row.row, row.reason) for row in report.refused] == [(1, reason)]
    assert session.scalars(select(Venue.city)).all() == ["Barcelona"]


def test_missing_file_is_said(session: Session, tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match="there is no such file"):
        import_hosts(session, tmp_path / "none.jsonl", ImportReport(), lambda _name, _size: no_progress)


@pytest.mark.parametrize(
    ("country", "latitude", "longitude", "zone"),
    [
        ("EE", 58.4, 26.7, "Europe/Tallinn"),
        ("ES", 28.1, -15.4, "Atlantic/Canary"),
        ("US", 40.7, -74.0, "America/New_York"),
        ("DE", None, None, "Europe/Berlin"),
        ("", None, None, "UTC"),
    ],
)
def test_time_zone_is_the_nearest_of_the_country(
    country: str, latitude: float | None, longitude: float | None, zone: str
) -> None:
    assert time_zone(country, latitude, longitude) == zone
