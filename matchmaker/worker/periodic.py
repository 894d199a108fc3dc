"""What the service does by itself: clocks looked at each minute, learning each hour, daily duties."""

from __future__ import annotations

from sqlalchemy.orm import Session, sessionmaker

from matchmaker.agreements import life_cycle as agreement_life_cycle
from matchmaker.curation.proposing import propose_all
from matchmaker.introductions import clock_service
from matchmaker.listings import life_cycle
from matchmaker.matching import Index
from matchmaker.notifications import digest, retention
from matchmaker.suggestions import training
from matchmaker.suggestions.index_access import current_index
from matchmaker.venues import life_cycle as venue_life_cycle
from matchmaker.visits import clock_service as visit_clocks
from models.columns import utc_now


def run_daily(sessions: sessionmaker[Session]) -> None:
    """Run every daily duty, each in a transaction of its own."""
    duties = (
        life_cycle.send_notices,
        life_cycle.expire_due,
        life_cycle.archive_due,
        agreement_life_cycle.send_notices,
        venue_life_cycle.send_guide_notices,
        visit_clocks.delete_names,
        retention.forget_sent_mails,
        _propose_partners,
    )
    for duty in duties:
        with sessions() as session, session.begin():
            duty(session)


def _propose_partners(session: Session) -> None:
    """Put the engine's best at the desks of managers."""
    propose_all(session, current_index(), now=utc_now())


def learn_ranking(sessions: sessionmaker[Session], index: Index) -> None:
    """Bring what ranking knows up to date; learn from new verdicts where it is time."""
    training.learn_when_due(sessions, index)


def run_clocks(sessions: sessionmaker[Session]) -> int:
    """Remind, escalate, lapse and ask wherever a clock has run out; send daily mails where it is morning.

    :returns: how many times something was done.
    """
    with sessions() as session, session.begin():
        digest.promise_due(session)
    return clock_service.work_off_due(sessions) + visit_clocks.work_off_due(sessions)
