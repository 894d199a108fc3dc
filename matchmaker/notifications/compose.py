"""Writing a mail in its recipient's language, from the folder of its kind."""

from __future__ import annotations

from typing import Any

from flask import current_app, has_request_context, render_template
from flask_babel import force_locale
from sqlalchemy.orm import Session

from matchmaker.notifications.catalogue import KINDS
from matchmaker.notifications.mailer import Message, send_later
from matchmaker.settings import Settings
from matchmaker.web.translation import _
from models import Person


def composed(kind: str, *, to: str, locale: str, **values: Any) -> Message:
    """The mail of a kind, ready to be sent.

    :param kind: a key of `KINDS`.
    :param to: the address.
    :param locale: code of the recipient's language.
    :param values: what the kind's templates use.
    """
    if not has_request_context():
        settings: Settings = current_app.extensions["settings"]
        # Links in a mail are whole addresses, which need a request to be built from.
        with current_app.test_request_context(base_url=settings.base_url):
            return _composed(kind, to, locale, values)
    return _composed(kind, to, locale, values)


def _composed(kind: str, to: str, locale: str, values: dict[str, Any]) -> Message:
    folder = f"mail/{KINDS[kind].name}"
    with force_locale(locale):
        values = {**values, "why": _(KINDS[kind].why)}
        return Message(
            to=to,
            subject=" ".join(render_template(f"{folder}/subject.txt", **values).split()),
            text=render_template(f"{folder}/body.txt", **values).strip() + "\n",
            html=render_template(f"{folder}/body.html", mail_locale=locale, **values),
        )


def deliver_notice(session: Session, *, kind: str, person_id: int, values: dict[str, Any]) -> None:
    """Keep the promise of `catalogue.notify`; a person who left meanwhile gets nothing.

    The mail leaves by a promise of its own: a slow mail server must not hold the transaction in which
    the person was looked up, on SQLite the one that may write.
    """
    person = session.get(Person, person_id)
    if person is None or not person.active:
        return
    send_later(session, composed(kind, to=person.email, locale=person.locale, person=person, **values))
