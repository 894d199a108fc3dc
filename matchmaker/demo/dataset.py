"""The invented network as it is written down: JSON files beside this module.

The files are written by hand and travel with the program; `tests/demo` holds them to the format and
to the figures the demo promises, so that reading them here can trust them.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "data"

Entry = Mapping[str, Any]
#: Modules that decide what is written.
_WRITING = ("claims", "contacts", "introductions", "loading", "roaming", "rows", "sign_ins")


@dataclass(frozen=True, slots=True)
class Dataset:
    """Everything of the invented network; references are the entries' keys."""

    organisations: Sequence[Entry]
    hosts: Sequence[Entry]
    clusters: Sequence[Entry]
    projects: Sequence[Entry]
    calls: Sequence[Entry]
    drafts: Sequence[Entry]
    introductions: Sequence[Entry]
    #: Profiles as public data brings them, and who claims them.
    unclaimed: Sequence[Entry]
    #: Who acts for organisations without a ready account: key to name.
    contacts: Mapping[str, str]
    #: The same of those who sign the roaming agreement and visit each other; they joined later.
    roaming_contacts: Mapping[str, str]
    #: Changes when the files or the code that loads them change.
    digest: str

    @property
    def every_organisation(self) -> Iterator[Entry]:
        """Clusters first, as others refer to them."""
        yield from self.clusters
        yield from self.hosts
        yield from self.organisations


def read_dataset() -> Dataset:
    """The network of the files in `FOLDER`."""
    return Dataset(
        organisations=_entries("organisations-*.json", "organisations"),
        hosts=_entries("hosts.json", "hosts"),
        clusters=_entries("hosts.json", "clusters"),
        projects=_entries("projects-*.json", "projects"),
        calls=_entries("calls.json", "calls"),
        drafts=_entries("drafts.json", "drafts"),
        introductions=_entries("introductions.json", "introductions"),
        unclaimed=_entries("unclaimed.json", "organisations"),
        contacts=_names("contacts"),
        roaming_contacts=_names("roaming"),
        digest=_digest(),
    )


def _entries(pattern: str, name: str) -> list[Entry]:
    return [
        entry
        for file in sorted(FOLDER.glob(pattern))
        for entry in json.loads(file.read_text(encoding="utf-8"))[name]
    ]


def _names(group: str) -> Mapping[str, str]:
    found: Mapping[str, str] = json.loads((FOLDER / "contacts.json").read_text(encoding="utf-8"))[group]
    return found


def _digest() -> str:
    code = [Path(__file__).with_name(f"{name}.py") for name in _WRITING]
    sum_ = hashlib.sha256()
    for file in (*sorted(FOLDER.glob("*.json")), *code):
        sum_.update(file.name.encode() + b"\0" + file.read_bytes())
    return sum_.hexdigest()[:32]
