"""The mails a demonstration keeps, and nobody else's."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from matchmaker import create_app
from matchmaker.extensions import db
from matchmaker.settings import Environment
from models import Base
from tests.conftest import make_settings


@pytest.fixture
def demo_app(tmp_path: Path) -> Flask:
    settings = make_settings(tmp_path, f"sqlite:///{tmp_path / 'demo.db'}")
    settings = replace(settings, environment=Environment.DEMO, mail_url=f"file://{tmp_path / 'mail'}")
    app = create_app(settings)
    app.config["WTF_CSRF_ENABLED"] = False
    with app.app_context():
        Base.metadata.create_all(db.engine)
    return app


def test_stranger_signs_up_by_the_shown_mail(demo_app: Flask) -> None:
    client = demo_app.test_client()
    assert "No mail yet" in client.get("/demo/mail").get_data(as_text=True)
    joining = {
        "name": "Õnne Ööbik",
        "email": "onne@matchmaker.example",
        "password": "vesilik kuusk tantsib",
        "locale": "en",
    }
    client.post("/register", data=joining)
    demo_app.extensions["sweep"]()
    listed = client.get("/demo/mail").get_data(as_text=True)
    assert "onne@matchmaker.example" in listed
    found = re.search(r'href="(/demo/mail/[^"]+)"', listed)
    assert found is not None
    mail = client.get(found[1]).get_data(as_text=True)
    assert "Hello Õnne Ööbik," in mail
    link = re.search(r'href="https?://[^/"]+(/confirm/[^"]+)"', mail)
    assert link is not None
    client.get(link[1])
    assert client.post("/login", data=joining).location.endswith("/overview")


def test_sign_in_page_offers_an_account_per_role(demo_app: Flask, client: FlaskClient) -> None:
    page = demo_app.test_client().get("/login").get_data(as_text=True)
    assert page.count("@demo.example") == 10
    assert "@demo.example" not in client.get("/login").get_data(as_text=True)


@pytest.mark.parametrize("name", ["..", "../demo.db", "%2e%2e%2fdemo.db", "20260101-000000-1.log.0", "x"])
def test_names_lead_to_kept_mails_only(demo_app: Flask, name: str) -> None:
    (Path(demo_app.config["MAIL_FILE_PATH"]) / "x").write_text("Subject: not a kept mail\n\n")
    assert demo_app.test_client().get(f"/demo/mail/{name}").status_code == 404


def test_mails_are_shown_in_a_demonstration_only(client: FlaskClient) -> None:
    assert client.get("/demo/mail").status_code == 404
    assert client.get("/demo/mail/20260101-000000-1.log.0").status_code == 404
