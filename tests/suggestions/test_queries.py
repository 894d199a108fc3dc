"""Suggestions for needs, offers, projects, calls, organisations and typed texts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session

from matchmaker.matching import Index
from matchmaker.suggestions.queries import SuggestionSearch, answers_for_text
from matchmaker.suggestions.ranking import Filters
from matchmaker.suggestions.reasons import Suggestion
from matchmaker.suggestions.rules import GapKind, TargetKind, TextKind
from matchmaker.suggestions.service import give_verdict
from matchmaker.suggestions.subjects import Subject, TypedText, find_subject, subject_of_text
from models import Call, Organisation, OrganisationKind, PublicationState, SavedVerdict, VerificationState
from models.columns import utc_now
from tests.factories import make_organisation, make_person
from tests.suggestions import rows

Build = Callable[[], Index]

ENZYMES = "Enzyme immobilisation on porous carriers"


def subject(session: Session, slug: str) -> Subject:
    found = find_subject(session, slug)
    assert found is not None
    return found


def found(
    session: Session, index: Index, slug: str, kind: TargetKind, filters: Filters | None = None
) -> list[Suggestion]:
    search = SuggestionSearch(session, index, subject(session, slug), filters=filters or Filters())
    return list(search.found(kind, 0, 50).suggestions)


def partners(session: Session, index: Index, slug: str, filters: Filters | None = None) -> list[str]:
    return [
        one.target.name
        for one in found(session, index, slug, TargetKind.PARTNER, filters)
        if isinstance(one.target, Organisation)
    ]


def test_a_need_meets_the_offer_and_not_the_similar_need(session: Session, indexed: Build) -> None:
    asking, offering, rival = (
        make_organisation(session, name=name) for name in ("Asking", "Offering", "Rival")
    )
    need = rows.need(session, asking, ENZYMES, "We look for porous carriers of silica.")
    rows.offer(session, offering, "Porous carriers", "Silica carriers for enzyme immobilisation.")
    rows.need(session, rival, ENZYMES, "We look for porous carriers of silica.")
    rows.offer(session, make_organisation(session), "Steel beams", "Bridges and cranes.")
    assert partners(session, indexed(), f"listing-{need.id}") == ["Offering"]


def test_an_offer_meets_the_need_and_not_the_similar_offer(session: Session, indexed: Build) -> None:
    offering, asking, rival = (
        make_organisation(session, name=name) for name in ("Offering", "Asking", "Rival")
    )
    offer = rows.offer(session, offering, ENZYMES)
    rows.need(session, asking, ENZYMES)
    rows.offer(session, rival, ENZYMES)
    assert partners(session, indexed(), f"listing-{offer.id}") == ["Asking"]


def test_a_need_meets_what_somebody_did_in_a_project(session: Session, indexed: Build) -> None:
    asking, lead, partner = (make_organisation(session, name=name) for name in ("Asking", "Lead", "Partner"))
    need = rows.need(session, asking, ENZYMES)
    rows.project(session, ENZYMES, lead, partner)
    assert partners(session, indexed(), f"listing-{need.id}") == ["Lead", "Partner"]


def test_partners_of_a_project_are_not_those_who_take_part(session: Session, indexed: Build) -> None:
    lead, partner, other = (make_organisation(session, name=name) for name in ("Lead", "Partner", "Other"))
    project = rows.project(session, ENZYMES, lead, partner)
    rows.project(session, ENZYMES + " in silica", other, partner)
    assert partners(session, indexed(), f"project-{project.id}") == ["Other"]


def test_reciprocity_raises_the_score(session: Session, indexed: Build) -> None:
    asking, one_way, both_ways = (make_organisation(session, name=name) for name in ("Asking", "One", "Both"))
    rows.need(session, asking, "Porous carriers of silica")
    rows.offer(session, asking, "Recombinant lipase in kilograms")
    rows.offer(session, one_way, "Porous carriers of silica")
    rows.offer(session, both_ways, "Porous carriers of silica")
    rows.need(session, both_ways, "Recombinant lipase in kilograms")
    assert partners(session, indexed(), f"organisation-{asking.slug}") == ["Both", "One"]


def test_verified_comes_first_at_equal_score(session: Session, indexed: Build) -> None:
    asking = make_organisation(session)
    rows.need(session, asking, ENZYMES)
    for name, verification in (("Plain", "unverified"), ("Checked", "verified")):
        other = make_organisation(session, name=name, verification=VerificationState(verification))
        rows.offer(session, other, ENZYMES)
    assert partners(session, indexed(), f"organisation-{asking.slug}") == ["Checked", "Plain"]


def test_stale_comes_after_fresh_at_equal_score(session: Session, indexed: Build) -> None:
    asking = make_organisation(session)
    rows.need(session, asking, ENZYMES)
    for name, age in (("Stale", 400), ("Fresh", 1)):
        changed = utc_now() - timedelta(days=age)
        rows.offer(session, make_organisation(session, name=name, updated_at=changed), ENZYMES)
    assert partners(session, indexed(), f"organisation-{asking.slug}") == ["Fresh", "Stale"]


def test_what_is_not_shown_any_more_never_appears_though_the_index_has_it(
    session: Session, indexed: Build
) -> None:
    asking = make_organisation(session)
    need = rows.need(session, asking, ENZYMES)
    others = {
        name: make_organisation(session, name=name)
        for name in ("Kept", "Hidden", "Withdrawn", "Expired", "Gone")
    }
    offers = {name: rows.offer(session, other, ENZYMES) for name, other in others.items()}
    calls = {name: rows.call(session, ENZYMES) for name in ("open", "closed", "withdrawn")}
    index = indexed()
    others["Hidden"].hidden = True
    offers["Withdrawn"].state = PublicationState.WITHDRAWN
    offers["Expired"].valid_until = utc_now().date() - timedelta(days=1)
    session.delete(others["Gone"])
    calls["closed"].deadlines[0].at = utc_now() - timedelta(hours=1)
    calls["withdrawn"].state = PublicationState.WITHDRAWN
    session.flush()
    assert partners(session, index, f"listing-{need.id}") == ["Kept"]
    listed = found(session, index, f"listing-{need.id}", TargetKind.CALL)
    assert [one.target for one in listed] == [calls["open"]]


def test_a_score_counts_no_text_that_is_not_shown_any_more(session: Session, indexed: Build) -> None:
    asking, other = make_organisation(session), make_organisation(session)
    need = rows.need(session, asking, ENZYMES)
    kept, withdrawn = (rows.offer(session, other, ENZYMES + word) for word in (" at scale", ""))
    index = indexed()
    withdrawn.state = PublicationState.WITHDRAWN
    session.flush()
    (one,) = found(session, index, f"listing-{need.id}", TargetKind.PARTNER)
    assert [pair.item.id for pair in one.pairs] == [f"listing:{kept.id}"]


def test_a_list_is_filled_up_with_those_behind_the_hidden(session: Session, indexed: Build) -> None:
    asking = make_organisation(session)
    need = rows.need(session, asking, ENZYMES)
    hidden = [make_organisation(session) for _ in range(80)]
    for one in hidden:
        rows.offer(session, one, ENZYMES)
    rows.offer(session, make_organisation(session, name="Behind"), "Enzyme carriers and other things")
    index = indexed()
    for one in hidden:
        one.hidden = True
    session.flush()
    assert partners(session, index, f"listing-{need.id}") == ["Behind"]


def test_the_fourth_of_one_project_waits_for_an_equal_with_another_on_all_pages(
    session: Session, indexed: Build
) -> None:
    asking = make_organisation(session)
    need = rows.need(session, asking, ENZYMES)
    first, second, third, fourth, other = (make_organisation(session, name=f"No. {n}") for n in range(1, 6))
    rows.project(session, ENZYMES, first, second, third, fourth)
    rows.project(session, ENZYMES, other)
    index = indexed()
    pages = [
        SuggestionSearch(session, index, subject(session, f"listing-{need.id}")).found(
            TargetKind.PARTNER, begin, 2
        )
        for begin in (0, 2, 4)
    ]
    shown = [one.target for page in pages for one in page.suggestions]
    assert shown == [first, second, third, other, fourth]


def test_dismissed_are_left_out_and_saved_are_marked(session: Session, indexed: Build) -> None:
    person = make_person(session)
    asking, kept, dismissed = (make_organisation(session) for _ in range(3))
    need = rows.need(session, asking, ENZYMES)
    rows.offer(session, kept, ENZYMES)
    rows.offer(session, dismissed, ENZYMES)
    give_verdict(session, asking, kept, SavedVerdict.SAVED, actor=person)
    give_verdict(session, asking, dismissed, SavedVerdict.DISMISSED, actor=person)
    search = SuggestionSearch(session, indexed(), subject(session, f"listing-{need.id}"), asker=asking)
    (one,) = search.found(TargetKind.PARTNER, 0, 10).suggestions
    assert (one.target, one.saved) == (kept, True)


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        (Filters(countries=("FI",)), ["Finnish"]),
        (Filters(kinds=("university",)), ["University"]),
        (Filters(sme_only=True), ["Small"]),
        (Filters(categories=("finance",)), ["Banker"]),
        (Filters(countries=("FI",), sme_only=True), []),
    ],
)
def test_filters_narrow_partners(
    session: Session, indexed: Build, filters: Filters, expected: list[str]
) -> None:
    need = rows.need(session, make_organisation(session), ENZYMES)
    for name, values in (
        ("Finnish", {"country": "FI"}),
        ("University", {"kind": OrganisationKind.UNIVERSITY}),
        ("Small", {"sme_by_source": True}),
    ):
        rows.offer(session, make_organisation(session, name=name, **values), ENZYMES)
    rows.offer(session, make_organisation(session, name="Banker"), ENZYMES, category="finance")
    assert partners(session, indexed(), f"listing-{need.id}", filters) == expected


def test_calls_say_which_country_and_kind_they_require(session: Session, indexed: Build) -> None:
    project = rows.project(session, ENZYMES, make_organisation(session, country="EE"), budget=50_000)
    rows.call(
        session,
        ENZYMES,
        countries=["FI", "SE"],
        who_may_apply=["university"],
        budget_min=100_000,
        conditions={"minimum_entities": 3, "minimum_countries": 2},
    )
    (one,) = found(session, indexed(), f"project-{project.id}", TargetKind.CALL)
    assert [(gap.kind, gap.values, gap.instead) for gap in one.gaps] == [
        (GapKind.CALL_COUNTRY, ("FI", "SE"), "EE"),
        (GapKind.CALL_KIND, ("university",), "company"),
        (GapKind.CONSORTIUM, ("3", "2"), ""),
        (GapKind.BUDGET_BELOW, ("100000.00",), "50000.00"),
    ]


def test_partners_say_which_country_was_asked_for(session: Session, indexed: Build) -> None:
    need = rows.need(session, make_organisation(session), ENZYMES, countries=["FI"])
    rows.offer(session, make_organisation(session, country="EE"), ENZYMES)
    (one,) = found(session, indexed(), f"listing-{need.id}", TargetKind.PARTNER)
    assert [(gap.kind, gap.values, gap.instead) for gap in one.gaps] == [
        (GapKind.COUNTRY_NOT_ASKED, ("FI",), "EE")
    ]


def test_words_that_nobody_mentions_are_missing(session: Session, indexed: Build) -> None:
    need = rows.need(session, make_organisation(session), ENZYMES, "Zirconia preferred.")
    rows.offer(session, make_organisation(session), ENZYMES)
    (one,) = found(session, indexed(), f"listing-{need.id}", TargetKind.PARTNER)
    (gap,) = one.gaps
    assert (gap.kind, set(gap.values)) == (GapKind.WORDS, {"Zirconia", "preferred"})


def test_a_place_is_as_good_as_whom_one_can_meet_there(session: Session, indexed: Build) -> None:
    need = rows.need(session, make_organisation(session, city="Tallinn"), ENZYMES)
    parks = {
        city: make_organisation(
            session, kind=OrganisationKind.SCIENCE_PARK, city=city, latitude=latitude, longitude=longitude
        )
        for city, latitude, longitude in (("Tartu", 58.38, 26.72), ("Oulu", 65.01, 25.47))
    }
    for city, park in parks.items():
        rows.venue(session, park, f"House in {city}", "Desks and coffee.")
    near = make_organisation(session, name="Near", city="Elva", latitude=58.22, longitude=26.42)
    rows.offer(session, near, ENZYMES)
    listed = found(session, indexed(), f"listing-{need.id}", TargetKind.VENUE)
    assert [(one.target.host.city, [n.organisation.name for n in one.neighbours]) for one in listed] == [  # type: ignore[union-attr]
        ("Tartu", ["Near"])
    ]
    (place,) = listed
    assert place.score == pytest.approx(sum(reason.value for reason in place.contributions))
    assert place.score == pytest.approx(sum(near.share for near in place.neighbours))


def test_a_place_counts_its_own_text_too(session: Session, indexed: Build) -> None:
    need = rows.need(session, make_organisation(session, city="Tallinn"), ENZYMES)
    park = make_organisation(session, kind=OrganisationKind.SCIENCE_PARK, city="Tartu")
    rows.venue(session, park, "Wet laboratory", "Bench space for enzyme immobilisation.")
    rows.offer(session, make_organisation(session, city="Tartu"), ENZYMES)
    (place,) = found(session, indexed(), f"listing-{need.id}", TargetKind.VENUE)
    assert {pair.item.kind for pair in place.pairs} == {TextKind.VENUE, TextKind.OFFER}
    assert place.score == pytest.approx(sum(reason.value for reason in place.contributions))


@pytest.mark.parametrize("text", ["", "   ", "Ω≈ç√∫", "მოგესალმებით სამყარო", "the and of"])
def test_a_text_nobody_answers_finds_nothing(session: Session, indexed: Build, text: str) -> None:
    rows.offer(session, make_organisation(session), ENZYMES)
    assert answers_for_text(session, indexed(), TypedText(body=text)).is_empty


def test_a_huge_text_is_answered(session: Session, indexed: Build) -> None:
    rows.offer(session, make_organisation(session), ENZYMES)
    typed = TypedText(body=(ENZYMES + " ") * 50_000)
    assert answers_for_text(session, indexed(), typed).partners.total == 1


def test_an_empty_index_finds_nothing(session: Session, index_folder: object, indexed: Build) -> None:
    typed = TypedText(body=ENZYMES)
    assert answers_for_text(session, indexed(), typed).is_empty


def test_who_typed_a_text_is_not_suggested_to_themselves(session: Session, indexed: Build) -> None:
    own = make_organisation(session)
    rows.offer(session, own, ENZYMES)
    typed = TypedText(body=ENZYMES)
    assert answers_for_text(session, indexed(), typed, organisation=own).partners.total == 0


def test_the_number_of_queries_does_not_grow_with_the_results(session: Session, indexed: Build) -> None:
    need = rows.need(session, make_organisation(session, city="Tartu"), ENZYMES)
    park = make_organisation(session, kind=OrganisationKind.SCIENCE_PARK, city="Riga", country="LV")

    def add_one() -> None:
        other = make_organisation(session, city="Riga", country="LV", story=ENZYMES)
        rows.offer(session, other, ENZYMES)
        rows.project(session, ENZYMES, other)
        rows.call(session, ENZYMES, owner_id=other.id)
        rows.venue(session, park, "House", ENZYMES)

    def queries() -> int:
        counted: list[str] = []
        index = indexed()
        slug = f"listing-{need.id}"
        session.expire_all()

        def count(*arguments: object) -> None:
            counted.append(str(arguments[2]))

        connection = session.connection()
        event.listen(connection, "before_cursor_execute", count)
        try:
            search = SuggestionSearch(session, index, subject(session, slug))
            for kind in TargetKind:
                assert search.found(kind, 0, 30).suggestions
        finally:
            event.remove(connection, "before_cursor_execute", count)
        return len(counted)

    add_one()
    with_one = queries()
    for _ in range(29):
        add_one()
    assert queries() == with_one


def test_a_subject_knows_a_typed_text(session: Session) -> None:
    typed = subject_of_text(TypedText(title="Enzymes", kind=TextKind.NEED))
    assert [(source.kind, source.name) for source in typed.sources] == [(TextKind.NEED, "Enzymes")]


def test_calls_without_a_deadline_stay_open(session: Session, indexed: Build) -> None:
    need = rows.need(session, make_organisation(session), ENZYMES)
    rows.call(session, ENZYMES, days=None)
    (one,) = found(session, indexed(), f"listing-{need.id}", TargetKind.CALL)
    assert isinstance(one.target, Call)
