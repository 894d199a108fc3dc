"""Every setting is documented, and nothing is documented that is none."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from matchmaker.settings import Environment, SettingsError, from_environment

ROOT = Path(__file__).parents[2]
SECRET = "a-secret-for-this-test"


def test_settings_page_lists_exactly_what_is_read() -> None:
    source = (ROOT / "matchmaker" / "settings.py").read_text()
    page = (ROOT / "docs" / "settings.md").read_text()
    read = set(re.findall(r'"(MATCHMAKER_[A-Z_]+|PORT)"', source))
    documented = re.findall(r"^\| `([A-Z_]+)` \|", page, flags=re.MULTILINE)
    assert sorted(documented) == sorted(read)


def test_nobody_else_reads_the_environment() -> None:
    readers = [
        str(file.relative_to(ROOT))
        for folder in ("matchmaker", "models")
        for file in sorted((ROOT / folder).rglob("*.py"))
        if re.search(r"\bos\.(environ(?!\[\w+\] = )|getenv)\b", file.read_text())
    ]
    assert readers == ["matchmaker/settings.py"]


def test_defaults_are_those_of_the_page(tmp_path: Path) -> None:
    settings = from_environment({"MATCHMAKER_SECRET_KEY": SECRET, "MATCHMAKER_INSTANCE": str(tmp_path)})
    assert settings.environment is Environment.PRODUCTION
    assert settings.database_url == f"sqlite:///{tmp_path / 'matchmaker.db'}"
    assert settings.queue_url == f"sqlite:///{tmp_path / 'queue.db'}"
    assert settings.mail_url == f"file://{tmp_path / 'mail'}"
    assert settings.base_url == "http://localhost:8000"
    assert (settings.port, settings.web_processes, settings.web_threads, settings.proxies) == (8000, 2, 4, 0)
    assert settings.time_zone == "Europe/Tallinn"


def test_production_has_no_secret_of_its_own(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="MATCHMAKER_SECRET_KEY is not set"):
        from_environment({"MATCHMAKER_INSTANCE": str(tmp_path)})


def test_secret_outside_production_outlives_a_restart(tmp_path: Path) -> None:
    variables = {"MATCHMAKER_ENVIRONMENT": "demo", "MATCHMAKER_INSTANCE": str(tmp_path)}
    assert from_environment(variables).secret_key == from_environment(variables).secret_key


def test_postgresql_addresses_of_hosting_services_are_understood() -> None:
    for given in ("postgres://u:p@h/n", "postgresql://u:p@h/n"):
        variables = {"MATCHMAKER_SECRET_KEY": SECRET, "MATCHMAKER_DATABASE_URL": given}
        assert from_environment(variables).database_url == "postgresql+psycopg://u:p@h/n"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("MATCHMAKER_ENVIRONMENT", "staging"),
        ("MATCHMAKER_SECRET_KEY", "short"),
        ("MATCHMAKER_DATABASE_URL", "mysql://h/n"),
        ("MATCHMAKER_TIME_ZONE", "Europe/Nowhere"),
        ("MATCHMAKER_TIME_ZONE", "../etc/passwd"),
        ("MATCHMAKER_WEB_PROCESSES", "0"),
        ("MATCHMAKER_WEB_THREADS", "many"),
        ("MATCHMAKER_PROXIES", "-1"),
        ("MATCHMAKER_METRICS_TOKEN", "short"),
        ("PORT", "65536"),
    ],
)
def test_value_that_makes_no_sense_is_named(name: str, value: str) -> None:
    with pytest.raises(SettingsError, match=name):
        from_environment({"MATCHMAKER_SECRET_KEY": SECRET, name: value})
