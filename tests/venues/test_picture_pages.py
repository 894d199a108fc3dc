"""Pictures of a venue: sent, shown, removed, and refused to strangers."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from matchmaker.venues.picture_service import MOST_PICTURES, Shelf
from models import Person, Venue, VenuePicture
from tests.factories import make_membership, make_person, make_venue
from tests.forms_in_pages import form_in, press

SignIn = Callable[[Person], FlaskClient]


def photograph(shade: int = 90) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (640, 480), (shade, 20, 20)).save(out, "JPEG")
    return out.getvalue()


def send(
    client: FlaskClient, venue: Venue, file: bytes, words: str = "Desks beside the river"
) -> TestResponse:
    page = client.get(f"/places/{venue.slug}/edit")
    token = form_in(page, f"/places/{venue.slug}/pictures").values["csrf_token"][0]
    return client.post(
        f"/places/{venue.slug}/pictures",
        data={"csrf_token": token, "words": words, "picture": (io.BytesIO(file), "../../etc/passwd")},
        content_type="multipart/form-data",
    )


@pytest.fixture
def venue(session: Session) -> Venue:
    venue = make_venue(session)
    make_membership(session, make_person(session), venue.host)
    session.commit()
    return venue


@pytest.fixture
def client(session: Session, venue: Venue, sign_in: SignIn) -> FlaskClient:
    return sign_in(venue.host.memberships[0].person)


@pytest.fixture
def shelf(app: Flask) -> Shelf:
    return Shelf(app.extensions["settings"].picture_folder)


def kept(session: Session) -> list[VenuePicture]:
    session.expire_all()
    return list(session.scalars(select(VenuePicture).order_by(VenuePicture.position)))


def test_picture_is_sent_shown_with_its_words_and_removed(
    session: Session, client: FlaskClient, venue: Venue, shelf: Shelf
) -> None:
    assert send(client, venue, photograph()).status_code == 303
    [picture] = kept(session)
    assert (picture.width, picture.height, picture.alternative_text) == (640, 480, "Desks beside the river")
    assert 'alt="Desks beside the river"' in client.get(f"/places/{venue.slug}").get_data(as_text=True)
    assert f"/pictures/{picture.digest}/card.jpg" in client.get("/places").get_data(as_text=True)
    for size, edge in (("page", 640), ("card", 640)):
        with client.get(f"/pictures/{picture.digest}/{size}.jpg") as answer:
            assert answer.mimetype == "image/jpeg"
            assert answer.headers["X-Content-Type-Options"] == "nosniff"
            assert "immutable" in answer.headers["Cache-Control"]
            assert Image.open(io.BytesIO(answer.data)).width == edge
    digest = picture.digest
    action = f"/places/{venue.slug}/pictures/{picture.id}/remove"
    assert press(client, f"/places/{venue.slug}/edit", action).status_code == 303
    assert kept(session) == []
    assert client.get(f"/pictures/{digest}/page.jpg").status_code == 404


def test_same_picture_again_only_gets_the_new_words(
    session: Session, client: FlaskClient, venue: Venue
) -> None:
    send(client, venue, photograph())
    assert send(client, venue, photograph(), "The river").status_code == 303
    assert [picture.alternative_text for picture in kept(session)] == ["The river"]


@pytest.mark.parametrize(
    ("file", "words", "sentence"),
    [
        (b"<svg/>", "The river", "This is no picture we can read."),
        (photograph(), " ", "Say in a few words what the picture shows"),
        (b"", "The river", "This is no picture we can read."),
    ],
)
def test_what_is_no_picture_or_has_no_words_is_refused_with_the_reason(
    client: FlaskClient, venue: Venue, file: bytes, words: str, sentence: str
) -> None:
    answer = send(client, venue, file, words)
    assert answer.status_code == 422
    assert sentence in answer.get_data(as_text=True)


def test_ninth_picture_is_refused(session: Session, client: FlaskClient, venue: Venue) -> None:
    venue.pictures = [
        VenuePicture(digest=f"{n:064x}", width=1, height=1, position=n, alternative_text="x")
        for n in range(MOST_PICTURES)
    ]
    session.commit()
    answer = send(client, venue, photograph())
    assert answer.status_code == 409
    assert "At most 8 pictures." in answer.get_data(as_text=True)


def test_stranger_sends_and_removes_nothing(
    session: Session, client: FlaskClient, venue: Venue, sign_in: SignIn
) -> None:
    send(client, venue, photograph())
    [picture] = kept(session)
    stranger = make_person(session)
    session.commit()
    other = sign_in(stranger)
    token = form_in(other.get("/account"), "/account").values["csrf_token"][0]
    for address in ("pictures", f"pictures/{picture.id}/remove"):
        answer = other.post(f"/places/{venue.slug}/{address}", data={"csrf_token": token})
        assert answer.status_code == 403
    assert len(kept(session)) == 1


@pytest.mark.parametrize("digest", ["0" * 64, "..%2f..%2fsecret-key", "0" * 63])
def test_address_of_no_picture_leads_nowhere(client: FlaskClient, digest: str) -> None:
    assert client.get(f"/pictures/{digest}/page.jpg").status_code == 404


@pytest.mark.parametrize(("place", "status"), [("pictures", 422), ("spaces", 413)])
def test_large_file_is_taken_where_pictures_are_sent_and_nowhere_else(
    client: FlaskClient, venue: Venue, place: str, status: int
) -> None:
    assert posted(client, venue, place, 3 * 1024 * 1024).status_code == status
    assert posted(client, venue, place, 14 * 1024 * 1024).status_code == 413


def posted(client: FlaskClient, venue: Venue, place: str, size: int) -> TestResponse:
    """What a file of a size is answered with. Written by hand: the test client would keep it in a file."""
    page = client.get(f"/places/{venue.slug}/edit")
    fields = {
        "csrf_token": form_in(page, f"/places/{venue.slug}/{place}").values["csrf_token"][0],
        "words": "x",
    }
    parts = [
        f'--x\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, value in fields.items()
    ]
    head = b'--x\r\nContent-Disposition: form-data; name="picture"; filename="a.jpg"\r\n\r\n'
    return client.post(
        f"/places/{venue.slug}/{place}",
        data=b"".join([*parts, head, b"x" * size, b"\r\n--x--\r\n"]),
        content_type="multipart/form-data; boundary=x",
    )
