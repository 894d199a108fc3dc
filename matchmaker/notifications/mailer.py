"""Mail, the only way out of the service: by SMTP, into a folder, to the console, or kept in memory."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from flask import Flask
from flask_mailman import EmailMultiAlternatives
from sqlalchemy.orm import Session

from matchmaker.extensions import mail
from matchmaker.notifications.outbox import promise
from matchmaker.settings import Settings, SettingsError

#: The kind of outbox row that carries a whole mail.
DELIVER = "mail.deliver"


@dataclass(frozen=True, slots=True)
class Message:
    """One mail, ready to be sent: everything in it is already in the recipient's language."""

    to: str
    subject: str
    text: str
    html: str = ""
    #: Further headers by name: which mail it is, which it belongs to, how to get no more.
    headers: Mapping[str, str] = field(default_factory=dict)
    #: A calendar file; mail readers show it as an invitation.
    calendar: str = ""


def send_later(session: Session, message: Message, *, unique_key: str | None = None) -> None:
    """Promise the mail in the caller's transaction; it leaves after the commit."""
    promise(
        session,
        DELIVER,
        {
            "to": message.to,
            "subject": " ".join(message.subject.split()),
            "text": message.text,
            "html": message.html,
            "headers": dict(message.headers),
            "calendar": message.calendar,
        },
        unique_key=unique_key,
    )


def deliver(
    _session: Session,
    *,
    to: str,
    subject: str,
    text: str,
    html: str,
    headers: Mapping[str, str] | None = None,
    calendar: str = "",
) -> None:
    """Hand one mail to the mail server; what it raises makes the worker try again later."""
    message = EmailMultiAlternatives(subject=subject, body=text, to=[to], headers=dict(headers or {}))
    if html:
        message.attach_alternative(html, "text/html")
    if calendar:
        # As an alternative, which mail readers turn into an invitation, and as a file for the others.
        message.attach_alternative(calendar, f"text/calendar; method={_method_of(calendar)}")
        message.attach("meeting.ics", calendar.encode(), "application/ics")
    message.send()


def _method_of(calendar: str) -> str:
    """What a calendar file asks for; the mail's own header must say the same (RFC 6047, 2.4)."""
    return next(line for line in calendar.splitlines() if line.startswith("METHOD:")).removeprefix("METHOD:")


def init_app(app: Flask, settings: Settings) -> None:
    """Choose how mail leaves by ``MATCHMAKER_MAIL_URL``."""
    app.config.update(mail_configuration(settings))
    mail.init_app(app)


def mail_configuration(settings: Settings) -> dict[str, Any]:
    """Flask-Mailman's settings for a mail URL.

    ``smtp://user:password@host:587?tls=1`` (``ssl=1`` for TLS from the start), ``file:///folder``,
    ``console:`` or ``memory:``.

    :raises SettingsError: for any other URL.
    """
    url = urlsplit(settings.mail_url)
    common: dict[str, Any] = {"MAIL_DEFAULT_SENDER": settings.mail_sender}
    match url.scheme:
        case "smtp":
            options = parse_qs(url.query)
            return common | {
                "MAIL_BACKEND": "smtp",
                "MAIL_SERVER": url.hostname or "localhost",
                "MAIL_PORT": url.port or 25,
                "MAIL_USERNAME": unquote(url.username) if url.username else None,
                "MAIL_PASSWORD": unquote(url.password) if url.password else None,
                "MAIL_USE_TLS": options.get("tls") == ["1"],
                "MAIL_USE_SSL": options.get("ssl") == ["1"],
                "MAIL_TIMEOUT": 30,
            }
        case "file":
            folder = Path(unquote(url.path))
            folder.mkdir(parents=True, exist_ok=True)
            return common | {"MAIL_BACKEND": "file", "MAIL_FILE_PATH": str(folder)}
        case "console":
            return common | {"MAIL_BACKEND": "console"}
        case "memory":
            return common | {"MAIL_BACKEND": "locmem"}
    raise SettingsError("MATCHMAKER_MAIL_URL must start with smtp://, file:///, console: or memory:.")
