"""Organisations shown without their name until they accept: what is kept back, and who knows it anyway.

The rows themselves carry the stand-in: name, address in the site, place and website of an organisation
without a name are replaced there, and what it keeps back stands in one document beside them. So every
list, search, map, mail, feed and answer for programs shows the stand-in without asking anybody, and only
the few places that may tell more ask `identity_shown_to`.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any

from matchmaker import permissions
from models import Organisation, Person


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """What tells who an organisation is. `slug` is its address in the site."""

    slug: str
    name: str
    legal_name: str
    city: str
    address: str
    website: str
    latitude: float | None
    longitude: float | None


#: Fields of an organisation that tell who it is.
NAMES = frozenset(part.name for part in fields(Identity))


def shown_identity(organisation: Organisation) -> Identity:
    """What everybody reads: the stand-in of one without a name."""
    return Identity(
        slug=organisation.slug,
        name=organisation.name,
        legal_name=organisation.legal_name,
        city=organisation.city,
        address=organisation.address,
        website=organisation.website,
        latitude=organisation.latitude,
        longitude=organisation.longitude,
    )


def own_identity(organisation: Organisation) -> Identity:
    """Who it is, for those who may know."""
    if organisation.kept_back is None:
        return shown_identity(organisation)
    return Identity(**organisation.kept_back)


def identity_shown_to(person: Person | None, organisation: Organisation) -> Identity:
    """What a person may read: who it is for its own people, its cluster's managers, the secretariat and
    those introduced to it; the stand-in for everybody else.
    """
    if permissions.allowed(person, "organisation.identify", organisation):
        return own_identity(organisation)
    return shown_identity(organisation)


def keep_back(organisation: Organisation) -> None:
    """Put a stand-in in place of who an organisation is."""
    _stand_in(organisation, shown_identity(organisation), code=secrets.token_hex(4))


def give_back(organisation: Organisation) -> None:
    """Put who an organisation is back in place of the stand-in."""
    _put(organisation, own_identity(organisation))
    organisation.kept_back = None


def change_kept(organisation: Organisation, changed: Mapping[str, Any]) -> None:
    """Change who an organisation without a name is, behind its stand-in.

    :param changed: fields of `Identity`; what the stand-in tells (country, kind) is changed already.
    """
    kept = Identity(**{**asdict(own_identity(organisation)), **changed})
    _stand_in(organisation, kept, code=organisation.slug.removeprefix(_ADDRESS))


_ADDRESS = "anonymous-"


def _stand_in(organisation: Organisation, kept: Identity, *, code: str) -> None:
    organisation.kept_back = asdict(kept)
    kind = organisation.kind.value.replace("_", " ")
    stand_in = Identity(
        slug=f"{_ADDRESS}{code}",
        name=f"Anonymous {kind} {organisation.country}-{code[:4].upper()}",
        legal_name="",
        city="",
        address="",
        website="",
        latitude=None,
        longitude=None,
    )
    _put(organisation, stand_in)


def _put(organisation: Organisation, identity: Identity) -> None:
    for name, value in asdict(identity).items():
        setattr(organisation, name, value)
