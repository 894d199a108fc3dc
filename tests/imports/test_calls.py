"""The EU portal's search answer: stubs, HTML, several deadlines, JSON inside JSON."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from matchmaker.imports.calls import import_calls
from matchmaker.imports.errors import UnreadableFile
from matchmaker.imports.html_text import text_of_html
from matchmaker.imports.reading import no_progress
from matchmaker.imports.reporting import Change, ImportReport
from models import Call, Deadline, PublicationState


def result(**metadata: Any) -> dict[str, Any]:
    fields: dict[str, Any] = {
        "identifier": ["HORIZON-CL4-2026-01"],
        "title": ["Machine vision for small series"],
        "callIdentifier": ["HORIZON-CL4-2026"],
        "frameworkProgramme": ["Horizon Europe"],
        "deadlineDate": ["2027-03-17T17:00:00.000+0000", "2026-12-01T17:00:00.000+0100"],
        "typesOfAction": ["HORIZON Innovation Actions"],
        "keywords": ["HORIZON-CL4-2026-01", "machine vision", "machine vision"],
        "descriptionByte": [
            "<p>Expected Impact:Fewer rejects.</p><ul><li>one</li><li>two &amp; three</li></ul>"
        ],
        "url": ["https://portal.example/call/1"],
        "budgetOverview": [
            json.dumps(
                {"budgetTopicActionMap": {"1": [{"minContribution": 150000, "maxContribution": 400000}]}}
            )
        ],
    }
    return {"language": "en", "summary": "A summary", "metadata": fields | metadata}


def write(folder: Path, *results: Any) -> Path:
    file = folder / "answer.json"
    file.write_text(json.dumps({"totalResults": len(results), "results": list(results)}), encoding="utf-8")
    return file


def run(session: Session, file: Path) -> ImportReport:
    report = ImportReport()
    import_calls(session, file, report, lambda _name, _size: no_progress)
    session.flush()
    session.expire_all()
    return report


def test_call_is_read_with_deadlines_budget_and_plain_text(session: Session, tmp_path: Path) -> None:
    run(session, write(tmp_path, result()))
    call = session.scalars(select(Call)).one()
    assert (call.identifier, call.title) == ("HORIZON-CL4-2026-01", "Machine vision for small series")
    assert call.text == "Expected Impact: Fewer rejects.\n\n- one\n- two & three"
    assert (call.budget_min, call.budget_max) == (Decimal(150000), Decimal(400000))
    assert call.keywords == ["machine vision"]
    assert call.conditions == {"minimum_entities": 3, "minimum_countries": 3}
    assert [deadline.at for deadline in call.deadlines] == [
        datetime(2026, 12, 1, 16, tzinfo=UTC),
        datetime(2027, 3, 17, 17, tzinfo=UTC),
    ]
    assert (call.is_external, call.state) == (True, PublicationState.PUBLISHED)


def test_stub_without_text_is_taken_by_its_title(session: Session, tmp_path: Path) -> None:
    run(
        session, write(tmp_path, result(descriptionByte=[], keywords=[], budgetOverview=[], typesOfAction=[]))
    )
    call = session.scalars(select(Call)).one()
    assert (call.text, call.budget_max, call.conditions) == ("", None, {})


def test_second_run_changes_nothing_and_a_moved_deadline_updates(session: Session, tmp_path: Path) -> None:
    run(session, write(tmp_path, result()))
    assert run(session, write(tmp_path, result())).changed_rows == 0
    report = run(session, write(tmp_path, result(deadlineDate=["2027-06-01T17:00:00.000+0000"])))
    assert report.counts["call"][Change.CHANGED] == 1
    assert session.scalars(select(Deadline.at)).all() == [datetime(2027, 6, 1, 17, tzinfo=UTC)]


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        (result(identifier=[]), "a call needs an identifier and a title"),
        (result(deadlineDate=["next spring"]), "'next spring' is no time"),
        (result(budgetOverview=["{broken"]), "its budget can't be read"),
        (result(budgetOverview=["[1, 2]"]), "its budget can't be read"),
        ({"language": "en"}, "it has no metadata"),
        ("nonsense", "it has no metadata"),
    ],
)
def test_bad_call_is_refused_and_the_others_taken(
    session: Session, tmp_path: Path, bad: Any, reason: str
) -> None:
    report = run(session, write(tmp_path, bad, result(identifier=["GOOD-1"])))
    assert [(row.row, row.reason) for row in report.refused] == [(1, reason)]
    assert session.scalars(select(Call.identifier)).all() == ["GOOD-1"]


@pytest.mark.parametrize("content", ["", "{", "[]", '{"results": 7}', "[" * 100_000])
def test_file_that_is_no_answer_is_refused_whole(session: Session, tmp_path: Path, content: str) -> None:
    file = tmp_path / "answer.json"
    file.write_text(content)
    with pytest.raises(UnreadableFile, match=r"answer\.json can't be read"):
        run(session, file)
    assert session.scalar(select(func.count()).select_from(Call)) == 0


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>One</p><p>Two</p>", "One\n\nTwo"),
        ("a<br>b", "a\n\nb"),
        ("<script>alert(1)</script>safe", "safe"),
        ("<img src=x onerror=alert(1)>x &lt;b&gt;", "x <b>"),
        ("<p>broken <b>markup", "broken markup"),
        ("", ""),
        (
            "the following outcomes:Higher yields (2026).The rest",
            "the following outcomes: Higher yields (2026). The rest",
        ),
        ("Ask alfa.example or e.g.Beta, v2.Gamma", "Ask alfa.example or e.g.Beta, v2.Gamma"),
    ],
)
def test_html_becomes_words(html: str, text: str) -> None:
    assert text_of_html(html) == text
