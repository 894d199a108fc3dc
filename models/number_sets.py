"""Asking a column for many numbers at once.

``column.in_(numbers)`` makes a parameter of each number: writing out and binding two hundred of
them takes longer than finding the rows, and a database takes only so many in one statement.
"""

from __future__ import annotations

import json
from collections.abc import Collection
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Dialect,
    FunctionElement,
    String,
    bindparam,
    literal_column,
    select,
)
from sqlalchemy.dialects import postgresql
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import InstrumentedAttribute
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.types import TypeDecorator, TypeEngine


def is_one_of(column: InstrumentedAttribute[int]) -> ColumnElement[bool]:
    """For queries: is the number in a column one of those that the statement is run with, as `numbers`?

    So a statement can be made once, and be run with any numbers, however many they are.
    """
    each = _Each(bindparam("numbers", type_=_WholeNumbers()))
    return column.in_(select(literal_column("value", BigInteger)).select_from(each))


class _WholeNumbers(TypeDecorator[Collection[int]]):
    """An array where the database has arrays, else JSON."""

    impl = String
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        if dialect.name == "postgresql":
            return dialect.type_descriptor(postgresql.ARRAY(BigInteger()))
        return dialect.type_descriptor(String())

    def process_bind_param(self, value: Collection[int] | None, dialect: Dialect) -> Any:
        numbers = [*(value or ())]
        return numbers if dialect.name == "postgresql" else json.dumps(numbers)


class _Each(FunctionElement[int]):
    """A table of the numbers, in its column ``value``."""

    name = "each"
    inherit_cache = True


@compiles(_Each, "postgresql")
def _of_array(element: _Each, compiler: SQLCompiler, **kw: Any) -> str:
    return f"unnest({compiler.process(element.clauses, **kw)}) AS value"


@compiles(_Each, "sqlite")
def _of_json(element: _Each, compiler: SQLCompiler, **kw: Any) -> str:
    return f"json_each({compiler.process(element.clauses, **kw)})"
