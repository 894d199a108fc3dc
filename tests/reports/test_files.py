"""Files that no spreadsheet runs as formulas."""

from __future__ import annotations

import csv
import io
import zipfile
from datetime import date
from xml.etree import ElementTree

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from matchmaker.reports.files import Sheet, Value, csv_content, csv_text, harmless, workbook

DANGEROUS = ('=HYPERLINK("http://x","y")', "+1+1", "-2+3", "@SUM(A1)", "\t=1", "\r=1", " =1+1")


@pytest.mark.parametrize("text", DANGEROUS)
def test_text_like_a_formula_gets_an_apostrophe(text: str) -> None:
    assert harmless(text) == f"'{text}"


@pytest.mark.parametrize("value", ["Tartu", "a=b", "", -3, 0.5, date(2026, 1, 1), None])
def test_other_values_stay_as_they_are(value: str | float | date | None) -> None:
    assert harmless(value) == value


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.text(st.characters(exclude_characters="\r\n\0", codec="utf-8")), min_size=1))
def test_csv_is_read_back_and_holds_no_formula(texts: list[str]) -> None:
    written = csv_text(["text"], [[text] for text in texts])
    read = [row[0] if row else "" for row in csv.reader(io.StringIO(written))][1:]
    assert [cell.removeprefix("'") for cell in read] == [text.removeprefix("'") for text in texts]
    assert not any(cell.startswith(("=", "+", "-", "@", "\t")) for cell in read)


def test_csv_begins_with_the_mark_of_utf_8_and_writes_days_as_iso() -> None:
    content = csv_content(["day", "city"], [[date(2026, 3, 2), "Zürich"]])
    assert content == "\ufeffday,city\r\n2026-03-02,Zürich\r\n".encode()


def test_workbook_holds_texts_as_texts() -> None:
    rows: list[list[Value]] = [
        [text, number] for number, text in enumerate((*DANGEROUS, "https://x.example"))
    ]
    content = workbook([Sheet("Visits", ["Text", "Number"], rows)])
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        sheet = ElementTree.fromstring(book.read("xl/worksheets/sheet1.xml"))
        assert "xl/worksheets/_rels/sheet1.xml.rels" not in book.namelist()
    name = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
    assert list(sheet.iter(f"{name}f")) == []
    kinds = [cell.get("t") for cell in sheet.iter(f"{name}c") if (cell.get("r") or "").startswith("A")]
    assert kinds == ["s"] * (len(rows) + 1)
