"""Erasing a person: their account and all that is about them alone goes, what others count on stays.

What they did in the name of an organisation stays that organisation's, without their name: introductions,
visits, outcomes, messages, the log. So all counts and reports are the same before and after.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from matchmaker import activity
from matchmaker.erasure.errors import LastSecretariat, StillNeeded
from matchmaker.erasure.queries import Leaving, leaving, open_questions, open_requests
from matchmaker.events.service import unregister
from matchmaker.introductions.answering_service import decline_introduction
from matchmaker.introductions.service import discard_draft, withdraw_introduction
from matchmaker.notifications.compose import composed
from matchmaker.notifications.mailer import send_later
from matchmaker.notifications.retention import forget_mails_to
from matchmaker.organisations.service import hide_organisation
from matchmaker.visits.rules import MOVES, Move
from matchmaker.visits.service import cancel_visit, withdraw_visit
from models import (
    Activity,
    DeclineReason,
    IntroductionState,
    Organisation,
    PartyMember,
    Person,
    Visit,
)

#: Entries of the log that tell of somebody beside their actor: by ``person_id``, and by name under this key.
NAMED_IN = {
    "agreement.coordinator_named": "name",
    "membership.added": "person",
    "membership.removed": "person",
    "membership.role_changed": "person",
    "organisation.claimed": "person",
}


def erase_person(session: Session, person: Person, *, now: datetime) -> Leaving:
    """Delete a person's account for good, and tell them at the address that is forgotten with it.

    Their visits that have not begun are withdrawn or cancelled, their places at events given back; an
    organisation that nobody else belongs to is hidden, what it asked is taken back, what it was asked
    declined.

    :returns: what ended with it.
    :raises LastSecretariat: nobody would be left to run the network.
    :raises StillNeeded: others count on an organisation of which they are the last owner.
    """
    _hold_organisations(session, person)
    ends = leaving(session, person, now)
    if ends.is_last_secretariat:
        raise LastSecretariat
    if ends.needed_in:
        raise StillNeeded(organisations=", ".join(one.name for one in ends.needed_in))
    for visit in ends.visits:
        _end_visit(session, visit, actor=person, now=now)
    for registration in ends.registrations:
        unregister(session, registration.event, actor=person, now=now)
    for organisation in ends.closed:
        _close(session, organisation, actor=person, now=now)
    activity.record(session, "person.erased", person, actor=None)
    session.flush()
    _forget_names(session, person)
    forget_mails_to(session, person.email)
    send_later(session, composed("account_erased", to=person.email, locale=person.locale, name=person.name))
    # The tables do the rest: what is the person's alone goes with the row, all else loses the reference.
    session.delete(person)
    session.flush()
    return ends


def _hold_organisations(session: Session, person: Person) -> None:
    """Two last owners can't leave at the same moment."""
    ids = sorted(own.organisation_id for own in person.memberships)
    session.execute(
        select(Organisation.id).where(Organisation.id.in_(ids)).order_by(Organisation.id).with_for_update()
    )


def _end_visit(session: Session, visit: Visit, *, actor: Person, now: datetime) -> None:
    end = withdraw_visit if visit.state in MOVES[Move.WITHDRAW].starts else cancel_visit
    end(session, visit, actor=actor, now=now)


def _close(session: Session, organisation: Organisation, *, actor: Person, now: datetime) -> None:
    for asked_for in open_requests(session, organisation):
        if asked_for.state is IntroductionState.DRAFT:
            discard_draft(session, asked_for, actor=actor)
        else:
            withdraw_introduction(session, asked_for, actor=actor, now=now)
    for question in open_questions(session, organisation):
        decline_introduction(session, question, actor=actor, reason=DeclineReason.NO_CAPACITY, now=now)
    hide_organisation(session, organisation, actor=actor)


def _forget_names(session: Session, person: Person) -> None:
    """Take the person's name out of what others keep: the log, and the parties of visits."""
    session.execute(update(Activity).where(Activity.actor_id == person.id).values(actor_left=True))
    for entry in _entries_naming(session, person):
        left_out = {NAMED_IN[entry.verb], "person_id"}
        entry.details = {key: value for key, value in entry.details.items() if key not in left_out}
    own_visits = select(Visit.id).where(Visit.requested_by_id == person.id)
    session.execute(delete(PartyMember).where(PartyMember.visit_id.in_(own_visits)))


def _entries_naming(session: Session, person: Person) -> Sequence[Activity]:
    entries = session.scalars(select(Activity).where(Activity.verb.in_(NAMED_IN)))
    return [entry for entry in entries if entry.details.get("person_id") == person.id]
