"""Translating in the language of the request, for views, forms, presenters and the API."""

from __future__ import annotations

from collections.abc import Callable

from flask_babel import get_locale, gettext, lazy_gettext, ngettext, pgettext
from flask_babel.speaklater import LazyString

from matchmaker.refusals import Refusal

__all__ = ["LazyString", "_", "_l", "_n", "_p", "current_language", "refusal_text"]

_: Callable[..., str] = gettext
_n: Callable[..., str] = ngettext
_p = pgettext
_l = lazy_gettext


def current_language() -> str:
    """The language code the page is shown in, ``en`` outside a request."""
    locale = get_locale()
    return locale.language if locale is not None else "en"


def refusal_text(refusal: Refusal) -> str:
    """The refusal's sentence in the person's language, filled in after it is translated."""
    return str(gettext(refusal.sentence, **refusal.values))
