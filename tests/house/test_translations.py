"""Every language the pages are offered in says everything."""

from __future__ import annotations

from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

import matchmaker
from matchmaker.settings import PAGE_LANGUAGES

FOLDER = Path(matchmaker.__file__).parent / "translations"


def catalogue(language: str) -> Catalog:
    with (FOLDER / language / "LC_MESSAGES" / "messages.po").open("rb") as file:
        return read_po(file, locale=language)


def is_translated(message: Message) -> bool:
    return bool(message.string) if isinstance(message.string, str) else all(message.string or [""])


@pytest.mark.parametrize("language", PAGE_LANGUAGES[1:])
def test_catalogue_is_complete_and_its_placeholders_are_right(language: str) -> None:
    messages = catalogue(language)
    said = [message for message in messages if message.id]
    assert len(said) > 1000
    assert [message.id for message in said if not is_translated(message)] == []
    assert [(message.id, str(error)) for message in said for error in message.check(messages)] == []
