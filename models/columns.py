"""Column kinds, each named once: aware time, enum by value, list of codes, JSON on both databases."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, DateTime, Enum, String, TypeDecorator
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.engine import Dialect
from sqlalchemy.ext.mutable import MutableList


def utc_now() -> datetime:
    """The present moment, aware, in UTC."""
    return datetime.now(UTC)


class AwareDateTime(TypeDecorator[datetime]):
    """A moment: refuses naive values, is stored in UTC, comes back aware on every database."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("A stored time must name its zone.")
        in_utc = value.astimezone(UTC)
        # SQLite keeps text without a zone; writing UTC without one keeps comparisons right there.
        return in_utc.replace(tzinfo=None) if dialect.name == "sqlite" else in_utc

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class CodeList(TypeDecorator[list[str]]):
    """A short list of codes (countries, languages, kinds), kept as a JSON array without repeats."""

    impl = JSON
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> Any:
        return dialect.type_descriptor(JSONB() if dialect.name == "postgresql" else JSON())

    def process_bind_param(self, value: Sequence[str] | None, dialect: Dialect) -> list[str]:
        return list(dict.fromkeys(str(code) for code in value or ()))

    def process_result_value(self, value: list[str] | None, dialect: Dialect) -> list[str]:
        return value or []


MutableCodeList = MutableList.as_mutable(CodeList)

#: Free-form facts: JSONB on PostgreSQL, JSON text on SQLite.
JsonDocument = JSON().with_variant(JSONB(), "postgresql")
#: The same where there may be none: no document is NULL and not the JSON word for it.
OptionalJsonDocument = JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")


def enum_by_value(kind: type[StrEnum]) -> Enum:
    """A string column that holds the enum's values; a check constraint is left out so that adding a
    value needs no table rebuild on SQLite.
    """
    return Enum(
        kind,
        values_callable=lambda members: [member.value for member in members],
        native_enum=False,
        create_constraint=False,
        validate_strings=True,
        length=32,
    )


def country_code() -> String:
    """An ISO 3166 alpha-2 code."""
    return String(2)


def language_code() -> String:
    """An ISO 639-1 code."""
    return String(2)
