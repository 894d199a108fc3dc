"""Writing a mail in its recipient's language, from the folder of its kind."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from email.utils import make_msgid
from typing import Any
from urllib.parse import urlsplit

from flask import current_app, has_request_context, render_template, url_for
from sqlalchemy.orm import Session

from matchmaker.notifications.catalogue import KINDS, MailKind
from matchmaker.notifications.mailer import Message, send_later
from matchmaker.notifications.preferences import muted_kinds, pace_of
from matchmaker.settings import Settings
from matchmaker.web.signing import signed
from matchmaker.web.translation import _, in_language
from models import DigestItem, MailPace, Person

#: Purpose of the token with which one says: no more of these.
UNSUBSCRIBE = "unsubscribe"


@dataclass(frozen=True, slots=True)
class Envelope:
    """What surrounds the words of a mail."""

    #: Mails of one thread stand together in mail readers.
    thread: str | None = None
    #: A calendar file.
    calendar: str = ""


_PLAIN = Envelope()


@contextmanager
def writing_in(locale: str) -> Iterator[None]:
    """Words inside are in a language, and links are whole addresses, in a request or without one."""
    with ExitStack() as stack:
        if not has_request_context():
            stack.enter_context(current_app.test_request_context(base_url=_settings().base_url))
        stack.enter_context(in_language(locale))
        yield


def composed(kind: str, *, to: str, locale: str, envelope: Envelope = _PLAIN, **values: Any) -> Message:
    """The mail of a kind, ready to be sent.

    :param kind: a key of `KINDS`.
    :param to: the address.
    :param locale: code of the recipient's language.
    :param values: what the kind's templates use. A kind that may be muted carries the way to do so
        where ``person`` is among them.
    """
    row = KINDS[kind]
    with writing_in(locale):
        stop_url = _stop_url(row, values.get("person"))
        values = {**values, "why": _(row.why), "stop_url": stop_url}
        text = render_template(f"mail/{kind}/body.txt", **values).strip() + "\n"
        return Message(
            to=to,
            subject=subject_of(row, values),
            text=text + (render_template("mail/_stop.txt", **values) if stop_url else ""),
            html=render_template(f"mail/{kind}/body.html", mail_locale=locale, **values),
            headers=_headers(row, envelope, stop_url),
            calendar=envelope.calendar,
        )


def subject_of(kind: MailKind, values: Mapping[str, Any]) -> str:
    """The subject of a mail, on one line, in the language that holds now."""
    return " ".join(render_template(f"mail/{kind.name}/subject.txt", **values).split())


def _stop_url(kind: MailKind, person: Person | None) -> str:
    if person is None or not kind.may_mute:
        return ""
    token = signed(UNSUBSCRIBE, [person.id, kind.name])
    return url_for("mails.unsubscribe", token=token, _external=True)


def _headers(kind: MailKind, envelope: Envelope, stop_url: str) -> dict[str, str]:
    domain = urlsplit(_settings().base_url).hostname or "localhost"
    # Made here and kept with the promise: a mail sent a second time is known as the same.
    headers = {"Message-ID": make_msgid(kind.name, domain), "Auto-Submitted": "auto-generated"}
    if envelope.thread:
        # Nobody gets a mail with this name; readers put together what points to the same.
        root = f"<{envelope.thread}@{domain}>"
        headers |= {"In-Reply-To": root, "References": root}
    if stop_url:
        # RFC 8058: one click in the mail reader, without a page in between.
        headers |= {
            "List-Unsubscribe": f"<{stop_url}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        }
    return headers


def deliver_notice(
    session: Session,
    *,
    kind: str,
    person_id: int,
    values: dict[str, Any],
    thread: str | None = None,
    calendar: str = "",
) -> None:
    """Keep the promise of `catalogue.notify`: at once, with the daily mail, or not at all.

    A person who left meanwhile, or does not want this kind, gets nothing. The mail leaves by a promise
    of its own: a slow mail server must not hold the transaction in which the person was looked up, on
    SQLite the one that may write.
    """
    person = session.get(Person, person_id)
    if person is None or not person.active or kind in muted_kinds(session, person):
        return
    if KINDS[kind].can_wait and pace_of(session, person) is MailPace.DAILY:
        session.add(DigestItem(person_id=person.id, kind=kind, values=values))
        return
    envelope = Envelope(thread, calendar)
    send_later(
        session,
        composed(kind, to=person.email, locale=person.locale, envelope=envelope, person=person, **values),
    )


def _settings() -> Settings:
    settings: Settings = current_app.extensions["settings"]
    return settings
