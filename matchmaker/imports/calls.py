"""The answer of the EU funding portal's search (JSON): calls with deadlines, texts and budgets.

Some are stubs without a text, texts are HTML, budgets are JSON inside a JSON string.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from sqlalchemy import delete, insert
from sqlalchemy.orm import Session

from matchmaker.imports import values
from matchmaker.imports.errors import BadRowError, UnreadableFile
from matchmaker.imports.html_text import text_of_html
from matchmaker.imports.reading import Progress, read_json
from matchmaker.imports.reporting import ImportReport
from matchmaker.imports.writing import EU_PORTAL, Incoming, batches, bring_in, known
from models import Call, CallKind, Deadline, PublicationState

#: In characters; the longest seen is 36,000.
LONGEST_TEXT = 60_000
MOST_KEYWORDS = 12

#: Kinds of action that need three independent entities in three countries (Horizon Europe,
#: General Annexes, part B); others set their own conditions.
_CONSORTIUM_ACTIONS = ("Research and Innovation Action", "Innovation Action")
_THREE_OF_THREE = {"minimum_entities": 3, "minimum_countries": 3}


def import_calls(
    session: Session, file: Path, report: ImportReport, progress: Callable[[str, int], Progress]
) -> None:
    """Bring the calls of a search answer into the tables, in the caller's transaction.

    :param progress: takes a step's name and its number of calls, returns what is told of each.
    :raises UnreadableFile: the file is broken or no such answer; nothing was written.
    """
    results = _results(file)
    step = progress("calls", len(results))
    incoming: dict[str, Incoming] = {}
    deadlines: dict[str, list[datetime]] = {}
    for number, result in enumerate(results, start=1):
        step(1)
        try:
            row, moments = _call(result)
            if row.source_id in incoming:
                raise BadRowError(f"call {row.source_id} stands in the file twice")
        except BadRowError as error:
            report.refuse(file.name, number, str(error), result)
            continue
        incoming[row.source_id] = row
        deadlines[row.source_id] = moments
    _write(session, incoming, deadlines, report)


def _results(file: Path) -> list[Any]:
    answer = read_json(file)
    results = answer.get("results") if isinstance(answer, dict) else None
    if not isinstance(results, list):
        raise UnreadableFile(file=file.name, why="it holds no list of results")
    return results


def _call(result: Any) -> tuple[Incoming, list[datetime]]:
    """One call and its deadlines.

    :raises BadRowError: it has no identifier or title, or a value that can't be read.
    """
    metadata = result.get("metadata") if isinstance(result, dict) else None
    if not isinstance(metadata, dict):
        raise BadRowError("it has no metadata")
    identifier = _first(metadata, "identifier")
    title = " ".join((_first(metadata, "title") or str(result.get("summary") or "")).split())
    if not identifier or not title:
        raise BadRowError("a call needs an identifier and a title")
    moments = sorted({values.moment(text) for text in _all(metadata, "deadlineDate")})
    opens = _first(metadata, "startDate")
    least, most = _budget(_first(metadata, "budgetOverview"))
    actions = " · ".join(_all(metadata, "typesOfAction"))
    columns: dict[str, Any] = {
        "identifier": identifier[:160],
        "kind": CallKind.FUNDING,
        "title": title[:512],
        "language": str(result.get("language") or "en")[:2].lower(),
        "programme": _first(metadata, "frameworkProgramme")[:160],
        "text": _text(metadata),
        "keywords": _keywords(metadata, identifier),
        "opens_on": values.moment(opens).date() if opens else None,
        "budget_min": least,
        "budget_max": most,
        "conditions": dict(_THREE_OF_THREE) if any(name in actions for name in _CONSORTIUM_ACTIONS) else {},
        "external_url": values.website(_first(metadata, "url") or str(result.get("url") or "")),
        "state": PublicationState.PUBLISHED,
    }
    return Incoming(identifier[:160], values.digest(*columns.values(), moments), columns), moments


def _all(metadata: dict[str, Any], name: str) -> list[str]:
    found = metadata.get(name)
    if not isinstance(found, list):
        return []
    return [str(value).strip() for value in found if value is not None and str(value).strip()]


def _first(metadata: dict[str, Any], name: str) -> str:
    return next(iter(_all(metadata, name)), "")


def _text(metadata: dict[str, Any]) -> str:
    text = "\n\n".join(text_of_html(html) for html in _all(metadata, "descriptionByte"))
    return text[:LONGEST_TEXT]


def _keywords(metadata: dict[str, Any], identifier: str) -> list[str]:
    """Keywords without repeats; the portal repeats the identifiers among them."""
    codes = {identifier, *_all(metadata, "callIdentifier")}
    words = dict.fromkeys(word[:80] for word in _all(metadata, "keywords") if word not in codes)
    return list(words)[:MOST_KEYWORDS]


def _budget(text: str) -> tuple[Decimal | None, Decimal | None]:
    """Least and most a project may get, in euros, over all actions of the call.

    :raises BadRowError: it is no JSON of the portal's shape.
    """
    if not text:
        return None, None
    try:
        actions = [action for group in json.loads(text)["budgetTopicActionMap"].values() for action in group]
        least = [action["minContribution"] for action in actions if action.get("minContribution")]
        most = [action["maxContribution"] for action in actions if action.get("maxContribution")]
    except (ValueError, KeyError, TypeError, AttributeError):
        raise BadRowError("its budget can't be read") from None
    return (
        values.decimal(str(min(least))) if least else None,
        values.decimal(str(max(most))) if most else None,
    )


def _write(
    session: Session,
    incoming: dict[str, Incoming],
    deadlines: dict[str, list[datetime]],
    report: ImportReport,
) -> None:
    there = known(session, Call, EU_PORTAL)
    for batch in batches(incoming.values()):
        new, changed = bring_in(session, Call, EU_PORTAL, batch, there=there, report=report)
        again = {source_id: there[source_id].id for source_id in changed}
        if again:
            session.execute(delete(Deadline).where(Deadline.call_id.in_(again.values())))
        rows = [
            {"call_id": id_, "at": moment}
            for source_id, id_ in (new | again).items()
            for moment in deadlines[source_id]
        ]
        if rows:
            session.execute(insert(Deadline), rows)
