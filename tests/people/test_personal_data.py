"""People's own data: nothing forgotten, nothing of others, only with the password."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from matchmaker import activity
from matchmaker.introductions import talking_service
from matchmaker.people.personal_data import ROWS, SECRETS, WHOLE, personal_data
from matchmaker.people.tokens import create_token
from models import Base, IntroductionState, Person
from tests.factories import make_asking_pair, make_introduction, make_listing, make_person

SignIn = Callable[[Person], FlaskClient]
PASSWORD = "a-quiet-lake-in-may"


@pytest.fixture(autouse=True)
def _without_tokens(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", False)


def test_every_column_that_names_a_person_is_covered() -> None:
    naming = {
        (table.name, column.name)
        for table in Base.metadata.sorted_tables
        for column in table.columns
        for key in column.foreign_keys
        if key.column.table.name == "person"
    }
    assert naming == set(ROWS), "Say in personal_data.ROWS what of these rows is the person's."


def test_chosen_columns_exist() -> None:
    for (table, _), columns in ROWS.items():
        assert set(columns) <= set(Base.metadata.tables[table].columns.keys()), table


def test_whole_rows_have_no_secrets() -> None:
    whole = {table for (table, _), columns in ROWS.items() if columns == WHOLE} | {"person"}
    telling = ("digest", "password", "secret", "token", "code", "uniquifier")
    secret = {
        column.name
        for table in whole
        for column in Base.metadata.tables[table].columns
        if column.name.endswith(telling)
    }
    assert secret <= SECRETS


def test_messages_are_those_of_the_person_alone(session: Session) -> None:
    pair = make_asking_pair(session)
    introduction = make_introduction(session, pair, IntroductionState.ACCEPTED)
    talking_service.say(session, introduction, actor=pair.asking_person, text="Ours.")
    talking_service.say(session, introduction, actor=pair.asked_person, text="Theirs.")
    session.flush()
    data = personal_data(session, pair.asked_person)
    assert [row["text"] for row in data["introduction_message.author"]] == ["Theirs."]
    # Who answered has the answer, and not what the other side asked.
    assert "message" not in data["introduction.answered_by"][0]
    asked = personal_data(session, pair.asking_person)["introduction.requested_by"]
    assert [row["message"] for row in asked] == [introduction.message]


def test_drafted_needs_and_offers_come_along(session: Session) -> None:
    pair = make_asking_pair(session)
    own, other = (make_listing(session, pair.asking, title=title) for title in ("Cold wash", "Pilot line"))
    activity.record(session, "listing.drafted", own, actor=pair.asking_person, organisation=pair.asking)
    activity.record(session, "listing.drafted", other, actor=pair.manager, organisation=pair.asking)
    session.flush()
    data = personal_data(session, pair.asking_person)
    assert [row["title"] for row in data["needs_and_offers"]] == ["Cold wash"]
    assert [row["name"] for row in data["organisations"]] == [pair.asking.name]


def test_archive_comes_with_the_password_only(session: Session, sign_in: SignIn) -> None:
    person = make_person(session, password=PASSWORD)
    other = make_person(session)
    secret = create_token(session, person, actor=person, name="figures", days=90).secret
    session.commit()
    client = sign_in(person)
    assert client.post("/account/data", data={"password": "not-this-one"}).status_code == 422
    assert client.post("/account/data", data={}).status_code == 422
    answer = client.post("/account/data", data={"password": PASSWORD})
    assert answer.mimetype == "application/zip"
    assert answer.headers["Cache-Control"] == "no-store"
    with zipfile.ZipFile(io.BytesIO(answer.data)) as archive:
        page, document = archive.read("index.html").decode(), json.loads(archive.read("data.json"))
    assert document["account"][0]["email"] == person.email
    assert document["api_token.person"][0]["name"] == "figures"
    assert person.email in page
    for text in (page, str(document)):
        assert other.email not in text
        assert secret not in text
        assert str(person.password) not in text
        assert person.fs_uniquifier not in text


def test_data_of_nobody_signed_in_is_not_given(client: FlaskClient) -> None:
    assert client.get("/account/data").location.startswith("/login")
    assert client.post("/account/data", data={"password": PASSWORD}).status_code in {302, 401}
