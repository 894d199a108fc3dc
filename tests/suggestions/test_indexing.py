"""The index follows the database: handlers, freshness, building anew."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from matchmaker.matching import Index, IndexReader, Text
from matchmaker.notifications.outbox import promise
from matchmaker.suggestions import indexing
from matchmaker.suggestions.index_access import IndexAccess
from models import PublicationState
from tests.factories import make_organisation
from tests.suggestions import rows

Build = Callable[[], Index]


def ids(index: Index, words: str) -> list[str]:
    return [hit.id for hit in index.search(Text(body=words), 10)]


def test_a_change_is_seen_by_every_process_within_five_seconds(
    app: Flask, session: Session, index_folder: Path, indexed: Build
) -> None:
    organisation = make_organisation(session)
    rows.offer(session, organisation, "Steel beams")
    indexed()
    processes = [IndexAccess(index_folder), IndexAccess(index_folder)]
    assert [ids(process.view(), "immobilised enzymes") for process in processes] == [[], []]
    offer = rows.offer(session, organisation, "Immobilised enzymes")
    promise(session, "index.text", {"item": f"listing:{offer.id}"})
    session.commit()
    started = time.monotonic()
    app.extensions["sweep"]()
    while any(ids(process.view(), "immobilised enzymes") == [] for process in processes):
        assert time.monotonic() - started < 5
        time.sleep(0.02)


def test_a_withdrawn_text_leaves_the_index(session: Session, index_folder: Path, indexed: Build) -> None:
    offer = rows.offer(session, make_organisation(session), "Immobilised enzymes")
    indexed()
    offer.state = PublicationState.WITHDRAWN
    session.commit()
    indexing.index_text(session, item=f"listing:{offer.id}")
    assert ids(IndexReader(index_folder), "enzymes") == []


def test_hiding_an_organisation_takes_all_its_texts_out(
    session: Session, index_folder: Path, indexed: Build
) -> None:
    organisation = make_organisation(session, story="We immobilise enzymes.")
    rows.offer(session, organisation, "Immobilised enzymes")
    rows.venue(session, organisation, "House of enzymes")
    indexed()
    organisation.hidden = True
    session.commit()
    indexing.index_organisation(session, organisation_id=organisation.id)
    assert ids(IndexReader(index_folder), "enzymes immobilised") == []


def test_an_organisation_item_brings_its_filters_up_to_date(
    session: Session, index_folder: Path, indexed: Build
) -> None:
    organisation = make_organisation(session, country="EE", story="We immobilise enzymes.")
    indexed()
    organisation.country = "FI"
    session.commit()
    indexing.index_text(session, item=f"organisation:{organisation.id}")
    owners = IndexReader(index_folder).snapshot.owners
    number = owners.number_of(str(organisation.id))
    assert number is not None
    assert owners.has(number, "country", ["FI"])
    assert not owners.has(number, "country", ["EE"])


@pytest.mark.parametrize("item", ["listing:", "listing:x", "thing:1", "listing", "listing:-1"])
def test_an_unknown_item_is_refused(session: Session, index_folder: Path, item: str) -> None:
    with pytest.raises(ValueError, match="No text has the id"):
        indexing.index_text(session, item=item)


def test_a_rebuild_holds_what_is_shown_and_nothing_else(
    session: Session, index_folder: Path, indexed: Build
) -> None:
    organisation, hidden = (
        make_organisation(session, story="Enzymes."),
        make_organisation(session, hidden=True),
    )
    offer = rows.offer(session, organisation, "Enzymes")
    rows.offer(session, organisation, "Enzymes", state=PublicationState.DRAFT)
    rows.offer(session, hidden, "Enzymes")
    project = rows.project(session, "Enzymes", organisation)
    call = rows.call(session, "Enzymes")
    rows.call(session, "Enzymes", days=-1)
    venue = rows.venue(session, organisation, "Enzymes")
    assert set(ids(indexed(), "enzymes")) == {
        f"listing:{offer.id}",
        f"project:{project.id}",
        f"call:{call.id}",
        f"venue:{venue.id}",
        f"organisation:{organisation.id}",
    }


def test_an_index_is_built_once_where_there_is_none(session: Session, index_folder: Path) -> None:
    rows.offer(session, make_organisation(session), "Enzymes")
    session.commit()
    assert [indexing.ensure_index(session, index_folder) for _ in range(2)] == [True, False]
    assert IndexReader(index_folder).count == 1


def test_an_index_of_an_older_make_is_built_anew(
    session: Session, index_folder: Path, indexed: Build
) -> None:
    indexed()
    indexing.close_writers()
    (index_folder / indexing.MAKE_FILE).write_text("0")
    assert indexing.ensure_index(session, index_folder)


def test_a_view_does_not_change_while_it_is_held(
    session: Session, index_folder: Path, indexed: Build
) -> None:
    offer = rows.offer(session, make_organisation(session), "Enzymes")
    indexed()
    access = IndexAccess(index_folder)
    held = access.view()
    session.delete(offer)
    session.commit()
    indexing.index_text(session, item=f"listing:{offer.id}")
    access.open().refresh()
    assert (len(ids(held, "enzymes")), len(ids(access.view(), "enzymes"))) == (1, 0)
