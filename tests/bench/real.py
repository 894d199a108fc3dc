"""The real network, where its public data is present: projects, their partners, their texts.

CORDIS gives all projects of Horizon Europe as one archive of tables. It is not part of the
code; without it the lines that need it say so.
"""

from __future__ import annotations

import csv
import io
import os
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from matchmaker.matching import Item
from matchmaker.matching.items import OwnerFacets

VARIABLE = "MATCHMAKER_BENCH_DATA"
BESIDE = Path(__file__).resolve().parents[3] / "shared" / "data"
#: The role of who leads a project.
LEADS = "coordinator"
ARCHIVE = "cordis/cordis-HORIZONprojects-csv.zip"


def archive() -> Path | None:
    """Where the archive is; None where it is not."""
    path = Path(os.environ.get(VARIABLE, BESIDE)) / ARCHIVE
    return path if path.exists() else None


@dataclass(frozen=True)
class Network:
    """All projects as items, all organisations with what they are filtered by."""

    path: Path

    @cached_property
    def items(self) -> list[Item]:
        """The projects."""
        return [
            Item(
                id=f"project:{row['id']}",
                owners=tuple(dict.fromkeys(self._partners.get(row["id"], ()))),
                type="project",
                title=f"{row['acronym']} {row['title']}",
                body=row["objective"],
                keywords=row["keywords"],
                language="en",
            )
            for row in _rows(self.path, "project.csv")
        ]

    @cached_property
    def owners(self) -> dict[str, OwnerFacets]:
        """The organisations, with their countries, kinds and whether they are small."""
        return {
            row["organisationID"]: {
                "country": (row["country"],),
                "kind": (row["activityType"],),
                "sme": ("yes" if row["SME"] == "true" else "no",),
            }
            for row in self._parts
        }

    @cached_property
    def leads(self) -> dict[str, str]:
        """By project, without any prefix, the organisation that leads it."""
        return {row["projectID"]: row["organisationID"] for row in self._parts if row["role"] == LEADS}

    @cached_property
    def positions(self) -> dict[str, tuple[float, float]]:
        """By organisation where it is, latitude and longitude in degrees, where that is known."""
        written = {row["organisationID"]: row["geolocation"] for row in self._parts if row["geolocation"]}
        places = {owner: place.strip("()").split(",") for owner, place in written.items()}
        return {owner: (float(north), float(east)) for owner, (north, east) in places.items()}

    @cached_property
    def _parts(self) -> list[dict[str, str]]:
        return [*_rows(self.path, "organization.csv")]

    @cached_property
    def _partners(self) -> dict[str, list[str]]:
        partners: dict[str, list[str]] = {}
        for row in self._parts:
            partners.setdefault(row["projectID"], []).append(row["organisationID"])
        return partners


def _rows(path: Path, table: str) -> Iterator[dict[str, str]]:
    with zipfile.ZipFile(path) as opened, opened.open(table) as file:
        yield from csv.DictReader(io.TextIOWrapper(file, "utf-8"), delimiter=";")
