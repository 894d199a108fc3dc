"""Why an organisation is not suggested: one test for each reason."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from matchmaker.matching import Index
from matchmaker.suggestions.queries import SuggestionSearch
from matchmaker.suggestions.ranking import Filters
from matchmaker.suggestions.service import give_verdict
from matchmaker.suggestions.subjects import find_subject
from matchmaker.suggestions.whynot import Obstacle, WhyNotAnswer, organisations_named, why_not_answer
from models import Listing, Organisation, SavedVerdict
from tests.factories import make_organisation, make_person
from tests.suggestions import rows

Build = Callable[[], Index]
ENZYMES = "Enzyme immobilisation on porous carriers"


@pytest.fixture
def need(session: Session) -> Listing:
    return rows.need(session, make_organisation(session, name="Asking"), ENZYMES, "Zirconia preferred.")


def ask(
    session: Session,
    index: Index,
    need: Listing,
    about: Organisation,
    *,
    filters: Filters | None = None,
    most: int = 60,
) -> WhyNotAnswer:
    subject = find_subject(session, f"listing-{need.id}")
    assert subject is not None
    search = SuggestionSearch(
        session, index, subject, asker=need.organisation, filters=filters or Filters(), most=most
    )
    return why_not_answer(search, about)


def test_one_that_is_suggested_is_told_so(session: Session, indexed: Build, need: Listing) -> None:
    other = make_organisation(session)
    rows.offer(session, other, ENZYMES)
    answer = ask(session, indexed(), need, other)
    assert (answer.obstacles, answer.rank) == ((), 1)
    assert answer.suggestion is not None


def test_oneself(session: Session, indexed: Build, need: Listing) -> None:
    answer = ask(session, indexed(), need, need.organisation)
    assert answer.obstacles == (Obstacle.ITSELF,)
    assert not answer.is_other


def test_a_hidden_one(session: Session, indexed: Build, need: Listing) -> None:
    other = make_organisation(session)
    rows.offer(session, other, ENZYMES)
    index = indexed()
    other.hidden = True
    session.flush()
    assert ask(session, index, need, other).obstacles == (Obstacle.HIDDEN,)


def test_a_dismissed_one(session: Session, indexed: Build, need: Listing) -> None:
    other = make_organisation(session)
    rows.offer(session, other, ENZYMES)
    give_verdict(session, need.organisation, other, SavedVerdict.DISMISSED, actor=make_person(session))
    assert ask(session, indexed(), need, other).obstacles == (Obstacle.DISMISSED,)


@pytest.mark.parametrize(
    ("filters", "obstacle"),
    [
        (Filters(countries=("FI",)), Obstacle.COUNTRY),
        (Filters(kinds=("university",)), Obstacle.KIND),
        (Filters(sme_only=True), Obstacle.SIZE),
        (Filters(categories=("finance",)), Obstacle.CATEGORY),
    ],
)
def test_one_that_a_filter_leaves_out(
    session: Session, indexed: Build, need: Listing, filters: Filters, obstacle: Obstacle
) -> None:
    other = make_organisation(session)
    rows.offer(session, other, ENZYMES)
    answer = ask(session, indexed(), need, other, filters=filters)
    assert (answer.obstacles, answer.rank) == ((obstacle,), 1)


def test_one_without_any_text(session: Session, indexed: Build, need: Listing) -> None:
    assert ask(session, indexed(), need, make_organisation(session)).obstacles == (Obstacle.NO_TEXT,)


def test_one_that_only_has_the_same_need(session: Session, indexed: Build, need: Listing) -> None:
    rival = make_organisation(session)
    rows.need(session, rival, ENZYMES)
    assert ask(session, indexed(), need, rival).obstacles == (Obstacle.NO_SUCH_TEXT,)


def test_one_without_a_word_in_common(session: Session, indexed: Build, need: Listing) -> None:
    other = make_organisation(session)
    rows.offer(session, other, "Steel beams")
    answer = ask(session, indexed(), need, other)
    assert (answer.obstacles, answer.rank) == ((Obstacle.NO_WORDS,), None)
    assert "Zirconia" in answer.missing


def test_one_whose_offer_has_lapsed_since(session: Session, indexed: Build, need: Listing) -> None:
    other = make_organisation(session)
    offer = rows.offer(session, other, ENZYMES)
    index = indexed()
    offer.valid_until = need.created_at.date() - timedelta(days=1)
    session.flush()
    assert ask(session, index, need, other).suggestion is None


def test_one_that_shares_only_the_project_asked_with(session: Session, indexed: Build) -> None:
    lead, partner = make_organisation(session), make_organisation(session)
    rows.project(session, ENZYMES, lead, partner)
    session.flush()
    subject = find_subject(session, f"organisation-{lead.slug}")
    assert subject is not None
    search = SuggestionSearch(session, indexed(), subject, asker=lead)
    assert why_not_answer(search, partner).obstacles == (Obstacle.OWN_TEXTS_ONLY,)


def test_one_behind_the_end_of_the_list(session: Session, indexed: Build, need: Listing) -> None:
    rows.offer(session, make_organisation(session), ENZYMES)
    behind = make_organisation(session)
    rows.offer(session, behind, "Enzyme carriers, steel and many other things")
    answer = ask(session, indexed(), need, behind, most=1)
    assert (answer.obstacles, answer.rank, answer.owners) == ((Obstacle.RANK,), 2, 2)


def test_organisations_are_found_by_part_of_the_name_or_slug(session: Session) -> None:
    one = make_organisation(session, name="Saare Furcella", slug="saare-furcella")
    two = make_organisation(session, name="Saare 100% Puit", slug="saare-puit")
    hidden = make_organisation(session, name="Saare Salajane", hidden=True)
    assert organisations_named(session, "saare", may_see=frozenset()) == [two, one]
    assert organisations_named(session, "saare-furcella", may_see=frozenset()) == [one]
    assert organisations_named(session, "100%", may_see=frozenset()) == [two]
    assert organisations_named(session, "salajane", may_see=frozenset({hidden.id})) == [hidden]
    assert organisations_named(session, " ", may_see=frozenset()) == []
