"""Whom to ask instead, when nobody answered or the answer was no: the next of the list that can be asked."""

from __future__ import annotations

from sqlalchemy.orm import Session

from matchmaker.introductions.moving import hold, log, tell
from matchmaker.introductions.possible import check_possible
from matchmaker.introductions.sides import people_of
from matchmaker.matching import Index
from matchmaker.refusals import Refusal
from matchmaker.suggestions.index_access import current_index
from matchmaker.suggestions.queries import SuggestionSearch
from matchmaker.suggestions.rules import TargetKind
from matchmaker.suggestions.subjects import find_subject
from models import Introduction, IntroductionState, Organisation, Side

#: So far down the list is looked: those above may be blocked, unclaimed or asked already.
LOOKED_AT = 20


def offer_next_best(session: Session, *, introduction_id: int) -> None:
    """Tell the asking side that a request lapsed, or after a no, whom to ask instead.

    Handler of ``introduction.next_best``. Harmless to repeat.
    """
    introduction = session.get(Introduction, introduction_id)
    if introduction is None or introduction.next_best_id is not None:
        return
    found = next_best(session, current_index(), introduction)
    hold(session, introduction)
    if found is not None:
        introduction.next_best = found
        log(session, introduction, "next_best_offered", actor=None, next_best=found.name)
    lapsed = introduction.state is IntroductionState.LAPSED
    if found is None and not lapsed:
        return
    tell(
        session,
        introduction,
        "introduction_lapsed" if lapsed else "introduction_next_best",
        Side.ASKING,
        people_of(session, introduction, Side.ASKING),
        next_best=found.name if found is not None else "",
    )


def next_best(session: Session, index: Index, introduction: Introduction) -> Organisation | None:
    """The best suggestion for the same subject that the asking organisation may ask now.

    None where the subject is gone or of a kind that finds no partners, or nobody is left.
    """
    subject = find_subject(session, introduction.subject)
    asking = introduction.asking_organisation
    if subject is None:
        return None
    search = SuggestionSearch(session, index, subject, asker=asking)
    for suggestion in search.found(TargetKind.PARTNER, 0, LOOKED_AT).suggestions:
        target = suggestion.target
        assert isinstance(target, Organisation)
        if target.id != introduction.asked_organisation_id and _may_ask(session, asking, target):
            return target
    return None


def _may_ask(session: Session, asking: Organisation, target: Organisation) -> bool:
    try:
        check_possible(session, asking, target)
    except Refusal:
        return False
    return True
