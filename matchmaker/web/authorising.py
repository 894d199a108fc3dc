"""Load a thing and authorise the person on it, in one call."""

from __future__ import annotations

from typing import Any, TypeVar

from flask import abort
from flask_login import current_user
from sqlalchemy import select

from matchmaker import permissions
from matchmaker.extensions import db
from models import Base, Person

Thing = TypeVar("Thing", bound=Base)


def signed_in_person() -> Person | None:
    """The person of this request, or None."""
    person = current_user._get_current_object()
    return person if isinstance(person, Person) and person.is_authenticated else None


def require_person() -> Person:
    """The person of this request; answers 401, which leads to the sign-in page, where there is none."""
    person = signed_in_person()
    if person is None:
        abort(401)
    return person


def load(model: type[Thing], permission: str | None = None, /, **key: Any) -> Thing:
    """The thing with the given key, which the person of the request may do the named thing to.

    Answers 404 where there is no such thing, 401 for nobody signed in.

    :param permission: a name of `permissions.PERMISSIONS`; None where anybody may see it and the
        slice's ``visible_to`` has the say.
    :raises NotAllowed: with the sentence for the person.
    """
    thing = db.session.scalar(select(model).filter_by(**key))
    if thing is None:
        abort(404)
    if permission is not None:
        permissions.check(require_person(), permission, thing)
    return thing
