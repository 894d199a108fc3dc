"""The same suggestions from both databases."""

from __future__ import annotations

from flask import Flask

from matchmaker.extensions import db
from matchmaker.matching import MemoryIndex
from matchmaker.suggestions import texts
from matchmaker.suggestions.queries import Found, SuggestionSearch, answers_for
from matchmaker.suggestions.ranking import NO_FILTERS
from matchmaker.suggestions.rules import TargetKind
from matchmaker.suggestions.subjects import find_subject
from models import Call
from models.columns import utc_now
from tests.factories import make_organisation
from tests.suggestions import rows

ENZYMES = "Enzyme immobilisation on porous carriers"


def test_every_kind_of_text_is_asked_with_and_found(own_app: Flask) -> None:
    with own_app.app_context():
        session = db.session
        asking, lead, partner = (
            make_organisation(session, name=name, city="Tartu", latitude=58.38, longitude=26.72)
            for name in ("Asking", "Lead", "Partner")
        )
        need = rows.need(session, asking, ENZYMES)
        offer = rows.offer(session, partner, ENZYMES)
        project = rows.project(session, ENZYMES, lead, partner)
        rows.project(session, ENZYMES + " and columns", make_organisation(session, name="Other"))
        call = rows.call(session, ENZYMES)
        rows.venue(session, lead, "House of enzymes", ENZYMES)
        hidden = make_organisation(session, name="Hidden")
        rows.offer(session, hidden, ENZYMES)
        session.commit()
        index = MemoryIndex()
        index.rebuild(texts.all_items(session, utc_now()), texts.owner_facets(session))
        hidden.hidden = True
        session.commit()

        found = {
            slug: _found(index, slug)
            for slug in (
                f"listing-{need.id}",
                f"listing-{offer.id}",
                f"project-{project.id}",
                f"call-{call.id}",
            )
        }
        of_organisation = _found(index, f"organisation-{asking.slug}")
    places = ["House of enzymes"]
    assert found[f"listing-{need.id}"] == (["Partner", "Lead", "Other"], [ENZYMES], places)
    assert found[f"listing-{offer.id}"] == (["Asking"], [ENZYMES], places)
    # Its own people are no new partners, and their places no new places.
    assert found[f"project-{project.id}"] == (["Other"], [ENZYMES], [])
    assert found[f"call-{call.id}"] == (["Partner", "Lead", "Other"], [], places)
    assert of_organisation == found[f"listing-{need.id}"]


def _found(index: MemoryIndex, slug: str) -> tuple[list[str], list[str], list[str]]:
    """Names of partners, calls and venues."""
    subject = find_subject(db.session, slug)
    assert subject is not None
    answers = answers_for(db.session, index, subject)
    search = SuggestionSearch(db.session, index, subject, filters=NO_FILTERS)
    for kind, of_kind in zip(TargetKind, (answers.partners, answers.calls, answers.venues), strict=True):
        assert search.total(kind) == of_kind.total
    return _names(answers.partners), _names(answers.calls), _names(answers.venues)


def _names(found: Found) -> list[str]:
    targets = (one.target for one in found.suggestions)
    return [target.title if isinstance(target, Call) else target.name for target in targets]
