"""What happened between two organisations keeps them apart, and every word on a suggestion is kept."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from matchmaker.introductions.block_service import block_pair
from matchmaker.matching import Index
from matchmaker.suggestions.apart import kept_apart
from matchmaker.suggestions.queries import SuggestionSearch
from matchmaker.suggestions.rules import TargetKind
from matchmaker.suggestions.seen import seen_list
from matchmaker.suggestions.service import give_verdict, take_back_verdict
from matchmaker.suggestions.subjects import Subject, find_subject
from models import IntroductionState, Organisation, SavedVerdict, Verdict, VerdictKind
from models.columns import utc_now
from tests.factories import make_asking_pair, make_introduction, make_organisation, make_person
from tests.suggestions import rows

Build = Callable[[], Index]
S = IntroductionState
ENZYMES = "Enzyme immobilisation on porous carriers"


def subject(session: Session, slug: str) -> Subject:
    found = find_subject(session, slug)
    assert found is not None
    return found


def test_introduced_declined_and_blocked_are_left_out_for_both(session: Session, indexed: Build) -> None:
    pair = make_asking_pair(session)
    quiet, blocked, left = (make_organisation(session, owner=make_person(session)) for _ in range(3))
    make_introduction(
        session, replace(pair, asked=quiet, asked_person=quiet.memberships[0].person), S.DECLINED
    )
    make_introduction(session, pair, S.RELEASED)
    block_pair(session, blocked, pair.asking, actor=blocked.memberships[0].person)
    need = rows.need(session, pair.asking, ENZYMES)
    for other in (pair.asked, quiet, blocked, left):
        rows.offer(session, other, ENZYMES)
    back = rows.need(session, quiet, ENZYMES)
    index = indexed()

    def found(asking: Organisation, slug: str, *, days: int = 0) -> set[int]:
        now = utc_now() + timedelta(days=days)
        search = SuggestionSearch(session, index, subject(session, slug), asker=asking, now=now)
        return {one.target.id for one in search.found(TargetKind.PARTNER, 0, 10).suggestions}

    assert found(pair.asking, f"listing-{need.id}") == {left.id}
    assert pair.asking.id not in found(quiet, f"listing-{back.id}")
    assert found(pair.asking, f"listing-{need.id}", days=90) == {left.id}


def test_draft_keeps_nobody_apart(session: Session) -> None:
    pair = make_asking_pair(session)
    make_introduction(session, pair, S.DRAFT)
    assert kept_apart(session, pair.asking, utc_now().date()).all == frozenset()


def test_no_of_long_ago_keeps_nobody_apart(session: Session) -> None:
    pair = make_asking_pair(session)
    make_introduction(session, pair, S.DECLINED)
    today = utc_now().date()
    assert kept_apart(session, pair.asking, today).quiet == {pair.asked.id}
    assert kept_apart(session, pair.asked, today).quiet == {pair.asking.id}
    assert kept_apart(session, pair.asking, today + timedelta(days=180)).all == frozenset()


def test_saving_and_dismissing_keep_verdicts_with_the_list(session: Session, indexed: Build) -> None:
    person = make_person(session)
    asking, other = make_organisation(session), make_organisation(session)
    need = rows.need(session, asking, ENZYMES)
    rows.offer(session, other, ENZYMES)
    search = SuggestionSearch(session, indexed(), subject(session, f"listing-{need.id}"), asker=asking)
    seen = seen_list(search, TargetKind.PARTNER, other.id)
    give_verdict(session, asking, other, SavedVerdict.DISMISSED, actor=person, reason="Too far.", seen=seen)
    take_back_verdict(session, asking, other, actor=person)
    dismissed, taken_back = session.scalars(select(Verdict).order_by(Verdict.id))
    assert (dismissed.kind, taken_back.kind) == (VerdictKind.DISMISSED, VerdictKind.TAKEN_BACK)
    assert (dismissed.position, dismissed.words) == (1, "Too far.")
    assert [one["id"] for one in dismissed.shown] == [other.id]
