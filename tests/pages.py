"""Every page of the service with something to show on it: addresses by the rules of the URL map."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from werkzeug.routing import Rule

from matchmaker.curation.queries import queue_of
from matchmaker.demo.sign_ins import SIGN_INS
from matchmaker.introductions.links import LinkPurpose
from matchmaker.notifications.answer_links import token_for
from matchmaker.notifications.compose import UNSUBSCRIBE
from matchmaker.people.service import person_by_address
from matchmaker.visits.links import LinkPurpose as VisitLink
from matchmaker.visits.sides import people_of
from matchmaker.web.signing import signed
from models import (
    Call,
    ClusterMembership,
    DeskKind,
    Event,
    Introduction,
    IntroductionState,
    Listing,
    Meeting,
    MeetingState,
    Membership,
    OrganisationClaim,
    Project,
    PublicationState,
    Space,
    Venue,
    Visit,
    VisitSide,
    VisitState,
)
from models.columns import utc_now

#: Each role by its demo account; None is a visitor.
ROLES: Mapping[str, str | None] = {"visitor": None} | {
    one.email.partition("@")[0]: one.email for one in SIGN_INS
}
#: Answers for programs have tests of their own.
NO_PAGES = ("/api/", "/metrics", "/health/")

Samples = Mapping[str, Sequence[object]]


def samples(session: Session) -> Samples:
    """Values for the arguments of rules, by the rule's slice and the argument's name."""
    drafts = session.scalars(select(Listing.id).where(Listing.state == PublicationState.DRAFT)).all()
    shown = session.scalars(
        select(Listing.id).where(Listing.state == PublicationState.PUBLISHED).order_by(Listing.id)
    ).all()
    own = session.scalars(
        select(Listing.id)
        .join(Listing.organisation)
        .where(Listing.state == PublicationState.PUBLISHED, Listing.organisation.has(slug="emajoe-ensuumid"))
    ).first()
    venue = session.scalars(select(Venue).where(Venue.slug == "venue-tartu-biohouse")).one()
    return {
        "listing_id": [own, shown[0], drafts[0]],
        "project_id": session.scalars(select(Project.id).order_by(Project.id).limit(2)).all(),
        "call_id": session.scalars(select(Call.id).order_by(Call.id).limit(2)).all(),
        "organisations.slug": ["emajoe-ensuumid", "cluster-biotech-baltic", "park-tartu", "parnu-biotehnika"],
        "claims.slug": ["parnu-biotehnika", "ventspils-membranas"],
        "claim_id": session.scalars(select(OrganisationClaim.id).order_by(OrganisationClaim.id)).all(),
        "agreements.slug": ["cluster-biotech-baltic", "park-tartu", "cluster-wood-design"],
        "number": [1],
        "venues.slug": [venue.slug],
        "events.slug": session.scalars(select(Event.slug).order_by(Event.id).limit(2)).all()
        or ["no-such-event"],
        "feed_id": [1],
        "picture_id": [1],
        "digest": ["0" * 64],
        "size": ["card"],
        "space_id": session.scalars(select(Space.id).where(Space.venue_id == venue.id).limit(1)).all(),
        "closure_id": [closure.id for closure in venue.closures],
        "membership_id": session.scalars(select(Membership.id).limit(1)).all(),
        "link_id": session.scalars(select(ClusterMembership.id).limit(1)).all(),
        "subject": [f"listing-{own}", "organisation-emajoe-ensuumid"],
        "target": ["organisation-daugava-ferment", "venue-riga-institute"],
        **_of_introductions(session),
        "visits.slug": [venue.slug],
        "visits.code": [
            session.scalar(select(Visit.arrival_code).where(Visit.arrival_code.is_not(None))),
            "none",
        ],
        "visits.link": _links_of_visits(session),
        "visits.token": [*_visits(session), "no-such-visit"],
        "clusters.slug": ["emajoe-ensuumid"],
        "desk.slug": ["cluster-biotech-baltic"],
        "item": [*_one_of_each_kind(session), "no-such-item"],
        "token_id": [1],
        "token": ["no-such-token"],
        "name": ["no-such-mail"],
    }


def _of_introductions(session: Session) -> dict[str, Sequence[object]]:
    """Introductions in each state, and links of mails that work."""
    person = person_by_address(session, str(ROLES["sme"]))
    assert person is not None
    introductions = session.scalars(select(Introduction).order_by(Introduction.id)).all()
    waiting = next(
        one
        for one in introductions
        if one.state is IntroductionState.RELEASED and person.membership_in(one.asked_organisation_id)
    )
    meeting = session.scalars(select(Meeting).where(Meeting.state == MeetingState.PROPOSED)).one()
    accepted = meeting.introduction
    one_of_each_state = {one.state: one.id for one in introductions}
    return {
        "introduction_id": sorted({waiting.id, accepted.id, *one_of_each_state.values()}),
        "meeting_id": [meeting.id],
        "block_id": [1],
        "introductions.slug": ["park-tartu"],
        "introductions.token": [
            token_for(LinkPurpose.ANSWER, waiting, person, waiting.version),
            token_for(LinkPurpose.TIMES, accepted, person, meeting.id),
            token_for(LinkPurpose.OUTCOME, accepted, person, accepted.version),
        ],
        "mails.token": [signed(UNSUBSCRIBE, [person.id, "introduction_message"])],
    }


def _visits(session: Session) -> Sequence[str]:
    """The first and the last visit in each state."""
    bounds = select(func.min(Visit.id), func.max(Visit.id)).group_by(Visit.state)
    ids = {number for row in session.execute(bounds) for number in row}
    return session.scalars(select(Visit.token).where(Visit.id.in_(ids)).order_by(Visit.id)).all()


def _links_of_visits(session: Session) -> Sequence[str]:
    """A link of every purpose to the people of a side, on the first visit that waits for its answer."""
    found = []
    for purpose, state, side in (
        (VisitLink.ANSWER, VisitState.REQUESTED, VisitSide.HOST),
        (VisitLink.DATES, VisitState.CHANGED, VisitSide.VISITOR),
        (VisitLink.PLACE, VisitState.WAITING, VisitSide.VISITOR),
    ):
        visit = session.scalars(select(Visit).where(Visit.state == state).order_by(Visit.id)).first()
        if visit is not None:
            found.append(token_for(purpose, visit, people_of(session, visit, side)[0], visit.version))
    return found


def _one_of_each_kind(session: Session) -> list[str]:
    """One item of every kind at the desk of the demo's manager."""
    manager = person_by_address(session, str(ROLES["manager"]))
    assert manager is not None
    found: dict[DeskKind, str] = {}
    for entry in queue_of(session, manager, utc_now()).entries:
        found.setdefault(entry.item.kind, entry.item.key)
    return list(found.values())


def addresses(app: Flask, session: Session, method: str) -> Iterator[tuple[Rule, str]]:
    """Every rule that answers to a method, with each address the samples give it.

    :raises KeyError: a rule has an argument without a sample; add one above.
    """
    known = samples(session)
    adapter = app.url_map.bind("localhost")
    for rule in app.url_map.iter_rules():
        if rule.rule.startswith(NO_PAGES) or method not in (rule.methods or ()):
            continue
        names = sorted(rule.arguments)
        if names == ["filename"]:
            continue
        values = [_values(known, rule.endpoint.partition(".")[0], name) for name in names]
        for chosen in itertools.product(*values):
            yield rule, adapter.build(rule.endpoint, dict(zip(names, chosen, strict=True)), method=method)


def _values(known: Samples, slice_: str, name: str) -> Sequence[object]:
    return known.get(f"{slice_}.{name}") or known[name]


def client_of(app: Flask, session: Session, role: str) -> FlaskClient:
    """A client signed in as a role's demo account."""
    client = app.test_client()
    email = ROLES[role]
    if email is not None:
        person = person_by_address(session, email)
        assert person is not None
        with client.session_transaction() as cookie:
            cookie["_user_id"] = person.fs_uniquifier
            cookie["_fresh"] = True
    return client
