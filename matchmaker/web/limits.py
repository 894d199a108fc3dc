"""How often an account page may be tried, and a program may ask.

It is counted in the database, so that all processes count together. The counting has connections and
transactions of its own: a refused try is counted although its request is rolled back. On SQLite it must
therefore come before the request takes the write lock, that is before anybody asks who is signed in;
hence a function before each request instead of a decorator on the views.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from typing import Any

from flask import Flask, request, session
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from limits import RateLimitItem, parse
from limits.storage import Storage
from sqlalchemy import Engine, NullPool, case, create_engine, delete, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.exceptions import TooManyRequests

from matchmaker.transactions import reading_only, tune_engine
from models import RateLimit
from models.columns import utc_now

SCHEME = "matchmaker-sql"


class SqlStorage(Storage):
    """Counters of fixed windows in the table ``rate_limit``, each hit one atomic statement."""

    STORAGE_SCHEME = [SCHEME]  # noqa: RUF012 - declared by the base class

    def __init__(self, uri: str, *, database_url: str, wrap_exceptions: bool = False, **options: Any) -> None:
        super().__init__(uri, wrap_exceptions=wrap_exceptions, **options)
        self._database_url = database_url

    @property
    def base_exceptions(self) -> type[Exception]:
        """What a database that is away raises."""
        return SQLAlchemyError

    @cached_property
    def _engine(self) -> Engine:
        # Without a pool nothing is shared by processes that fork after the first hit.
        engine = create_engine(self._database_url, poolclass=NullPool)
        tune_engine(engine)
        return engine

    def incr(self, key: str, expiry: int, amount: int = 1) -> int:
        """Count under a key, from zero where its window has ended.

        :param expiry: length of the window in seconds.
        :returns: the count after it.
        """
        now = utc_now()
        values = {"key": key, "count": amount, "expires_at": now + timedelta(seconds=expiry)}
        dialect = postgresql if self._engine.dialect.name == "postgresql" else sqlite
        statement = dialect.insert(RateLimit).values(values)
        ended = RateLimit.expires_at <= now
        counting = statement.on_conflict_do_update(
            index_elements=[RateLimit.key],
            set_={
                "count": case((ended, amount), else_=RateLimit.count + amount),
                "expires_at": case((ended, values["expires_at"]), else_=RateLimit.expires_at),
            },
        ).returning(RateLimit.count)
        with self._engine.begin() as connection:
            count = int(connection.scalar(counting) or 0)
            if count == amount:
                # A window began: a good moment to forget those that ended.
                connection.execute(delete(RateLimit).where(RateLimit.expires_at <= now))
        return count

    def get(self, key: str) -> int:
        """The count under a key, 0 where its window has ended."""
        live = select(RateLimit.count).where(RateLimit.key == key, RateLimit.expires_at > utc_now())
        with reading_only(), self._engine.begin() as connection:
            return int(connection.scalar(live) or 0)

    def get_expiry(self, key: str) -> float:
        """When the key's window ends, in seconds since 1970; the present where it has none."""
        with reading_only(), self._engine.begin() as connection:
            ends = connection.scalar(select(RateLimit.expires_at).where(RateLimit.key == key))
        return (ends or utc_now()).timestamp()

    def check(self) -> bool:
        """Does the database answer?"""
        try:
            self.get("")
        except SQLAlchemyError:
            return False
        return True

    def reset(self) -> int:
        """Forget all counters.

        :returns: how many there were.
        """
        with self._engine.begin() as connection:
            return int(connection.execute(delete(RateLimit)).rowcount)

    def clear(self, key: str) -> None:
        """Forget one counter."""
        with self._engine.begin() as connection:
            connection.execute(delete(RateLimit).where(RateLimit.key == key))


@dataclass(frozen=True, slots=True)
class Rule:
    """So many posts to an endpoint in a time, by whom."""

    endpoint: str
    rate: RateLimitItem
    by: Callable[[], str]


def posted_address() -> str:
    """The e-mail address in the form, as the key of a counter; empty where there is none."""
    # PostgreSQL keeps no NUL in a text, and no address has one.
    return request.form.get("email", "").replace("\0", "").strip().lower()[:120]


def signed_in_account() -> str:
    """The account of this browser, as the key of a counter; empty where nobody is signed in.

    Of the cookie alone: nobody may be looked up before the counting.
    """
    known = session.get("_user_id", "")
    return hashlib.sha256(known.encode()).hexdigest()[:32] if known else ""


#: Where the password is asked for once more, an open screen must not be a place to guess it.
PASSWORD_ONCE_MORE = parse("10 per 5 minutes")
#: Generous to a whole office behind one address, tight on one account.
RULES: tuple[Rule, ...] = (
    Rule("security.login", parse("60 per minute"), get_remote_address),
    Rule("security.login", parse("10 per 5 minutes"), posted_address),
    Rule("security.register", parse("20 per hour"), get_remote_address),
    Rule("security.register", parse("5 per hour"), posted_address),
    Rule("security.forgot_password", parse("20 per hour"), get_remote_address),
    Rule("security.forgot_password", parse("5 per hour"), posted_address),
    Rule("security.reset_password", parse("30 per hour"), get_remote_address),
    Rule("security.send_confirmation", parse("20 per hour"), get_remote_address),
    Rule("security.send_confirmation", parse("5 per hour"), posted_address),
    Rule("security.change_password", PASSWORD_ONCE_MORE, signed_in_account),
    Rule("people.take_data", PASSWORD_ONCE_MORE, signed_in_account),
    Rule("people.erase", PASSWORD_ONCE_MORE, signed_in_account),
)


#: For programs: with a token so many by it and so many by its address, without one so many by address.
API_PREFIX = "/api/"
API_BY_TOKEN = parse("300 per minute")
API_BY_ADDRESS = parse("900 per minute")
API_WITHOUT_TOKEN = parse("120 per minute")


def _api_counters() -> list[tuple[RateLimitItem, str, str]]:
    """Rate, name and key of each counter that a request of a program raises."""
    token = request.headers.get("Authorization")
    address = get_remote_address()
    if token is None:
        return [(API_WITHOUT_TOKEN, "api-open", address)]
    # What was sent may be no token at all, and is never kept as it is.
    digest = hashlib.sha256(token.encode()).hexdigest()[:32]
    return [(API_BY_ADDRESS, "api-address", address), (API_BY_TOKEN, "api-token", digest)]


def configuration(database_url: str) -> dict[str, Any]:
    """Flask-Limiter's settings."""
    return {
        "RATELIMIT_STORAGE_URI": f"{SCHEME}://",
        "RATELIMIT_STORAGE_OPTIONS": {"database_url": database_url},
        "RATELIMIT_STRATEGY": "fixed-window",
    }


def init_app(app: Flask) -> None:
    """Hold the rules on every posted form and every request of a program, where limits are switched on."""
    if not app.config["RATELIMIT_ENABLED"]:
        return
    limiter = Limiter(key_func=get_remote_address, app=app)

    def hold() -> None:
        if request.path.startswith(API_PREFIX):
            for rate, name, key in _api_counters():
                if not limiter.limiter.hit(rate, name, key):
                    raise TooManyRequests(retry_after=rate.get_expiry())
            return
        if request.method != "POST":
            return
        for rule in RULES:
            key = rule.by() if rule.endpoint == request.endpoint else ""
            if key and not limiter.limiter.hit(rule.rate, rule.endpoint, rule.by.__name__, key):
                raise TooManyRequests

    app.before_request(hold)
