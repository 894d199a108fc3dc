"""Mails of the demonstration, to be read in the browser; no such pages anywhere else."""

from __future__ import annotations

from pathlib import Path

from flask import abort, current_app, render_template

from matchmaker.demo import mailbox
from matchmaker.settings import Settings


def mails() -> str:
    """The mails kept so far."""
    return render_template("demo/mails.html", mails=mailbox.kept_mails(_folder()))


def mail(name: str) -> str:
    """One mail, with its links to follow."""
    kept = mailbox.kept_mail(_folder(), name)
    if kept is None:
        abort(404)
    return render_template("demo/mail.html", mail=kept)


def _folder() -> Path:
    settings: Settings = current_app.extensions["settings"]
    folder = current_app.config.get("MAIL_FILE_PATH")
    if not settings.is_demo or folder is None:
        abort(404)
    return Path(folder)
