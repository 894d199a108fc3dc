"""Texts in the language of the page, and inside it in that of somebody else."""

from __future__ import annotations

import pytest
from flask import Flask

from matchmaker.web.translation import _, current_language, in_language


def said() -> tuple[str, str]:
    return current_language(), _("Sign in")


def test_a_page_speaks_one_language(app: Flask) -> None:
    with app.test_request_context(headers={"Accept-Language": "fi"}):
        assert said() == ("fi", "Kirjaudu sisään")
        assert said() == ("fi", "Kirjaudu sisään")


def test_what_is_written_to_another_is_in_the_language_of_the_other(app: Flask) -> None:
    with app.test_request_context(headers={"Accept-Language": "fi"}):
        assert said()[0] == "fi"
        with in_language("de"):
            assert said() == ("de", "Anmelden")
            with in_language("en"):
                assert said() == ("en", "Sign in")
            assert said() == ("de", "Anmelden")
        assert said() == ("fi", "Kirjaudu sisään")


def test_the_language_is_that_of_the_page_again_after_a_mistake(app: Flask) -> None:
    with app.test_request_context(headers={"Accept-Language": "fi"}):
        with pytest.raises(ValueError, match="Anmelden"), in_language("de"):
            raise ValueError(said())
        assert said()[0] == "fi"


def test_outside_the_application_texts_stay_as_they_are() -> None:
    assert _("Sign in") == "Sign in"
