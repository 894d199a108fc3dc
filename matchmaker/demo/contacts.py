"""People of the invented network who speak for an organisation in its history; they have no sign-in."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from models import Membership, MembershipRole, Organisation, Person

#: By the key of the organisation.
CONTACTS: Mapping[str, str] = {
    "cluster-health-oresund": "Johan Ekdahl",
    "cluster-wood-design": "Eglė Balčiūnaitė",
    "cluster-clean-gdansk": "Anna Zielińska",
    "cluster-digital-karlsruhe": "Jürgen Vogt",
    "cluster-maritime-turku": "Pia Sundman",
    "park-tallinn": "Siim Kask",
    "park-riga": "Dace Liepa",
    "incubator-riga-old-port": "Roberts Zariņš",
    "park-vilnius": "Rasa Petrauskaitė",
    "park-kaunas": "Tomas Žukas",
    "park-helsinki": "Outi Mäkelä",
    "park-oulu": "Antti Heikkinen",
    "park-lund": "Karin Lindqvist",
    "park-gdansk": "Tomasz Wiśniewski",
    "park-munich": "Sabine Hofer",
    "park-hamburg": "Lars Petersen",
    "park-london": "Priya Shah",
    "park-hong-kong": "Lam Wai-yee",
    "park-copenhagen": "Mette Holm",
    "incubator-gdynia": "Katarzyna Lis",
    "daugava-ferment": "Ilze Ozola",
    "nemunas-polymerase": "Jonas Kairys",
    "skane-bondbona": "Elin Persson",
    "zulawy-bialko": "Marek Nowicki",
    "saare-furcella": "Tiina Rand",
    "karlsruhe-edge-vision": "Heike Baum",
    "amager-peptide": "Søren Krogh",
    "gdansk-pulsed-water": "Ewa Duda",
    "oulu-bioraman": "Mikko Laine",
    "altona-kristall": "Birgit Claussen",
}


def load_contacts(session: Session, organisations: Mapping[str, Organisation], *, now: datetime) -> None:
    """Give each of these organisations its person."""
    for key, name in CONTACTS.items():
        organisation = organisations[key]
        person = Person(
            email=f"contact@{key}.example",
            name=name,
            active=True,
            confirmed_at=now,
            fs_uniquifier=secrets.token_hex(32),
        )
        role = MembershipRole.MANAGER if key.startswith("cluster-") else MembershipRole.OWNER
        session.add(Membership(person=person, organisation=organisation, role=role))
    session.flush()
