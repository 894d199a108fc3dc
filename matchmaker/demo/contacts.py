"""People of the invented network who speak for an organisation in its history; they have no sign-in."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy.orm import Session

from models import Membership, MembershipRole, Organisation, OrganisationKind, Person


def load_contacts(
    session: Session, organisations: Mapping[str, Organisation], contacts: Mapping[str, str]
) -> None:
    """Give organisations without a ready account somebody who acts for them, and who can't sign in.

    :param contacts: key of the organisation to the person's name.
    """
    for key, name in contacts.items():
        organisation = organisations[key]
        person = Person(
            email=f"contact@{key}.example", name=name, fs_uniquifier=f"demo-contact-{key}", active=True
        )
        person.confirmed_at = organisation.created_at
        manages = organisation.kind is OrganisationKind.CLUSTER
        role = MembershipRole.MANAGER if manages else MembershipRole.OWNER
        session.add(Membership(person=person, organisation=organisation, role=role))
