"""A request whose broker is gone finds another way: another cluster, or none between the two."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from matchmaker.extensions import db
from matchmaker.introductions import clock_service
from models import ClusterMembership, IntroductionState, Organisation, Route, VerificationState
from tests.factories import (
    AskingPair,
    make_cluster,
    make_cluster_membership,
    make_introduction,
    make_membership,
    make_person,
)
from tests.introductions.promises import log_of, promised_mails

State = IntroductionState
Loss = Callable[[Session, AskingPair], None]


def cluster_left(session: Session, pair: AskingPair) -> None:
    session.delete(session.scalars(select(ClusterMembership).filter_by(organisation_id=pair.asking.id)).one())


def cluster_deleted(session: Session, pair: AskingPair) -> None:
    cluster_left(session, pair)
    session.flush()
    session.delete(pair.cluster)


def manager_closed_the_account(session: Session, pair: AskingPair) -> None:
    pair.manager.active = False


def verification_withdrawn(session: Session, pair: AskingPair) -> None:
    pair.cluster.verification = VerificationState.UNVERIFIED


LOSSES: list[Loss] = [cluster_left, cluster_deleted, manager_closed_the_account, verification_withdrawn]


def sweep(session: Session) -> int:
    session.commit()
    done = clock_service.work_off_due(db.sessionmaker)
    session.expire_all()
    return done


def other_cluster(session: Session, asking: Organisation) -> Organisation:
    cluster = make_cluster(session, manager=make_person(session), verification=VerificationState.VERIFIED)
    make_cluster_membership(session, asking, cluster)
    return cluster


@pytest.mark.parametrize("lose", LOSSES)
def test_request_goes_to_the_managers_of_another_cluster(
    session: Session, pair: AskingPair, lose: Loss
) -> None:
    introduction = make_introduction(session, pair)
    version = introduction.version
    lose(session, pair)
    other = other_cluster(session, pair.asking)
    assert sweep(session) == 1
    assert (introduction.state, introduction.route, introduction.broker) == (
        State.REQUESTED, Route.BROKERED, other,
    )  # fmt: skip
    assert introduction.version == version + 1
    assert introduction.due_at is not None
    assert promised_mails(session)[-1] == ("introduction_to_release", other.memberships[0].person_id)
    assert log_of(session, introduction)[-1] == "rerouted"
    assert sweep(session) == 0


@pytest.mark.parametrize("lose", LOSSES)
def test_request_without_any_cluster_goes_directly(session: Session, pair: AskingPair, lose: Loss) -> None:
    introduction = make_introduction(session, pair)
    lose(session, pair)
    assert sweep(session) == 1
    assert (introduction.state, introduction.route, introduction.broker) == (
        State.RELEASED, Route.DIRECT, None,
    )  # fmt: skip
    assert promised_mails(session)[-1] == ("introduction_asked", pair.asked_person.id)
    assert log_of(session, introduction)[-2:] == ["rerouted", "released"]


def test_request_stays_while_one_manager_is_left(session: Session, pair: AskingPair) -> None:
    introduction = make_introduction(session, pair)
    make_membership(session, make_person(session), pair.cluster, role=pair.cluster.memberships[0].role)
    pair.manager.active = False
    assert sweep(session) == 0
    assert (introduction.state, introduction.broker) == (State.REQUESTED, pair.cluster)


@pytest.mark.parametrize("state", [State.DRAFT, State.RELEASED, State.ACCEPTED, State.STOPPED])
def test_what_waits_for_no_broker_is_left_alone(session: Session, pair: AskingPair, state: State) -> None:
    introduction = make_introduction(session, pair, state)
    cluster_left(session, pair)
    assert sweep(session) == 0
    assert introduction.state is state
