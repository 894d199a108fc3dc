"""Figures and records as files for spreadsheets: CSV and XLSX.

Names come from people, and a spreadsheet runs what begins like a formula. CSV has no types, so such a
value gets an apostrophe before it, as OWASP advises ("CSV Injection"); in XLSX every text is written as
text, which no spreadsheet evaluates.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

Value = str | int | float | date | None

#: What a spreadsheet takes for the beginning of a formula.
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")
_WIDEST_COLUMN = 60


def harmless(value: Value) -> Value:
    """A value that no spreadsheet evaluates; numbers and days as they are."""
    if isinstance(value, str) and value.lstrip(" ").startswith(_FORMULA_STARTS):
        return f"'{value}"
    return value


def csv_text(headings: Sequence[str], rows: Iterable[Sequence[Value]]) -> str:
    """A table as CSV: commas, quotes where needed, days as ISO 8601."""
    file = io.StringIO(newline="")
    writer = csv.writer(file, lineterminator="\r\n")
    writer.writerow([harmless(heading) for heading in headings])
    writer.writerows([harmless(value) for value in row] for row in rows)
    return file.getvalue()


def csv_content(headings: Sequence[str], rows: Iterable[Sequence[Value]]) -> bytes:
    """A table as a CSV file; begins with the mark by which spreadsheets know UTF-8."""
    return csv_text(headings, rows).encode("utf-8-sig")


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet of a workbook."""

    title: str
    headings: Sequence[str]
    rows: Sequence[Sequence[Value]]


def workbook(sheets: Iterable[Sheet]) -> bytes:
    """Sheets as an XLSX file, each with its headings kept in sight and filters on them."""
    # Takes a while to load, and few ever ask for it.
    import xlsxwriter

    file = io.BytesIO()
    # Nothing is taken for a formula, an address or a number that was given as text.
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(file, options) as book:
        head = book.add_format({"bold": True, "bottom": 1})
        day = book.add_format({"num_format": "yyyy-mm-dd", "align": "left"})
        share = book.add_format({"num_format": "0 %"})
        formats = {date: day, float: share}
        for sheet in sheets:
            page = book.add_worksheet(sheet.title)
            page.write_row(0, 0, sheet.headings, head)
            for number, row in enumerate(sheet.rows, start=1):
                for column, value in enumerate(row):
                    page.write(number, column, value, formats.get(type(value)))
            page.freeze_panes(1, 1)
            page.autofilter(0, 0, len(sheet.rows), len(sheet.headings) - 1)
            page.autofit(max_width=_WIDEST_COLUMN * 7)
    return file.getvalue()
