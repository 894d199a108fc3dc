"""Results as a table in the terminal, a page in the docs and a plot."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from rich.console import Console
from rich.table import Table


@dataclass(frozen=True, slots=True)
class Row:
    """Times of one system on one task, in milliseconds."""

    part: str
    system: str
    size: int
    median: float
    p95: float
    calls: int


@dataclass(frozen=True, slots=True)
class Line:
    """Something to reach, and what was measured."""

    what: str
    reach: str
    measured: str
    met: bool


@dataclass
class Report:
    """Everything a run found out.

    `ratios`: (part, size, system) to its time by ours. `load`: for each part how many processes
    wanted each core before and after it.
    """

    rows: list[Row] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    ratios: dict[tuple[str, int, str], float] = field(default_factory=dict)
    remarks: list[str] = field(default_factory=list)
    load: dict[str, tuple[float, float]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Open the terminal."""
        self._console = Console(width=160, soft_wrap=True)

    def add(self, row: Row) -> None:
        """Keep a row and show it."""
        self.rows.append(row)
        self._console.print(
            f"{row.part:12} {row.size:>9,} {row.system:40} {row.median:10.3f} ms {row.p95:10.3f} ms"
        )

    def ratio(self, part: str, size: int, system: str, ratio: float) -> None:
        """Keep how much longer than ours a system took."""
        self.ratios[part, size, system] = ratio

    def line(self, line: Line) -> None:
        """Keep a line and show it."""
        self.lines.append(line)
        self._console.print(
            f"{'met    ' if line.met else 'NOT MET'} {line.what}: {line.reach}: {line.measured}"
        )

    def remark(self, text: str) -> None:
        """Keep something that a reader should know, and show it."""
        self.remarks.append(text)
        self._console.print(text)

    def show(self) -> None:
        """All lines as one table."""
        table = Table("", "what", "reach", "measured", title="Lines")
        for line in self.lines:
            table.add_row("met" if line.met else "not met", line.what, line.reach, line.measured)
        self._console.print(table)


def markdown(headings: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """A table of a page."""
    lines = [f"| {' | '.join(cells)} |" for cells in (headings, *rows)]
    columns = lines[0].count("|") - 1
    return "\n".join([lines[0], "|" + " --- |" * columns, *lines[1:]])
