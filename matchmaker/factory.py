"""Building the application, as a table of contents."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from flask import Flask
from jinja2 import StrictUndefined
from werkzeug.middleware.proxy_fix import ProxyFix

from matchmaker import extensions, migrations, site_map
from matchmaker import settings as settings_module
from matchmaker.api import application as api
from matchmaker.extensions import db
from matchmaker.introductions import context as waiting
from matchmaker.metrics import recording
from matchmaker.notifications import mailer
from matchmaker.people import accounts
from matchmaker.ranking import facts_access as ranking
from matchmaker.settings import PAGE_LANGUAGES, Environment, Settings
from matchmaker.web import choices, context, errors, headers, limits, translation
from matchmaker.web.dispatch import TransactionalFlask
from matchmaker.worker.queue import bind_queue, make_queue

PACKAGE = Path(__file__).parent
#: Largest request body in bytes: forms only, texts have limits of their own.
LARGEST_REQUEST = 2 * 1024 * 1024


def build_app(settings: Settings | None = None) -> Flask:
    """The application for the given settings, by default those of the environment."""
    settings = settings or settings_module.from_environment()
    app = TransactionalFlask(
        "matchmaker",
        instance_path=str(settings.instance),
        template_folder=str(template_folder()),
    )
    app.config.from_mapping(_configuration(settings))
    app.extensions["settings"] = settings
    settings.instance.mkdir(parents=True, exist_ok=True)
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    if settings.proxies:
        count = settings.proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=count, x_proto=count, x_host=count)  # type: ignore[method-assign]

    recording.init_app(app)
    db.init_app(app)
    extensions.alembic.init_app(app)
    extensions.csrf.init_app(app)
    limits.init_app(app)
    extensions.babel.init_app(
        app,
        locale_selector=choices.language,
        timezone_selector=choices.time_zone,
        default_translation_directories=str(PACKAGE / "translations"),
    )
    translation.init_app(app)
    mailer.init_app(app, settings)
    accounts.init_app(app)
    context.init_app(app, is_demo=settings.is_demo)
    waiting.init_app(app)
    headers.init_app(app)
    errors.init_app(app)
    site_map.init_app(app)
    api.init_app(app)
    ranking.init_app(app, settings.ranking_folder)
    bind_queue(app, make_queue(settings.queue_url))
    return app


def template_folder() -> Path:
    """Beside the package in a checkout, inside it once installed from a wheel."""
    inside = PACKAGE / "templates"
    return inside if inside.is_dir() else PACKAGE.parent / "templates"


def _trusted_hosts(settings: Settings) -> list[str] | None:
    """Names the service answers to, so that nobody can forge the address of mailed links.

    The demo and the tests answer to any: they mail nobody.
    """
    if settings.environment is not Environment.PRODUCTION:
        return None
    return [urlsplit(settings.base_url).hostname or "localhost", "localhost", "127.0.0.1"]


def _configuration(settings: Settings) -> dict[str, Any]:
    testing = settings.environment is Environment.TESTING
    over_tls = settings.base_url.startswith("https://")
    return {
        "TESTING": testing,
        "SECRET_KEY": settings.secret_key,
        "TRUSTED_HOSTS": _trusted_hosts(settings),
        "MAX_CONTENT_LENGTH": LARGEST_REQUEST,
        "MAX_FORM_MEMORY_SIZE": LARGEST_REQUEST,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_SECURE": over_tls,
        "REMEMBER_COOKIE_SAMESITE": "Lax",
        "REMEMBER_COOKIE_SECURE": over_tls,
        "REMEMBER_COOKIE_HTTPONLY": True,
        "SEND_FILE_MAX_AGE_DEFAULT": 31_536_000,
        "SQLALCHEMY_ENGINES": {"default": settings.database_url},
        **migrations.configuration(PACKAGE.parent / "models" / "migrations"),
        "BABEL_DEFAULT_LOCALE": PAGE_LANGUAGES[0],
        "BABEL_DEFAULT_TIMEZONE": settings.time_zone,
        "RATELIMIT_ENABLED": not testing,
        **limits.configuration(settings.database_url),
        "WTF_CSRF_TIME_LIMIT": None,
    }
