"""Translating in the language of the request, for views, forms, presenters and the API."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from babel.support import NullTranslations
from flask import Flask, g
from flask_babel import force_locale, get_locale, get_translations
from flask_babel.speaklater import LazyString
from jinja2 import pass_context
from jinja2.runtime import Context
from markupsafe import Markup

from matchmaker.refusals import Refusal

__all__ = ["LazyString", "_", "_l", "_n", "_p", "current_language", "in_language", "init_app", "refusal_text"]

_KNOWN = "texts_of_language"
"""Where the texts are kept for a page."""


def _translations() -> NullTranslations:
    """The texts of the request's language, looked up once for a page and not for each of its words."""
    try:
        page = g._get_current_object()
    except RuntimeError:  # outside the application
        return NullTranslations()
    known: NullTranslations | None = page.get(_KNOWN)
    if known is None:
        known = get_translations()
        setattr(page, _KNOWN, known)
    return known


@contextmanager
def in_language(locale: str) -> Iterator[None]:
    """Texts inside are in another language than that of the request."""
    before = g.pop(_KNOWN, None)
    try:
        with force_locale(locale):
            yield
    finally:
        setattr(g, _KNOWN, before)


def _(string: str, /, **values: object) -> str:
    """A text in the language of the request, its slots filled in."""
    text: str = _translations().ugettext(string)
    return text % values if values else text


def _n(singular: str, plural: str, /, num: int, **values: object) -> str:
    """A text for so many, in the language of the request; the number fills the slot `num`."""
    text: str = _translations().ungettext(singular, plural, num)
    return text % {"num": num, **values}


def _p(context: str, string: str, /, **values: object) -> str:
    """A text that means different things in different places, in the language of the request."""
    text: str = _translations().upgettext(context, string)
    return text % values if values else text


def _l(string: str, /, **values: object) -> LazyString:
    """A text that is translated when it is shown."""
    return LazyString(_, string, **values)


@pass_context
def _template_text(context: Context, string: str, /, **values: object) -> str:
    """`_` of the templates: as Jinja's own, which takes three times as long where no slot is to be filled."""
    text: str = _translations().ugettext(string)
    if context.eval_ctx.autoescape:
        text = Markup(text)  # noqa: S704 - a text of ours; what fills its slots is escaped
    return text % values if values or "%" in text else text


def init_app(app: Flask) -> None:
    """Let templates take their texts from here."""
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]
        gettext=lambda string: _translations().ugettext(string),
        ngettext=lambda singular, plural, num: _translations().ungettext(singular, plural, num),
        newstyle=True,
        pgettext=lambda context, string: _translations().upgettext(context, string),
    )
    app.jinja_env.globals.update(_=_template_text, gettext=_template_text)


def current_language() -> str:
    """The language code the page is shown in, ``en`` outside a request."""
    locale = get_locale()
    return locale.language if locale is not None else "en"


def refusal_text(refusal: Refusal) -> str:
    """The refusal's sentence in the person's language, filled in after it is translated."""
    return _(refusal.sentence, **refusal.values)
