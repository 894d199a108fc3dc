"""Accounts by Flask-Security on Flask-Login: sign-up, confirmation, sign-in, reset."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

from flask import Flask
from flask_security.core import Security, UserMixin
from flask_security.datastore import FSQLALiteUserDatastore
from flask_security.mail_util import MailUtil
from flask_security.password_util import PasswordUtil
from flask_security.utils import get_message
from sqlalchemy import bindparam, select
from sqlalchemy.orm import joinedload

from matchmaker.demo.sign_ins import shown_sign_ins
from matchmaker.extensions import db
from matchmaker.notifications.compose import composed
from matchmaker.notifications.mailer import send_later
from matchmaker.people import sentences
from matchmaker.people.forms import JoinForm, SignInForm
from matchmaker.settings import Environment, Settings
from models import Person, Role
from models.columns import utc_now

SHORTEST_PASSWORD = 10
TRANSLATIONS = Path(__file__).parent.parent / "translations"


class PeopleDatastore(FSQLALiteUserDatastore):
    """Finds who is signed in with all that nearly every page asks of them."""

    def find_user(
        self,
        case_insensitive: bool = False,  # noqa: FBT001, FBT002 - the signature of Flask-Security
        **kwargs: Any,
    ) -> UserMixin | None:
        """The person with a value in a column, or None."""
        if case_insensitive or kwargs.keys() != {_SESSION_NAME}:
            return super().find_user(case_insensitive, **kwargs)
        return db.session.scalars(_SIGNED_IN, kwargs).unique().one_or_none()


_SESSION_NAME = "fs_uniquifier"
"""What a session calls the person who is signed in, after the column."""

_SIGNED_IN = (
    select(Person)
    .where(Person.fs_uniquifier == bindparam(_SESSION_NAME))
    .options(joinedload(Person.roles), joinedload(Person.memberships))
)


class OutboxMailUtil(MailUtil):
    """Mails of the account pages are written in the person's language and leave through the outbox."""

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
        """Write the mail of the kind that stands in place of Flask-Security's template name."""
        person: Person = kwargs["user"]
        send_later(db.session, composed(template, to=person.email, locale=person.locale, **kwargs))


class OurPasswordUtil(PasswordUtil):
    """Says in one translated sentence what the strength check says in English advice."""

    def validate(
        self,
        password: str,
        is_register: bool,  # noqa: FBT001 - the signature of Flask-Security
        **kwargs: Any,
    ) -> tuple[list[str] | None, str]:
        """The sentences against a password, if any, and the password as it is kept."""
        refusals, normalised = super().validate(password, is_register, **kwargs)
        if refusals and len(normalised) >= SHORTEST_PASSWORD:
            refusals = [get_message("PASSWORD_TOO_SIMPLE")[0]]
        return refusals, normalised


def init_app(app: Flask) -> None:
    """Configure Flask-Security and bind it to the application."""
    settings: Settings = app.extensions["settings"]
    app.config.update(_configuration(settings))
    datastore = PeopleDatastore(db, Person, Role)
    app.extensions["people"] = datastore
    security = Security(
        app,
        datastore,
        mail_util_cls=OutboxMailUtil,
        password_util_cls=OurPasswordUtil,
        login_form=SignInForm,
        register_form=JoinForm,
    )
    if settings.is_demo:
        security.login_context_processor(lambda: {"demo_sign_ins": shown_sign_ins()})


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
        "SECURITY_PASSWORD_CONFIRM_REQUIRED": False,
        "SECURITY_PASSWORD_LENGTH_MIN": SHORTEST_PASSWORD,
        "SECURITY_PASSWORD_COMPLEXITY_CHECKER": "zxcvbn",
        "SECURITY_ZXCVBN_MINIMUM_SCORE": 2,
        "SECURITY_DATETIME_FACTORY": utc_now,
        "SECURITY_EMAIL_VALIDATOR_ARGS": {"check_deliverability": False},
        "SECURITY_SCRIPT_NONCE_KEY": "csp_nonce",
        "SECURITY_POST_LOGIN_VIEW": "/overview",
        "SECURITY_POST_LOGOUT_VIEW": "/",
        "SECURITY_POST_REGISTER_VIEW": "/login",
        "SECURITY_POST_CONFIRM_VIEW": "/login",
        "SECURITY_LOGOUT_METHODS": ["POST"],
        "SECURITY_REMEMBER_ME": True,
        "SECURITY_EMAIL_SENDER": settings.mail_sender,
        "SECURITY_FLASH_MESSAGES": True,
        "SECURITY_JOIN_USER_ROLES": False,
        "REMEMBER_COOKIE_DURATION": timedelta(days=30),
        "SECURITY_I18N_DOMAIN": "messages",
        "SECURITY_I18N_DIRNAME": [str(TRANSLATIONS)],
        **sentences.as_settings(),
        **_mail_kinds(),
    }


def _mail_kinds() -> dict[str, Any]:
    """Kinds of `notifications.catalogue` in place of Flask-Security's templates; it renders none itself."""
    return {
        "SECURITY_EMAIL_PLAINTEXT": False,
        "SECURITY_EMAIL_HTML": False,
        "SECURITY_REGISTER_EMAIL_TEMPLATE": "welcome",
        "SECURITY_REGISTER_EMAIL_EXISTING_TEMPLATE": "welcome_existing",
        "SECURITY_EMAIL_TEMPLATE_CONFIRM": "confirm_address",
        "SECURITY_EMAIL_TEMPLATE_PASSWORD_RESET": "reset_password",
        "SECURITY_EMAIL_TEMPLATE_PASSWORD_RESET_NOTICE": "password_was_reset",
        "SECURITY_EMAIL_TEMPLATE_PASSWORD_CHANGE_NOTICE": "password_was_changed",
    }
