"""Asking for many numbers at once, on both databases."""

from __future__ import annotations

from collections.abc import Collection

import pytest
from flask import Flask
from sqlalchemy import select

from matchmaker.extensions import db
from models import Organisation
from models.number_sets import is_one_of
from tests.factories import make_organisation

ASKED_FOR = select(Organisation.id).where(is_one_of(Organisation.id)).order_by(Organisation.id)


@pytest.fixture
def ids(own_app: Flask) -> list[int]:
    with own_app.app_context():
        made = [make_organisation(db.session).id for _ in range(5)]
        db.session.commit()
    return made


def asked_for(app: Flask, numbers: Collection[int]) -> list[int]:
    with app.app_context():
        return [*db.session.scalars(ASKED_FOR, {"numbers": numbers})]


def test_one_statement_answers_for_any_numbers(own_app: Flask, ids: list[int]) -> None:
    assert asked_for(own_app, {ids[1], ids[3]}) == [ids[1], ids[3]]
    assert asked_for(own_app, (ids[0],)) == ids[:1]
    assert asked_for(own_app, frozenset(ids)) == ids


def test_nothing_asked_for_is_nothing_found(own_app: Flask, ids: list[int]) -> None:
    assert asked_for(own_app, ()) == []


def test_numbers_that_nothing_has_find_nothing(own_app: Flask, ids: list[int]) -> None:
    assert asked_for(own_app, [-1, 2**40, ids[2]]) == [ids[2]]


def test_more_numbers_than_a_database_takes_parameters(own_app: Flask, ids: list[int]) -> None:
    assert asked_for(own_app, range(ids[1], ids[1] + 70_000)) == ids[1:]


def test_it_joins_other_conditions(own_app: Flask, ids: list[int]) -> None:
    others = ASKED_FOR.where(Organisation.id != ids[0])
    with own_app.app_context():
        assert [*db.session.scalars(others, {"numbers": ids[:2]})] == [ids[1]]
