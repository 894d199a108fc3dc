"""What is shown adds up to what ranked, and marked words stand in both texts: for any texts."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from matchmaker.matching import MemoryIndex
from matchmaker.suggestions import texts
from matchmaker.suggestions.queries import SuggestionSearch
from matchmaker.suggestions.reasons import Suggestion
from matchmaker.suggestions.rules import TargetKind
from matchmaker.suggestions.subjects import subject_of_organisation
from matchmaker.suggestions.why import side_by_side, term_bars
from models import Organisation
from tests.factories import make_organisation
from tests.suggestions import rows

WORDS = ("enzyme", "Enzymes", "carrier", "silica", "lipase", "ensüümid", "the", "Łódź", "of", "3D", "x", "ps")
NOW = datetime(2026, 5, 4, tzinfo=UTC)

written = st.lists(st.sampled_from(WORDS), min_size=1, max_size=12).map(" ".join)
directed = st.tuples(st.sampled_from(["need", "offer"]), written, written)


def network(
    session: Session, own: list[tuple[str, str, str]], theirs: list[tuple[str, str, str]]
) -> Organisation:
    asking = make_organisation(session, city="Tartu")
    for direction, title, body in own:
        rows.listing(session, asking, direction, title, body)
    other = make_organisation(session, city="Elva", latitude=58.22, longitude=26.42)
    for direction, title, body in theirs:
        rows.listing(session, other, direction, title, body, keywords=[title])
    rows.project(session, theirs[0][1], other, make_organisation(session))
    rows.call(session, theirs[0][1], theirs[0][2])
    park = make_organisation(session, city="Tartu", latitude=58.38, longitude=26.72)
    rows.venue(session, park, "House", theirs[0][2])
    return asking


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(own=st.lists(directed, min_size=1, max_size=3), theirs=st.lists(directed, min_size=1, max_size=4))
def test_contributions_add_up_and_marked_words_stand_in_both_texts(
    session: Session, own: list[tuple[str, str, str]], theirs: list[tuple[str, str, str]]
) -> None:
    outer = session.begin_nested()
    asking = network(session, own, theirs)
    index = MemoryIndex()
    index.rebuild(texts.all_items(session, NOW), texts.owner_facets(session))
    search = SuggestionSearch(session, index, subject_of_organisation(session, asking, NOW), now=NOW)
    for kind in TargetKind:
        listed = search.found(kind, 0, 20).suggestions
        for suggestion in listed:
            check_sums(suggestion)
        for suggestion in search.among(kind, {one.target.id for one in listed}):
            check_sums(suggestion)
            check_marks(suggestion)
    outer.rollback()


def check_sums(suggestion: Suggestion) -> None:
    assert suggestion.score > 0
    assert sum(reason.value for reason in suggestion.contributions) == pytest.approx(
        suggestion.score, rel=1e-5
    )
    assert sum(pair.share for pair in suggestion.pairs) == pytest.approx(suggestion.score, rel=1e-5)


def check_marks(suggestion: Suggestion) -> None:
    for pair in suggestion.pairs:
        assert pair.words or not any(map(str.isalpha, "".join(c.term for c in suggestion.contributions)))
        whole = " ".join((pair.ask.text.title, pair.ask.text.body, pair.ask.text.keywords))
        for word in pair.words:
            assert word in whole


def test_marked_words_are_the_same_words_on_both_sides(app: object, session: Session) -> None:
    asking = make_organisation(session)
    rows.need(session, asking, "Enzymes on carriers", "The lipase is *stable* at 30 °C.")
    rows.offer(session, make_organisation(session), "Carrier for an enzyme", "Also for lipases.")
    index = MemoryIndex()
    index.rebuild(texts.all_items(session, NOW), texts.owner_facets(session))
    search = SuggestionSearch(session, index, subject_of_organisation(session, asking, NOW), now=NOW)
    (listed,) = search.found(TargetKind.PARTNER, 0, 5).suggestions
    (one,) = search.among(TargetKind.PARTNER, {listed.target.id})
    assert one.pairs[0].words == listed.pairs[0].words
    with app.test_request_context():  # type: ignore[attr-defined]
        left, right = side_by_side(one.pairs[0])
        bars = term_bars(one).shown
    assert [text for text, marked in left.pieces if marked] == ["Enzymes", "carriers", "lipase"]
    assert [text for text, marked in right.pieces if marked] == ["Carrier", "enzyme", "lipases"]
    assert sum(bar.weight for bar in bars) == pytest.approx(one.score, rel=1e-5)
    assert "".join(text for text, _ in left.pieces).count("*") == 0
