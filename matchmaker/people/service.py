"""Verbs on people and their accounts."""

from __future__ import annotations

import secrets

from email_validator import EmailNotValidError, validate_email
from flask_security.utils import hash_password
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from matchmaker import activity
from matchmaker.people.errors import AddressTaken, NoAddress
from models import SECRETARIAT, Person, Role
from models.columns import utc_now


def person_by_address(session: Session, email: str) -> Person | None:
    """The person with this address, in whatever case it is written; None if there is none."""
    return session.scalar(select(Person).where(func.lower(Person.email) == email.strip().lower()))


def add_confirmed_person(
    session: Session, *, email: str, name: str, password: str, secretariat: bool = False
) -> Person:
    """Make an account whose address needs no confirming, on the operator's word.

    :param password: in the clear; kept as a hash only.
    :param secretariat: give the operator's role.
    :raises NoAddress: ``email`` is none.
    :raises AddressTaken: somebody has it.
    """
    try:
        address = validate_email(email, check_deliverability=False).normalized
    except EmailNotValidError as error:
        raise NoAddress(email=email) from error
    if person_by_address(session, address) is not None:
        raise AddressTaken(email=address)
    person = Person(
        email=address,
        name=name,
        password=hash_password(password),
        active=True,
        confirmed_at=utc_now(),
        fs_uniquifier=secrets.token_hex(32),
        roles=[secretariat_role(session)] if secretariat else [],
    )
    session.add(person)
    activity.record(session, "person.added", person, actor=None)
    return person


def secretariat_role(session: Session) -> Role:
    """The operator's role, made when first asked for."""
    role = session.scalar(select(Role).filter_by(name=SECRETARIAT))
    if role is None:
        role = Role(name=SECRETARIAT, description="Runs the network.")
        session.add(role)
    return role


def change_account(session: Session, person: Person, *, name: str, locale: str, time_zone: str) -> Person:
    """Change what a person says about themselves."""
    person.name, person.locale, person.time_zone = name, locale, time_zone
    activity.record(session, "person.changed", person, actor=person)
    return person
