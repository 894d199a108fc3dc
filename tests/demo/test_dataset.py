"""The invented network keeps its format, its references and the figures the demo promises."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import pytest

from matchmaker.demo.dataset import Dataset, Entry, read_dataset
from matchmaker.demo.loading import ASKED, ASKING, CLOSED, EXPIRING, UNVERIFIED
from matchmaker.demo.rows import WEEKDAYS
from matchmaker.demo.sign_ins import SIGN_INS
from matchmaker.listings.rules import LIMITS
from matchmaker.publication.rules import LONGEST_KEYWORD, MOST_KEYWORDS
from models import Amenity, OrganisationKind


@pytest.fixture(scope="module")
def dataset() -> Dataset:
    return read_dataset()


def keys(dataset: Dataset) -> list[str]:
    return [entry["key"] for entry in dataset.every_organisation]


def listings(dataset: Dataset) -> Iterator[Entry]:
    for organisation in dataset.every_organisation:
        yield from organisation["listings"]


def venues(dataset: Dataset) -> Iterator[Entry]:
    for organisation in dataset.every_organisation:
        yield from organisation.get("venues", ())


def test_figures_reach_what_the_demo_promises(dataset: Dataset) -> None:
    hosts_with_venues = sum(1 for host in dataset.hosts if host["venues"])
    assert hosts_with_venues >= 14
    assert len(dataset.clusters) == 6
    assert len(dataset.organisations) >= 80
    assert sum(1 for _ in listings(dataset)) >= 200
    assert len(dataset.projects) >= 50
    assert len(dataset.calls) >= 40
    languages = Counter(text["language"] for text in listings(dataset))
    assert sum(1 for count in languages.values() if count >= 5) >= 5


def test_organisations_of_every_kind_are_there(dataset: Dataset) -> None:
    kinds = {entry["kind"] for entry in dataset.every_organisation}
    assert kinds == {kind.value for kind in OrganisationKind} - {OrganisationKind.OTHER.value}


def test_keys_are_unique(dataset: Dataset) -> None:
    for named in (
        keys(dataset),
        [venue["key"] for venue in venues(dataset)],
        [call["identifier"] for call in dataset.calls],
        [project["acronym"] for project in dataset.projects],
    ):
        assert [key for key, count in Counter(named).items() if count > 1] == []


def test_references_resolve(dataset: Dataset) -> None:
    clusters = {cluster["key"] for cluster in dataset.clusters}
    named = {one.organisation for one in SIGN_INS} - {""}
    named |= UNVERIFIED | CLOSED | {key for key, _ in (*ASKING, *EXPIRING, *ASKED)}
    named |= {draft["organisation"] for draft in dataset.drafts}
    named |= {call["owner"] for call in dataset.calls if call["owner"]}
    for project in dataset.projects:
        named |= {project["lead"], *project["participants"]}
    assert named - set(keys(dataset)) == set()
    belonging = {(entry["key"], key) for entry in dataset.every_organisation for key in entry["clusters"]}
    assert {key for _, key in belonging} <= clusters
    assert belonging >= ASKING
    by_key = {entry["key"]: entry for entry in dataset.every_organisation}
    for key, position in (*EXPIRING, *ASKED):
        assert position < len(by_key[key]["listings"])


def test_projects_name_each_participant_once(dataset: Dataset) -> None:
    for project in dataset.projects:
        everybody = [project["lead"], *project["participants"]]
        assert len(everybody) == len(set(everybody)), project["acronym"]


def test_texts_keep_their_limits(dataset: Dataset) -> None:
    for text in (*listings(dataset), *dataset.drafts):
        for field, limit in LIMITS.items():
            assert len(text[field]) <= limit, text["title"]
        assert len(text["keywords"]) <= MOST_KEYWORDS, text["title"]
        assert max(map(len, text["keywords"]), default=0) <= LONGEST_KEYWORD, text["title"]


def test_published_texts_are_written_out_and_differ(dataset: Dataset) -> None:
    for field in ("title", "summary", "description"):
        texts = [text[field] for text in listings(dataset)]
        assert all(texts)
        assert len(set(texts)) == len(texts)


def test_venues_can_be_visited(dataset: Dataset) -> None:
    for venue in venues(dataset):
        assert venue["spaces"], venue["key"]
        assert all(space["capacity"] > 0 for space in venue["spaces"])
        assert set(venue["opening_hours"]) <= set(WEEKDAYS)
        assert all(opens < closes for opens, closes in venue["opening_hours"].values())
        assert set(venue["amenities"]) <= {amenity.value for amenity in Amenity}
        assert all(closure["from_in_days"] <= closure["to_in_days"] for closure in venue["closures"])


def test_nothing_leads_to_a_real_address(dataset: Dataset) -> None:
    addresses = [entry["website"] for entry in dataset.every_organisation]
    addresses += [project["homepage"] for project in dataset.projects]
    addresses += [call["external_url"] for call in dataset.calls]
    for address in filter(None, addresses):
        assert address.split("/")[2].endswith(".example"), address
    for one in SIGN_INS:
        assert one.email.endswith(".example")
