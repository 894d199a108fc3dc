"""What an import did: counts, and a file of refused rows with the reason."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

#: Refused rows are kept up to this length each, so that a broken file can't fill the disk.
LONGEST_CONTENT = 500


class Change(StrEnum):
    """What became of a row of the source."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"


@dataclass(frozen=True, slots=True)
class RefusedRow:
    """A row that was not taken, and why."""

    file: str
    row: int
    reason: str
    content: str


@dataclass(slots=True)
class ImportReport:
    """Counts by kind of thing and change, and the refused rows."""

    counts: dict[str, dict[Change, int]] = field(default_factory=dict)
    refused: list[RefusedRow] = field(default_factory=list)
    #: Sentences on what was taken differently than it stood, with how often.
    remarks: dict[str, int] = field(default_factory=dict)
    #: Index ids (``call:12``) of what was written.
    touched: list[str] = field(default_factory=list)

    def count(self, thing: str, change: Change, number: int = 1) -> None:
        """Add to a count."""
        row = self.counts.setdefault(thing, dict.fromkeys(Change, 0))
        row[change] += number

    def touch(self, thing: str, ids: Iterable[int]) -> None:
        """Note whose texts the index must take up again."""
        self.touched.extend(f"{thing}:{id_}" for id_ in ids)

    def refuse(self, file: str, row: int, reason: str, content: object) -> None:
        """Note a row that was not taken."""
        self.refused.append(RefusedRow(file, row, reason, str(content)[:LONGEST_CONTENT]))

    def remark(self, sentence: str) -> None:
        """Note something that was taken differently than it stood."""
        self.remarks[sentence] = self.remarks.get(sentence, 0) + 1

    @property
    def changed_rows(self) -> int:
        """Rows written: new and changed ones."""
        return sum(row[Change.NEW] + row[Change.CHANGED] for row in self.counts.values())

    def write_refused(self, file: Path) -> None:
        """Write the refused rows as CSV; takes an older file away where nothing was refused."""
        if not self.refused:
            file.unlink(missing_ok=True)
            return
        file.parent.mkdir(parents=True, exist_ok=True)
        with file.open("w", newline="", encoding="utf-8") as handle:
            writer = csv.writer(handle)
            writer.writerow(("file", "row", "reason", "content"))
            writer.writerows((row.file, row.row, row.reason, row.content) for row in self.refused)
