"""A list of parks, clusters and incubators (lines of JSON): hosts, each with the place it is at.

A host that came as a participant of projects before becomes one here; a profile that somebody has
claimed keeps what its people wrote.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from matchmaker.imports import values
from matchmaker.imports.cordis import ORGANISATION_COLUMNS
from matchmaker.imports.errors import BadRowError
from matchmaker.imports.reading import Progress, read_json_lines, size_of
from matchmaker.imports.reporting import Change, ImportReport
from matchmaker.imports.time_zones import time_zone
from matchmaker.imports.writing import PIC, Incoming, bring_in, known
from models import HOST_KINDS, Organisation, OrganisationKind, Origin, PublicationState, Venue

KINDS = {
    "science_or_technology_park": OrganisationKind.SCIENCE_PARK,
    "incubator_or_hub": OrganisationKind.INCUBATOR,
    "cluster": OrganisationKind.CLUSTER,
}


def import_hosts(
    session: Session, file: Path, report: ImportReport, progress: Callable[[str, int], Progress]
) -> None:
    """Bring a list of hosts into the tables, in the caller's transaction.

    :raises UnreadableFile: the file can't be read; nothing was written.
    """
    hosts: dict[str, Incoming] = {}
    for number, line in read_json_lines(file, progress("hosts", size_of(file))):
        try:
            row = _host(line, report)
            if row.source_id in hosts:
                raise BadRowError(f"host {row.source_id} stands in the file twice")
        except BadRowError as error:
            report.refuse(file.name, number, str(error), line)
            continue
        hosts[row.source_id] = row
    if not hosts and not report.refused:
        report.remark("there was no host in the file")
    ids = _write_hosts(session, hosts, report)
    _write_venues(session, hosts, ids, report)


def _host(line: Any, report: ImportReport) -> Incoming:
    if not isinstance(line, dict):
        raise BadRowError("the line is no JSON object")
    kind = KINDS.get(str(line.get("kind_by_name")))
    if kind is None:
        raise BadRowError(f"{line.get('kind_by_name')!r} is no kind of host")
    pic, name = str(line.get("id") or "").strip(), " ".join(str(line.get("name") or "").split())
    if not pic or not name:
        raise BadRowError("a host needs an id and a name")
    latitude, longitude = values.position(_field(line, "geolocation"))
    country = values.country(_field(line, "country"))
    if not country:
        report.remark("hosts taken without a country, as theirs is none that is known")
    street = values.readable_place(_field(line, "street"))
    columns: dict[str, Any] = {
        "legal_name": name[:256],
        "name": values.readable_name(name)[:256],
        "kind": kind,
        "country": country,
        "region": _field(line, "nuts")[:8],
        "city": values.readable_place(_field(line, "city"))[:120],
        "address": " ".join(f"{street}, {_field(line, 'postalCode')}".split()).strip(", ")[:256],
        "latitude": latitude,
        "longitude": longitude,
        "website": values.website(_field(line, "url")),
        "sme_by_source": None,
        "origin": Origin.IMPORTED,
        "language": "en",
    }
    return Incoming(pic, values.digest(*columns.values()), columns)


def _field(line: dict[str, Any], name: str) -> str:
    value = line.get(name)
    return value.strip() if isinstance(value, str) else ""


def _write_hosts(session: Session, hosts: dict[str, Incoming], report: ImportReport) -> dict[str, int]:
    """Bring the hosts in as organisations.

    :returns: ids by participant code.
    """
    there = known(session, Organisation, PIC)
    # Known from elsewhere under the same code: what that source says of it stays, the kind is ours.
    kinds = {
        str(pic): kind
        for pic, kind in session.execute(
            select(Organisation.source_id, Organisation.kind).where(
                Organisation.source == PIC, Organisation.source_id.in_(hosts)
            )
        )
    }
    claimed = _claimed(session)
    for pic, kind in kinds.items():
        change = Change.UNCHANGED
        if kind not in HOST_KINDS and pic not in claimed:
            session.execute(
                update(Organisation)
                .where(Organisation.id == there[pic].id)
                .values(kind=hosts[pic].values["kind"])
            )
            change = Change.CHANGED
            report.touch("organisation", [there[pic].id])
        report.count("organisation", change)
    fresh = [row for pic, row in hosts.items() if pic not in there]
    taken = set(session.scalars(select(Organisation.slug)))
    for row in fresh:
        row.values["slug"] = values.slug(row.values["name"], taken, row.source_id)
        taken.add(row.values["slug"])
    new, _changed = bring_in(
        session, Organisation, PIC, fresh, there={}, report=report, on_update=ORGANISATION_COLUMNS
    )
    return {pic: row.id for pic, row in there.items()} | new


def _claimed(session: Session) -> set[str]:
    """Participant codes of organisations whose own people look after them."""
    return {
        str(pic)
        for pic in session.scalars(
            select(Organisation.source_id).where(
                Organisation.source == PIC, Organisation.origin != Origin.IMPORTED
            )
        )
    }


def _write_venues(
    session: Session, hosts: dict[str, Incoming], ids: dict[str, int], report: ImportReport
) -> None:
    """Give each host the place it is at, so that it can be found by those who travel there.

    Places of a host that somebody has claimed are as its people describe them.
    """
    there = known(session, Venue, PIC)
    taken = set(session.scalars(select(Venue.slug)))
    venues, claimed = [], _claimed(session)
    for pic, host in hosts.items():
        if pic in claimed:
            report.count("venue", Change.UNCHANGED)
            continue
        place = host.values
        columns: dict[str, Any] = {
            "host_id": ids[pic],
            "name": place["name"],
            "address": place["address"],
            "city": place["city"],
            "country": place["country"],
            "region": place["region"],
            "latitude": place["latitude"],
            "longitude": place["longitude"],
            "time_zone": time_zone(place["country"], place["latitude"], place["longitude"]),
            "language": "en",
            "state": PublicationState.PUBLISHED,
        }
        row = Incoming(pic, values.digest(*columns.values()), columns)
        if pic not in there:
            columns["slug"] = values.slug(place["name"], taken, pic)
            taken.add(columns["slug"])
        venues.append(row)
    bring_in(session, Venue, PIC, venues, there=there, report=report)
