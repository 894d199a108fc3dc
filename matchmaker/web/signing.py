"""Links that carry their own permission: signed, of one purpose, for a limited time."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import current_app
from itsdangerous import BadSignature, SignatureExpired, URLSafeTimedSerializer


class ForgedLink(Exception):  # noqa: N818 - the domain's word; it is no fault of the program
    """Nobody here made this link, or it was changed on the way."""


class ExpiredLink(Exception):  # noqa: N818 - as above
    """The link was made here, too long ago."""


def signed(purpose: str, values: list[Any]) -> str:
    """The token for a link.

    :param purpose: a token of one purpose is worth nothing for another.
    :param values: plain JSON values; whoever has the link can read them.
    """
    return str(_serializer(purpose).dumps(values))


def unsigned(purpose: str, token: str, *, within: timedelta | None = None) -> list[Any]:
    """What `signed` was given.

    :param within: how old the token may be; None where it holds for ever.
    :raises ForgedLink: it is no token of this purpose.
    :raises ExpiredLink: it is older.
    """
    try:
        values = _serializer(purpose).loads(token, max_age=int(within.total_seconds()) if within else None)
    except SignatureExpired as error:
        raise ExpiredLink from error
    except BadSignature as error:
        raise ForgedLink from error
    return list(values)


def _serializer(purpose: str) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(current_app.secret_key or "", salt=f"matchmaker.{purpose}")
