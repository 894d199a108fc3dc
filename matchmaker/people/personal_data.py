"""Everything the service keeps about a person: which columns of which rows are theirs to have.

`ROWS` names every reference to a person in the tables. Whole rows are those the person wrote or that are
about nobody else; where somebody only decided on a row of others, just the decision is theirs. The
secrets of tokens are kept as hashes only, and are no use to anybody.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Table, select
from sqlalchemy.orm import Session

from models import Activity, Base, Listing, Membership, PartyMember, Person, Visit

#: The whole row, without `SECRETS`.
WHOLE: tuple[str, ...] = ()
#: Columns that open something, or would if they were known.
SECRETS = frozenset({"digest", "password", "fs_uniquifier", "arrival_code", "token"})

#: By table and the column that names a person: the columns that are theirs.
ROWS: Mapping[tuple[str, str], tuple[str, ...]] = {
    ("activity", "actor_id"): WHOLE,
    ("api_token", "person_id"): WHOLE,
    ("curated_suggestion", "decided_by_id"): WHOLE,
    ("desk_claim", "person_id"): WHOLE,
    ("desk_decision", "actor_id"): WHOLE,
    ("desk_decision", "second_id"): ("id", "kind", "verdict", "decided_at"),
    ("digest_item", "person_id"): WHOLE,
    ("event", "created_by_id"): WHOLE,
    ("event_registration", "person_id"): WHOLE,
    ("feed_token", "person_id"): WHOLE,
    ("host_additions", "changed_by_id"): ("host_id", "updated_at"),
    ("host_confirmer", "person_id"): WHOLE,
    ("introduction", "requested_by_id"): WHOLE,
    ("introduction", "released_by_id"): ("id", "state", "released_at"),
    ("introduction", "answered_by_id"): (
        "id",
        "state",
        "answered_at",
        "decline_reason",
        "reason_words",
        "not_before",
    ),
    ("introduction_message", "author_id"): WHOLE,
    ("listing_check", "checker_id"): WHOLE,
    ("mail_preference", "person_id"): WHOLE,
    ("meeting", "proposed_by_id"): WHOLE,
    ("meeting", "chosen_by_id"): ("id", "introduction_id", "starts_at"),
    ("membership", "person_id"): WHOLE,
    ("muted_mail", "person_id"): WHOLE,
    ("organisation_claim", "person_id"): WHOLE,
    ("organisation_claim", "decided_by_id"): (
        "id",
        "organisation_id",
        "state",
        "decided_at",
        "ground",
        "reason",
    ),
    ("outcome", "reported_by_id"): WHOLE,
    ("pair_block", "said_by_id"): WHOLE,
    ("person_role", "person_id"): WHOLE,
    ("ranking_switch_off", "by_id"): WHOLE,
    ("signature", "coordinator_id"): ("id", "organisation_id", "valid_from", "valid_until"),
    ("signature", "signed_by_id"): ("id", "organisation_id", "signed_on"),
    ("signature", "withdrawn_by_id"): ("id", "organisation_id", "withdrawn_on", "withdrawal_words"),
    ("venue_picture", "added_by_id"): ("id", "venue_id", "alternative_text", "created_at"),
    ("verdict", "person_id"): WHOLE,
    ("visit", "requested_by_id"): WHOLE,
    ("visit", "answered_by_id"): ("id", "state", "answered_at", "decline_reason", "reason_words"),
    ("visit_feedback", "author_id"): WHOLE,
    ("visit_message", "author_id"): WHOLE,
    ("visit_proposal", "proposed_by_id"): WHOLE,
}
#: In what the person wrote for an organisation, the log alone says who it was.
_DRAFTED = "listing.drafted"

Section = list[dict[str, Any]]


def personal_data(session: Session, person: Person) -> dict[str, Section]:
    """All rows that are a person's, by what they are; sections without any are left out.

    The account comes first. A section is called after its table and, where others take part in its rows,
    after the part that this person took, for example ``introduction.requested_by``.
    """
    found = {"account": _section(session, Person.__table__, "id", person.id, WHOLE)}
    for (table, column), columns in ROWS.items():
        rows = _section(session, Base.metadata.tables[table], column, person.id, columns)
        found[f"{table}.{column.removesuffix('_id')}"] = rows
    found["organisations"] = _organisations(session, person)
    found["needs_and_offers"] = _listings(session, person)
    found["visit_party"] = _parties(session, person)
    return {name: rows for name, rows in found.items() if rows}


def _section(session: Session, table: Any, column: str, person_id: int, columns: tuple[str, ...]) -> Section:
    assert isinstance(table, Table)
    shown = [one for one in table.columns if one.name in columns or (not columns and one.name not in SECRETS)]
    order = list(table.primary_key.columns)
    rows = session.execute(select(*shown).where(table.columns[column] == person_id).order_by(*order))
    return [dict(row) for row in rows.mappings()]


def _organisations(session: Session, person: Person) -> Section:
    """The organisations of the memberships by name, as those speak of ids."""
    memberships = session.scalars(
        select(Membership).where(Membership.person_id == person.id).order_by(Membership.id)
    )
    return [
        {"id": one.organisation_id, "name": one.organisation.own_name, "role": one.role}
        for one in memberships
    ]


def _listings(session: Session, person: Person) -> Section:
    """Needs and offers that the person drafted, for organisations they still belong to."""
    drafted = select(Activity.subject_id).where(
        Activity.actor_id == person.id, Activity.subject_kind == "listing", Activity.verb == _DRAFTED
    )
    own = [membership.organisation_id for membership in person.memberships]
    columns = Listing.__table__.columns
    rows = session.execute(
        select(*columns).where(Listing.id.in_(drafted), Listing.organisation_id.in_(own)).order_by(Listing.id)
    )
    return [dict(row) for row in rows.mappings()]


def _parties(session: Session, person: Person) -> Section:
    """Whom the person named as coming along on visits they asked for."""
    rows = session.execute(
        select(*PartyMember.__table__.columns)
        .join(Visit, Visit.id == PartyMember.visit_id)
        .where(Visit.requested_by_id == person.id)
        .order_by(PartyMember.id)
    )
    return [dict(row) for row in rows.mappings()]
