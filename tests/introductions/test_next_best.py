"""Whom to ask instead: looked for when a request lapsed or got a no, told by mail, offered on the page."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from matchmaker.introductions import block_service
from matchmaker.introductions.next_best import offer_next_best
from matchmaker.matching import Index
from models import Introduction, IntroductionState, Organisation, Person
from tests.factories import AskingPair, make_introduction, make_organisation, make_person
from tests.introductions.promises import log_of, promised_mails
from tests.suggestions import rows

Build = Callable[[], Index]
SignIn = Callable[[Person], FlaskClient]
State = IntroductionState
ENZYMES = "Enzyme immobilisation on porous carriers"


def ended(session: Session, pair: AskingPair, state: State) -> Introduction:
    """An introduction about a need of the asking side that ended without a meeting."""
    need = rows.listing(session, pair.asking, "need", ENZYMES)
    rows.listing(session, pair.asked, "offer", ENZYMES)
    return make_introduction(session, pair, state, subject=f"listing-{need.id}", subject_title=need.title)


def offering(session: Session) -> Organisation:
    """A company that offers the same as the asked one."""
    company = make_organisation(session, owner=make_person(session))
    rows.listing(session, company, "offer", ENZYMES)
    return company


@pytest.mark.parametrize(
    ("state", "mail"),
    [(State.LAPSED, "introduction_lapsed"), (State.DECLINED, "introduction_next_best")],
)
def test_next_best_is_told_once(
    session: Session, indexed: Build, pair: AskingPair, state: State, mail: str
) -> None:
    introduction = ended(session, pair, state)
    other = offering(session)
    indexed()
    for _again in range(2):
        offer_next_best(session, introduction_id=introduction.id)
        session.commit()
    assert introduction.next_best == other
    assert promised_mails(session).count((mail, pair.asking_person.id)) == 1
    assert log_of(session, introduction)[-1] == "next_best_offered"


def test_next_best_is_none_that_cannot_be_asked(session: Session, indexed: Build, pair: AskingPair) -> None:
    introduction = ended(session, pair, State.LAPSED)
    block_service.block_pair(session, pair.asking, offering(session), actor=pair.asking_person)
    closed = offering(session)
    closed.open_to_introductions = False
    indexed()
    offer_next_best(session, introduction_id=introduction.id)
    assert introduction.next_best is None
    assert promised_mails(session)[-1] == ("introduction_lapsed", pair.asking_person.id)


def test_no_with_nobody_else_is_left_at_that(session: Session, indexed: Build, pair: AskingPair) -> None:
    introduction = ended(session, pair, State.DECLINED)
    before = promised_mails(session)
    indexed()
    offer_next_best(session, introduction_id=introduction.id)
    assert introduction.next_best is None
    assert promised_mails(session) == before


def test_text_that_is_gone_finds_nobody(session: Session, indexed: Build, pair: AskingPair) -> None:
    introduction = ended(session, pair, State.LAPSED)
    offering(session)
    session.delete(pair.asking.listings[0])
    indexed()
    offer_next_best(session, introduction_id=introduction.id)
    assert introduction.next_best is None


def test_page_offers_the_next_best_to_the_asking_side_alone(
    session: Session, pair: AskingPair, sign_in: SignIn
) -> None:
    other = make_organisation(session, owner=make_person(session))
    introduction = make_introduction(session, pair, State.LAPSED, next_best=other)
    session.commit()
    address = f"/introductions/{introduction.id}"
    ask = f"/introductions/new?with=organisation-{other.slug}&amp;for={introduction.subject}"
    page = sign_in(pair.asking_person).get(address)
    assert f"Ask {other.name} instead" in page.text
    assert f'href="{ask}"' in page.text
    for reader in (pair.asked_person, pair.manager):
        page = sign_in(reader).get(address)
        assert page.status_code == 200
        assert other.name not in page.text
