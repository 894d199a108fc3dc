"""What the account pages say: Flask-Security's messages in our words and our catalogue.

Its own are in seven of our eight languages at best and speak of "authentication". The names are its
own, without the prefix ``SECURITY_MSG_``.
"""

from __future__ import annotations

from matchmaker.i18n import N_

SENTENCES: dict[str, tuple[str, str]] = {
    "GENERIC_AUTHN_FAILED": (N_("The address and the password don't belong together. Try again."), "error"),
    "GENERIC_RECOVERY": (N_("If there is an account for this address, a mail is on its way to it."), "info"),
    "UNAUTHORIZED": (N_("You may not do this."), "error"),
    "UNAUTHENTICATED": (N_("Please sign in to see this page."), "info"),
    "LOGIN": (N_("Please sign in to see this page."), "info"),
    "CONFIRM_REGISTRATION": (
        N_("Thank you. We sent a mail to %(email)s; open the link in it, then sign in."),
        "success",
    ),
    "CONFIRMATION_REQUEST": (
        N_("If %(email)s waits to be confirmed, a mail with the link is on its way."),
        "info",
    ),
    "EMAIL_CONFIRMED": (N_("Your address is confirmed. You can sign in now."), "success"),
    "ALREADY_CONFIRMED": (N_("Your address was confirmed before. You can sign in."), "info"),
    "INVALID_CONFIRMATION_TOKEN": (
        N_("This link doesn't work. Send yourself a new one below."),
        "error",
    ),
    "CONFIRMATION_EXPIRED": (
        N_("This link was good for %(within)s and is too old. Send yourself a new one below."),
        "error",
    ),
    "CONFIRMATION_REQUIRED": (
        N_("Your address is not confirmed yet. Open the link in the mail we sent you, or ask for a new one."),
        "error",
    ),
    "DISABLED_ACCOUNT": (
        N_("This account is closed. Write to the secretariat if that is wrong."),
        "error",
    ),
    "PASSWORD_RESET_REQUEST": (
        N_("If there is an account for %(email)s, a mail is on its way to it."),
        "info",
    ),
    "PASSWORD_RESET_EXPIRED": (
        N_("This link was good for %(within)s and is too old. Ask for a new one."),
        "error",
    ),
    "INVALID_RESET_PASSWORD_TOKEN": (N_("This link doesn't work. Ask for a new one."), "error"),
    "PASSWORD_RESET": (N_("Your new password is kept, and you are signed in."), "success"),
    "PASSWORD_RESET_NO_LOGIN": (N_("Your new password is kept. Please sign in with it."), "success"),
    "PASSWORD_CHANGE": (N_("Your new password is kept."), "success"),
    "PASSWORD_IS_THE_SAME": (N_("This is the password you have now. Choose another one."), "error"),
    "PASSWORD_MISMATCH": (N_("The two passwords differ."), "error"),
    "RETYPE_PASSWORD_MISMATCH": (N_("The two passwords differ."), "error"),
    "PASSWORD_NOT_PROVIDED": (N_("Please fill in the password."), "error"),
    "PASSWORD_INVALID_LENGTH": (N_("Choose a password of at least %(length)s characters."), "error"),
    "PASSWORD_TOO_SIMPLE": (
        N_("This password is easy to guess. A few unrelated words make a better one."),
        "error",
    ),
    "INVALID_PASSWORD": (N_("This is not your password."), "error"),
    "EMAIL_NOT_PROVIDED": (N_("Please fill in your e-mail address."), "error"),
    "INVALID_EMAIL_ADDRESS": (N_("This is no e-mail address. It looks like name@example.org."), "error"),
    "EMAIL_ALREADY_ASSOCIATED": (N_("There is an account for %(email)s already."), "error"),
    "USER_DOES_NOT_EXIST": (N_("There is no account for this address."), "error"),
    "ANONYMOUS_USER_REQUIRED": (N_("You are signed in already."), "info"),
    "INVALID_REDIRECT": (N_("This link would lead away from here and was not followed."), "error"),
    "INVALID_INPUT": (N_("This can't be read. Please write it again."), "error"),
}


def as_settings() -> dict[str, tuple[str, str]]:
    """The sentences as Flask-Security's settings."""
    return {f"SECURITY_MSG_{name}": sentence for name, sentence in SENTENCES.items()}
