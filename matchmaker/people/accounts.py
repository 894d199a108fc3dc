"""Accounts by Flask-Security on Flask-Login: sign-up, confirmation, sign-in, reset."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import Flask
from flask_security.core import Security
from flask_security.datastore import FSQLALiteUserDatastore
from flask_security.mail_util import MailUtil

from matchmaker.extensions import db
from matchmaker.notifications.mailer import Message, send_later
from matchmaker.settings import Environment, Settings
from models import Person, Role
from models.columns import utc_now


class OutboxMailUtil(MailUtil):
    """Mails of the account pages leave through the outbox, like all others."""

    def send_mail(  # noqa: PLR0917 - the signature of Flask-Security
        self,
        template: str,
        subject: str,
        recipient: str | tuple[str, str],
        sender: str | tuple[str, str],
        body: str | None,
        html: str | None,
        **kwargs: Any,
    ) -> None:
        to = recipient if isinstance(recipient, str) else recipient[1]
        send_later(db.session, Message(to, str(subject), body or "", html or ""))


def init_app(app: Flask) -> None:
    """Configure Flask-Security and bind it to the application."""
    settings: Settings = app.extensions["settings"]
    app.config.update(_configuration(settings))
    datastore = FSQLALiteUserDatastore(db, Person, Role)
    app.extensions["people"] = datastore
    Security(app, datastore, mail_util_cls=OutboxMailUtil)


def _configuration(settings: Settings) -> dict[str, Any]:
    # Cheap hashing keeps tests quick; strength is a matter of production alone.
    cheap = settings.environment is Environment.TESTING
    return {
        "SECURITY_PASSWORD_SALT": settings.secret_key,
        "SECURITY_PASSWORD_HASH": "argon2",
        "SECURITY_PASSWORD_HASH_OPTIONS": {"argon2__rounds": 1, "argon2__memory_cost": 8} if cheap else {},
        "SECURITY_REGISTERABLE": True,
        "SECURITY_CONFIRMABLE": True,
        "SECURITY_RECOVERABLE": True,
        "SECURITY_CHANGEABLE": True,
        # A mail scanner that follows the link must not end up signed in.
        "SECURITY_AUTO_LOGIN_AFTER_CONFIRM": False,
        "SECURITY_CONFIRM_EMAIL_WITHIN": timedelta(days=5),
        "SECURITY_RESET_PASSWORD_WITHIN": timedelta(hours=2),
        "SECURITY_RETURN_GENERIC_RESPONSES": True,
        "SECURITY_PASSWORD_LENGTH_MIN": 10,
        "SECURITY_PASSWORD_COMPLEXITY_CHECKER": "zxcvbn",
        "SECURITY_ZXCVBN_MINIMUM_SCORE": 2,
        "SECURITY_DATETIME_FACTORY": utc_now,
        "SECURITY_EMAIL_VALIDATOR_ARGS": {"check_deliverability": False},
        "SECURITY_SCRIPT_NONCE_KEY": "csp_nonce",
        "SECURITY_POST_LOGIN_VIEW": "/overview",
        "SECURITY_POST_LOGOUT_VIEW": "/",
        "SECURITY_POST_CONFIRM_VIEW": "/login",
        "SECURITY_LOGOUT_METHODS": ["POST"],
        "SECURITY_REMEMBER_ME": True,
        "SECURITY_EMAIL_SENDER": settings.mail_sender,
        "SECURITY_FLASH_MESSAGES": True,
        "SECURITY_JOIN_USER_ROLES": False,
        "REMEMBER_COOKIE_DURATION": timedelta(days=30),
    }
