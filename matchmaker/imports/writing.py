"""Bringing a source into the tables: new rows in bulk, changed ones singly, the same ones not at all."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, TypeVar

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from matchmaker.imports.reporting import Change, ImportReport
from models import Call, Organisation, Project, Venue

BATCH = 2000

#: Public ids of organisations (the EU's participant identification code) are shared by all three sources.
PIC = "pic"
CORDIS = "cordis"
EU_PORTAL = "eu-portal"

Sourced = type[Organisation] | type[Project] | type[Call] | type[Venue]
Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class Known:
    """What is already there of a source."""

    id: int
    digest: str | None


@dataclass(frozen=True, slots=True)
class Incoming:
    """One thing as the source has it: its key there, a hash of it, and its columns."""

    source_id: str
    digest: str
    values: dict[str, Any]


def known(session: Session, model: Sourced, source: str) -> dict[str, Known]:
    """Everything of a source by its key there."""
    rows = session.execute(
        select(model.source_id, model.id, model.source_digest).where(model.source == source)
    )
    return {str(source_id): Known(id_, digest) for source_id, id_, digest in rows}


def batches(values: Iterable[Value], size: int = BATCH) -> Iterator[list[Value]]:
    """The values in lists of at most the given size."""
    iterator = iter(values)
    while batch := list(islice(iterator, size)):
        yield batch


def bring_in(
    session: Session,
    model: Sourced,
    source: str,
    incoming: Sequence[Incoming],
    *,
    there: Mapping[str, Known],
    report: ImportReport,
    on_update: frozenset[str] | None = None,
) -> tuple[dict[str, int], list[str]]:
    """Insert what is new, update what changed, leave the rest.

    :param there: what `known` returned.
    :param on_update: the columns an update writes; all by default. What people of a claimed profile
        changed stays theirs.
    :returns: ids by source key of what was inserted, and the keys of what was changed.
    """
    thing = model.__tablename__
    fresh = [row for row in incoming if row.source_id not in there]
    changed = [
        row for row in incoming if row.source_id in there and there[row.source_id].digest != row.digest
    ]
    report.count(thing, Change.NEW, len(fresh))
    report.count(thing, Change.CHANGED, len(changed))
    report.count(thing, Change.UNCHANGED, len(incoming) - len(fresh) - len(changed))
    ids: dict[str, int] = {}
    if fresh:
        rows = [
            {**row.values, "source": source, "source_id": row.source_id, "source_digest": row.digest}
            for row in fresh
        ]
        inserted = session.execute(insert(model).returning(model.source_id, model.id), rows)
        ids = {str(source_id): id_ for source_id, id_ in inserted}
    for row in changed:
        values = row.values if on_update is None else {k: v for k, v in row.values.items() if k in on_update}
        session.execute(
            update(model)
            .where(model.id == there[row.source_id].id)
            .values(**values, source_digest=row.digest)
        )
    report.touch(thing, [*ids.values(), *(there[row.source_id].id for row in changed)])
    return ids, [row.source_id for row in changed]
