"""All settings, read from the environment in this one place.

`docs/settings.md` explains each; a test holds that page and this dataclass together.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

#: Languages the pages are offered in, the first being the one the texts are written in.
PAGE_LANGUAGES = ("en", "et", "lv", "lt", "fi", "sv", "de", "pl")
SHORTEST_SECRET = 16


class SettingsError(ValueError):
    """A setting is missing or makes no sense; the message names it."""


class Environment(StrEnum):
    """What the service runs as."""

    PRODUCTION = "production"
    #: The invented network, with its sign-ins shown and mails kept in a folder.
    DEMO = "demo"
    TESTING = "testing"


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that may differ between two installations."""

    environment: Environment
    instance: Path
    database_url: str
    queue_url: str
    mail_url: str
    mail_sender: str
    secret_key: str
    base_url: str
    port: int
    web_processes: int
    web_threads: int
    proxies: int
    time_zone: str
    #: With it `/metrics` may be read from anywhere; where it is empty, from this machine only.
    metrics_token: str

    @property
    def index_folder(self) -> Path:
        """Where the generations of the search index lie."""
        return self.instance / "index"

    @property
    def ranking_folder(self) -> Path:
        """Where the worker keeps what ranking knows of organisations."""
        return self.instance / "ranking"

    @property
    def picture_folder(self) -> Path:
        """Where pictures of venues lie, each by the hash of what is in it."""
        return self.instance / "pictures"

    @property
    def metrics_folder(self) -> Path:
        """Where web processes count together while the server runs."""
        return self.instance / "metrics"

    @property
    def is_demo(self) -> bool:
        """Does it show the invented network?"""
        return self.environment is Environment.DEMO


def from_environment(environ: Mapping[str, str] | None = None) -> Settings:
    """Read the settings from environment variables.

    :param environ: the variables; the process's own by default.
    :raises SettingsError: where a value is missing or wrong.
    """
    variables = os.environ if environ is None else environ
    environment = _environment(variables.get("MATCHMAKER_ENVIRONMENT", "production"))
    instance = Path(variables.get("MATCHMAKER_INSTANCE") or Path.cwd() / "instance").resolve()
    port = _whole_number(variables, "PORT", 8000, least=1, most=65535)
    return Settings(
        environment=environment,
        instance=instance,
        database_url=_database_url(
            variables.get("MATCHMAKER_DATABASE_URL") or f"sqlite:///{instance / 'matchmaker.db'}"
        ),
        queue_url=variables.get("MATCHMAKER_QUEUE_URL") or f"sqlite:///{instance / 'queue.db'}",
        mail_url=variables.get("MATCHMAKER_MAIL_URL") or f"file://{instance / 'mail'}",
        mail_sender=variables.get("MATCHMAKER_MAIL_SENDER") or "Matchmaker <matchmaker@localhost>",
        secret_key=_secret_key(variables.get("MATCHMAKER_SECRET_KEY", ""), environment, instance),
        base_url=(variables.get("MATCHMAKER_BASE_URL") or f"http://localhost:{port}").rstrip("/"),
        port=port,
        web_processes=_whole_number(variables, "MATCHMAKER_WEB_PROCESSES", 2, least=1, most=64),
        web_threads=_whole_number(variables, "MATCHMAKER_WEB_THREADS", 4, least=1, most=64),
        proxies=_whole_number(variables, "MATCHMAKER_PROXIES", 0, least=0, most=8),
        time_zone=_time_zone(variables.get("MATCHMAKER_TIME_ZONE") or "Europe/Tallinn"),
        metrics_token=_metrics_token(variables.get("MATCHMAKER_METRICS_TOKEN", "")),
    )


def _environment(value: str) -> Environment:
    try:
        return Environment(value)
    except ValueError:
        known = ", ".join(environment.value for environment in Environment)
        raise SettingsError(f"MATCHMAKER_ENVIRONMENT must be one of {known}, not {value!r}.") from None


def _whole_number(variables: Mapping[str, str], name: str, default: int, *, least: int, most: int) -> int:
    value = variables.get(name, "")
    if not value:
        return default
    if not value.isdecimal() or not least <= int(value) <= most:
        raise SettingsError(f"{name} must be a whole number from {least} to {most}, not {value!r}.")
    return int(value)


def _database_url(value: str) -> str:
    """Accept what hosting services hand out and name the driver in it."""
    for prefix in ("postgres://", "postgresql://"):
        if value.startswith(prefix):
            return "postgresql+psycopg://" + value.removeprefix(prefix)
    if not value.startswith(("sqlite:///", "postgresql+psycopg://")):
        raise SettingsError("MATCHMAKER_DATABASE_URL must start with sqlite:/// or postgresql://.")
    return value


def _time_zone(value: str) -> str:
    try:
        ZoneInfo(value)
    except (ZoneInfoNotFoundError, ValueError):
        raise SettingsError(f"MATCHMAKER_TIME_ZONE names no known zone: {value!r}.") from None
    return value


def _metrics_token(value: str) -> str:
    if value and (len(value) < SHORTEST_SECRET or not value.isascii()):
        raise SettingsError(
            f"MATCHMAKER_METRICS_TOKEN must have at least {SHORTEST_SECRET} characters, all of them ASCII."
        )
    return value


def _secret_key(value: str, environment: Environment, instance: Path) -> str:
    if value:
        if len(value) < SHORTEST_SECRET:
            raise SettingsError(f"MATCHMAKER_SECRET_KEY must have at least {SHORTEST_SECRET} characters.")
        return value
    if environment is Environment.PRODUCTION:
        raise SettingsError(
            "MATCHMAKER_SECRET_KEY is not set. Make one with: "
            'python -c "import secrets; print(secrets.token_urlsafe(48))"'
        )
    return _kept_secret(instance / "secret-key")


def _kept_secret(file: Path) -> str:
    """A random key made once for this instance folder, so that sign-ins outlive a restart."""
    file.parent.mkdir(parents=True, exist_ok=True)
    try:
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as new:
            new.write(secrets.token_urlsafe(48))
    except FileExistsError:
        pass
    return file.read_text().strip()
