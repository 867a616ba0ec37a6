"""Hostile text straight into the rows, past every door: as an older version or a backup made by hand could hold it."""

import json
from typing import Any

from sqlalchemy import Column, Connection, Engine, text

from db.types import SafeJson
from tests.hostile import LONG, SHORT, UNSAFE

MARK = "evil"
# Held to its length by a check of the database itself.
CHECKED = {"observation.what": 280}


def fill_rows(engine: Engine, columns: list[Column[Any]]) -> None:
    """Give every value of these columns a hostile text of its own; in JSON every text that an act put there."""
    with engine.begin() as connection:
        for column in columns:
            _fill(connection, column, engine.dialect.name == "sqlite")


def _fill(connection: Connection, column: Column[Any], on_sqlite: bool) -> None:
    table, name = column.table.name, column.name
    key = "ctid" if not on_sqlite else "rowid"
    rows = connection.execute(text(f"SELECT {key}, {name} FROM {table}")).all()  # names of ours
    for at, (row, value) in enumerate(rows):
        if value in ("", None):
            continue
        told = _json(value, at) if isinstance(column.type, SafeJson) else _hostile(column, at, on_sqlite)
        cast = "" if on_sqlite else "::tid"
        statement = f"UPDATE {table} SET {name} = :told WHERE {key} = (:row){cast}"
        connection.execute(text(statement), {"told": told, "row": row})


def _hostile(column: Column[Any], at: int, on_sqlite: bool) -> str:
    """A text of this column: of one line, with line ends, and now and then a million characters."""
    limit = CHECKED.get(str(column)) or getattr(column.type, "length", None)
    if limit:
        # Where nothing holds it to its length, some are longer than any line.
        told = f"{SHORT[at % len(SHORT)]} {at}{UNSAFE}"
        return told * 20_000 if on_sqlite and at % 7 == 6 and str(column) not in CHECKED else told[:limit]
    return LONG if at % 7 else LONG * 1_000


def _json(value: Any, at: int) -> str:
    plain = json.loads(value) if isinstance(value, str) else value
    return json.dumps(_with(plain, at))


def _with(value: Any, at: int) -> Any:
    if isinstance(value, dict):
        return {_with(key, at): _with(inner, at) for key, inner in value.items()}
    if isinstance(value, list):
        return [_with(inner, at) for inner in value]
    return f"{SHORT[at % len(SHORT)]} {at}{UNSAFE}" if isinstance(value, str) and MARK in value else value
