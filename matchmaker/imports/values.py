"""Reading single values of public data: countries, numbers, days, places, names, digests."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Container
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from functools import cache
from urllib.parse import urlsplit

from babel import Locale

from matchmaker.imports.errors import BadRowError

#: The EU's own codes where they differ from ISO 3166.
EU_COUNTRY_CODES = {"EL": "GR", "UK": "GB"}
LONGEST_SLUG = 64

#: Words written in one way only, whatever the letters of the rest.
_FIXED_WORDS = (
    "GmbH mbH gGmbH AG KG SE eV AS OÜ UAB AB VšĮ SIA Oy Oyj Ab ApS A/S AsA Sp. o.o. SA S.A. SAS SARL SL "
    "S.L. SRL S.R.L. SpA S.p.A. BV B.V. NV N.V. Ltd LLC Inc PLC d.o.o. s.r.o. a.s. Kft Zrt Nyrt EOOD OOD AD "
    "SC VZW ASBL IKE EPE II III IV EU ICT IT AI R&D UK USA CNRS CSIC TU ETH EPFL"
)
_FIXED = {word.upper(): word for word in _FIXED_WORDS.split(" ")}
_SMALL_WORDS = frozenset(
    [
        "a",
        "al",
        "and",
        "av",
        "da",
        "das",
        "de",
        "dei",
        "del",
        "della",
        "der",
        "des",
        "di",
        "do",
        "dos",
        "du",
        "e",
        "en",
        "et",
        "för",
        "fur",
        "für",
        "i",
        "im",
        "in",
        "la",
        "le",
        "les",
        "na",
        "of",
        "og",
        "och",
        "on",
        "op",
        "per",
        "pour",
        "the",
        "und",
        "van",
        "voor",
        "y",
        "z",
        "za",
    ]
)


@cache
def known_countries() -> frozenset[str]:
    """Codes of countries and territories that have a name."""
    return frozenset(code for code in map(str, Locale("en").territories) if len(code) == 2 and code.isalpha())


def country(code: str) -> str:
    """The ISO 3166 code for a country code of the EU; empty where it names no country."""
    code = code.strip().upper()
    code = EU_COUNTRY_CODES.get(code, code)
    return code if code in known_countries() else ""


def decimal(text: str) -> Decimal | None:
    """A number with a decimal comma or point; None for an empty field.

    :raises BadRowError: it is no number.
    """
    text = text.strip().replace(" ", "").replace(",", ".")
    if not text:
        return None
    try:
        number = Decimal(text)
    except InvalidOperation:
        raise BadRowError(f"{text!r} is no amount") from None
    if not number.is_finite() or abs(number) >= Decimal(10) ** 12:
        raise BadRowError(f"{text!r} is no sensible amount")
    return number.quantize(Decimal("0.01"))


def day(text: str) -> date | None:
    """A day as YYYY-MM-DD, perhaps with a time behind it; None for an empty field.

    :raises BadRowError: it is no day.
    """
    text = text.strip()[:10]
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise BadRowError(f"{text!r} is no date") from None


def moment(text: str) -> datetime:
    """A time in ISO 8601; UTC where it names no zone.

    :raises BadRowError: it is no time.
    """
    try:
        value = datetime.fromisoformat(text.strip())
    except ValueError:
        raise BadRowError(f"{text!r} is no time") from None
    return value.astimezone(UTC) if value.tzinfo else value.replace(tzinfo=UTC)


def position(text: str) -> tuple[float | None, float | None]:
    """Latitude and longitude of ``"58.37,26.72"``; a pair of None where it is empty or off the globe."""
    parts = text.strip().strip("()").split(",")
    try:
        latitude, longitude = (float(part) for part in parts)
    except ValueError:
        return None, None
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
        return None, None
    return round(latitude, 5), round(longitude, 5)


def website(text: str) -> str:
    """An address to link to, or nothing where it is no web address."""
    text = text.strip()
    if text and "://" not in text:
        text = f"https://{text}"
    try:
        parts = urlsplit(text)
    except ValueError:
        return ""
    return text if parts.scheme in ("http", "https") and "." in parts.netloc and len(text) <= 512 else ""


def readable_name(name: str) -> str:
    """A name written all in capitals in ordinary letters; any other name as it is."""
    name = " ".join(name.split())
    # Short ones are abbreviations: KTH, DLR.
    return name if len(name) <= 5 else readable_place(name)


def readable_place(name: str) -> str:
    """A street or city written all in capitals in ordinary letters; any other as it is."""
    name = " ".join(name.split())
    if not name.isupper():
        return name
    return " ".join(_readable_word(word, first=index == 0) for index, word in enumerate(name.split(" ")))


def _readable_word(word: str, *, first: bool) -> str:
    bare = word.strip(".,()\"'")
    if bare in _FIXED:
        return word.replace(bare, _FIXED[bare])
    if word in _FIXED:
        return _FIXED[word]
    if not first and word.lower() in _SMALL_WORDS:
        return word.lower()
    if any(character.isdigit() for character in word) or (
        len(bare) <= 4 and not re.search("[AEIOUYÄÖÜÕÅØÆ]", bare)
    ):
        return word
    return re.sub(r"[^\W\d_]+(?:['’]S\b)?", lambda part: part.group().capitalize(), word)


def slug(name: str, taken: Container[str], suffix: str) -> str:
    """A readable address part that is not taken yet; the suffix tells two of a name apart."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    stem = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:LONGEST_SLUG].strip("-")
    if stem and stem not in taken:
        return stem
    return f"{stem}-{suffix.lower()}".strip("-")


def digest(*values: object) -> str:
    """A short hash of what a source says of a thing."""
    return hashlib.blake2b(repr(values).encode(), digest_size=16).hexdigest()
