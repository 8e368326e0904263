"""Many rows of a table written at once, given column by column: a year's reports of a force are a million."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Column, Dialect, Table, insert
from sqlalchemy.orm import Session

Columns = Mapping[str, Sequence[Any]]


def insert_columns(session: Session, table: Table, columns: Columns) -> None:
    """Insert rows.

    Parameters
    ----------
    columns
        By column name, the values of all rows; each column as long as the others, every value hashable.

    Notes
    -----
    SQLite takes the rows as they come from the columns: half the time that a dictionary a row takes. Each different
    value of a column is made fit for the database once.
    """
    connection = session.connection()
    if connection.dialect.name != "sqlite":
        rows = [dict(zip(columns, values, strict=True)) for values in zip(*columns.values(), strict=True)]
        connection.execute(insert(table), rows)
        return
    compiled = insert(table).compile(dialect=connection.dialect, column_keys=list(columns))
    ready = [_bound(table.c[name], columns[name], connection.dialect) for name in compiled.positiontup or ()]
    connection.exec_driver_sql(str(compiled), list(zip(*ready, strict=True)))


def _bound(column: Column[Any], values: Sequence[Any], dialect: Dialect) -> Sequence[Any]:
    """A column's values as the driver takes them."""
    make = column.type.dialect_impl(dialect).bind_processor(dialect)
    if make is None:
        return values
    known = {value: make(value) for value in set(values)}
    return [known[value] for value in values]
