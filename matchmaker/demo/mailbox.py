"""The mails a demonstration kept in a folder instead of sending them."""

from __future__ import annotations

import email
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

#: What the file backend of Flask-Mailman writes: when and which connection; one mail after another.
_FILE_NAME = re.compile(r"[0-9]{8}-[0-9]{6}-[0-9]+\.log")
_BETWEEN_MAILS = b"-" * 79
#: The newest so many are shown.
MOST_SHOWN = 100


@dataclass(frozen=True, slots=True)
class KeptMail:
    """One mail; its name is the file and the place in it, for example ``20261122-160000-1.log.0``."""

    name: str
    subject: str
    to: str
    at: datetime
    text: str


def kept_mails(folder: Path) -> list[KeptMail]:
    """The mails in a folder, the newest first."""
    if not folder.is_dir():
        return []
    files = sorted((file for file in folder.iterdir() if _FILE_NAME.fullmatch(file.name)), reverse=True)
    mails = [mail for file in files[:MOST_SHOWN] for mail in _mails_in(file)]
    return sorted(mails, key=lambda mail: mail.at, reverse=True)[:MOST_SHOWN]


def kept_mail(folder: Path, name: str) -> KeptMail | None:
    """The mail of a name; None where there is none.

    The name is looked for among those the folder has and never made into a path.
    """
    return next((mail for mail in kept_mails(folder) if mail.name == name), None)


def _mails_in(file: Path) -> Iterator[KeptMail]:
    parts = (part.strip() for part in file.read_bytes().split(_BETWEEN_MAILS))
    for number, part in enumerate(part for part in parts if part):
        message = email.message_from_bytes(part, policy=default)
        assert isinstance(message, EmailMessage)
        yield KeptMail(
            name=f"{file.name}.{number}",
            subject=str(message["Subject"] or ""),
            to=str(message["To"] or ""),
            at=_time_of(message, file),
            text=_text_of(message),
        )


def _time_of(message: EmailMessage, file: Path) -> datetime:
    said: datetime | None = getattr(message["Date"], "datetime", None)
    if said is None:
        return datetime.fromtimestamp(file.stat().st_mtime, UTC)
    return said if said.tzinfo is not None else said.replace(tzinfo=UTC)


def _text_of(message: EmailMessage) -> str:
    body = message.get_body(preferencelist=("plain",))
    return str(body.get_content()) if body is not None else ""
