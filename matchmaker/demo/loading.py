"""Loading the invented network into an empty database: rows, memberships, sign-ins, history.

Everything is a matter of course, with a few things left undone so that each role finds work: some
organisations are not verified, some ask to join a cluster, some texts expire soon, are drafts, or
have been asked whether they still hold.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import Enum, auto

from sqlalchemy import select
from sqlalchemy.orm import Session

from matchmaker.demo.claims import load_claims
from matchmaker.demo.contacts import load_contacts
from matchmaker.demo.dataset import Dataset
from matchmaker.demo.history import history_of
from matchmaker.demo.introductions import load_introductions
from matchmaker.demo.roaming import load_roaming
from matchmaker.demo.rows import (
    SOURCE,
    call_row,
    check_row,
    draft_row,
    listing_row,
    organisation_row,
    project_row,
    venue_row,
)
from matchmaker.demo.sign_ins import DEMO_PASSWORD, SIGN_INS
from matchmaker.listings.rules import ASK_AFTER, LIFETIME
from matchmaker.people.service import add_confirmed_person
from models import (
    Base,
    ClusterMembership,
    ClusterMembershipState,
    Listing,
    Membership,
    Organisation,
    Person,
    VerificationState,
)

#: Nobody has checked these yet.
UNVERIFIED = frozenset(
    {
        "riga-gmp-akademija",
        "kumpula-myco",
        "tallinn-sammujalg",
        "boras-contract-weave",
        "skelleftea-black-mass",
        "riga-drone-inspection",
        "berlin-einwilligung",
        "victoria-flexsensor",
        "gauja-municipality",
    }
)
#: Memberships that the cluster's manager has not answered: organisation and cluster.
ASKING = frozenset(
    {
        ("vilnius-vetlamp", "cluster-biotech-baltic"),
        ("laine-seed", "cluster-biotech-baltic"),
        ("tallinn-heat-analytics", "cluster-digital-karlsruhe"),
        ("klaipeda-pakuote", "cluster-wood-design"),
        ("gdynia-exohand", "cluster-health-oresund"),
    }
)
#: Last shown in so many days: organisation and place in its list of needs and offers.
EXPIRING = {
    ("emajoe-ensuumid", 3): 12,
    ("park-tartu", 1): 20,
    ("motlawa-university", 0): 26,
    ("cluster-biotech-baltic", 1): 9,
}
#: Asked some days ago whether they still hold.
ASKED = {("emajoe-ensuumid", 1): 4, ("daugava-ferment", 3): 6}
#: Published so many days ago, and not read by the cluster's manager yet: organisation and place in its list.
UNCHECKED = {
    ("daugava-ferment", 1): 3,
    ("ulejoe-haigla", 0): 9,
    ("tallinn-sammujalg", 0): 1,
    ("park-vilnius", 0): 4,
}
#: Unverified members and those who ask joined or asked within so many days.
NEWCOMERS_WITHIN = 8
#: Published, but not open to introductions.
CLOSED = frozenset({"warta-liposome", "hanse-biobank", "eindhoven-gas-mems"})

#: An organisation joins at least this long before its first text, in days; the clusters joined first.
SETTLING = 7
FIRST_JOINED = 420


class Standing(Enum):
    """What a database holds, seen from the demo."""

    EMPTY = auto()
    #: The invented network as the program has it now.
    CURRENT = auto()
    #: The invented network of another version of the program.
    OUTDATED = auto()
    #: Somebody's own network, which the invented one must not be mixed with.
    FOREIGN = auto()


def standing_of(session: Session, dataset: Dataset) -> Standing:
    """What the session's database holds."""
    digests = set(
        session.scalars(select(Organisation.source_digest).where(Organisation.source == SOURCE).distinct())
    )
    if digests:
        return Standing.CURRENT if digests == {dataset.digest} else Standing.OUTDATED
    in_use = any(session.scalar(select(model.id).limit(1)) for model in (Organisation, Person))
    return Standing.FOREIGN if in_use else Standing.EMPTY


def clear_network(session: Session) -> None:
    """Delete every row of every table. Only for a database that holds the invented network."""
    for table in reversed(Base.metadata.sorted_tables):
        session.execute(table.delete())
    session.expire_all()


def load_network(session: Session, dataset: Dataset, *, now: datetime) -> None:
    """Write the whole network, dates counted from now, in the caller's transaction.

    No outbox rows are written: the search index is built from the rows after the commit.
    """
    organisations = _load_organisations(session, dataset, now)
    _load_texts(session, dataset, organisations, now)
    _load_people(session, organisations)
    load_contacts(session, organisations, dataset.contacts)
    _load_memberships(session, dataset, organisations, now)
    session.flush()
    session.add_all(history_of(session))
    load_introductions(session, organisations, dataset.introductions, now=now)
    load_contacts(session, organisations, dataset.roaming_contacts)
    load_roaming(session, organisations, now=now)
    load_claims(session, organisations, dataset, now=now)
    session.flush()


def _load_organisations(session: Session, dataset: Dataset, now: datetime) -> dict[str, Organisation]:
    organisations = {}
    for position, entry in enumerate(dataset.every_organisation):
        first_text = max((listing["published_days_ago"] for listing in entry["listings"]), default=0)
        days = max(FIRST_JOINED - 3 * position, first_text + SETTLING)
        row = organisation_row(entry, digest=dataset.digest, joined_at=now - timedelta(days=days), now=now)
        row.open_to_introductions = row.slug not in CLOSED
        if row.slug not in UNVERIFIED:
            row.verification = VerificationState.VERIFIED
        organisations[row.slug] = row
    session.add_all(organisations.values())
    return organisations


def _load_texts(
    session: Session, dataset: Dataset, organisations: dict[str, Organisation], now: datetime
) -> None:
    for entry in dataset.every_organisation:
        owner = organisations[entry["key"]]
        for position, text in enumerate(entry["listings"]):
            listing = listing_row(text, owner, now)
            _age(listing, (owner.slug, position), now)
            session.add(listing)
            if (owner.slug, position) not in UNCHECKED:
                session.add(check_row(listing))
        session.add_all(venue_row(venue, owner, now) for venue in entry.get("venues", ()))
    for entry in dataset.drafts:
        written_at = now - timedelta(days=entry["written_days_ago"])
        session.add(draft_row(entry, organisations[entry["organisation"]], written_at))
    session.add_all(project_row(entry, organisations) for entry in dataset.projects)
    session.add_all(call_row(entry, organisations, now) for entry in dataset.calls)


def _age(listing: Listing, place: tuple[str, int], now: datetime) -> None:
    """Make some listings old enough that their owner has something to answer."""
    if place in EXPIRING:
        published_at = now + timedelta(days=EXPIRING[place]) - LIFETIME
    elif place in UNCHECKED:
        published_at = now - timedelta(days=UNCHECKED[place])
    elif place in ASKED:
        listing.asked_at = now - timedelta(days=ASKED[place])
        published_at = listing.asked_at - ASK_AFTER
    else:
        return
    listing.created_at = listing.updated_at = published_at
    listing.published_at = listing.confirmed_at = published_at
    listing.valid_until = published_at.date() + LIFETIME
    owner = listing.organisation
    owner.created_at = min(owner.created_at, published_at - timedelta(days=SETTLING))


def _load_people(session: Session, organisations: dict[str, Organisation]) -> None:
    for one in SIGN_INS:
        person = add_confirmed_person(
            session,
            email=one.email,
            name=one.name,
            password=DEMO_PASSWORD,
            secretariat=not one.organisation,
        )
        if one.organisation:
            organisation = organisations[one.organisation]
            session.add(Membership(person=person, organisation=organisation, role=one.membership))


def _load_memberships(
    session: Session, dataset: Dataset, organisations: dict[str, Organisation], now: datetime
) -> None:
    for number, entry in enumerate(dataset.every_organisation):
        member = organisations[entry["key"]]
        for key in entry["clusters"]:
            asking = (member.slug, key) in ASKING
            state = ClusterMembershipState.REQUESTED if asking else ClusterMembershipState.ACTIVE
            since = member.created_at + timedelta(days=1)
            if asking or member.slug in UNVERIFIED:
                since = now - timedelta(days=1 + number % NEWCOMERS_WITHIN, hours=3 * (number % 5))
            session.add(
                ClusterMembership(
                    organisation=member,
                    cluster=organisations[key],
                    state=state,
                    created_at=since,
                    updated_at=since,
                )
            )
