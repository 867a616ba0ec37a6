"""Bytes that are no text, in an SQLite file made by hand or damaged: read with a sign for each, never a stack trace."""

import sqlite3
from contextlib import closing
from typing import Any

import pytest
from sqlalchemy import Column, Engine, select, text

from db import tables
from db.damaged_text import DamagedTextConnection
from db.session import open_write_session
from db.types import SafeJson
from impact.model import Who
from tests.hostile_acts import fill_world
from tests.hostile_outputs import faults_in, make_outputs
from tests.hostile_rows import CHECKED
from tests.test_hostile_text import NO_WORDS, columns

DAMAGE = b"evil \xff\xc3( \xed\xa0\x80 \xf0\x9f"
READ = DAMAGE.decode("utf-8", "replace")


def damage(engine: Engine, column: Column[Any], written: str = "CAST(:damage AS TEXT)") -> None:
    """Put bytes that are no text in every row that holds words here, each time with a number of its own."""
    table, name = column.table.name, column.name
    if isinstance(column.type, SafeJson):
        written = f"CAST(replace({name}, 'evil', {written}) AS TEXT)"
    elif str(column) not in CHECKED:
        written = f"CAST({written} || rowid AS TEXT)"
    with engine.begin() as connection:
        connection.execute(text(f"UPDATE {table} SET {name} = {written} WHERE {name} <> ''"), {"damage": DAMAGE})


@pytest.fixture
def damaged(kept: Engine) -> Who:
    """A collaboration with such bytes in every column that holds words of somebody."""
    world = fill_world(kept, 3)
    for column in columns():
        if str(column) not in NO_WORDS:
            damage(kept, column)
    return world.who


@pytest.mark.slow
def test_what_is_no_text_is_read_with_signs_and_goes_through_every_output(kept: Engine, damaged: Who) -> None:
    made = make_outputs(kept, damaged)
    assert [fault for name, content in made.items() for fault in faults_in(name, content)] == []
    assert "�".encode() in made["observations_csv.write_csv"]


def test_bytes_in_a_column_of_text_are_read_as_text(kept: Engine, damaged: Who) -> None:
    damage(kept, tables.Collaboration.__table__.c.name, ":damage")
    with open_write_session(kept) as session:
        assert session.scalars(select(tables.Collaboration.name)).one().startswith(READ)


@pytest.mark.parametrize("at", range(4))
def test_every_way_to_fetch_goes_on_where_it_was_when_a_text_is_damaged(at: int) -> None:
    with closing(sqlite3.connect(":memory:", factory=DamagedTextConnection)) as connection:
        connection.execute("CREATE TABLE told (line TEXT)")
        texts = [b"een", b"twee", b"drie", b"vier"]
        texts[at] = DAMAGE
        connection.executemany("INSERT INTO told VALUES (CAST(? AS TEXT))", [(one,) for one in texts])
        wanted = [(one.decode("utf-8", "replace"),) for one in texts]

        def asked() -> Any:
            connection.text_factory = str
            return connection.cursor().execute("SELECT line FROM told ORDER BY rowid LIMIT ?", (9,))

        assert asked().fetchall() == wanted
        one_by_one = asked()
        assert [one_by_one.fetchone() for _ in range(5)] == [*wanted, None]
        by_two = asked()
        assert [by_two.fetchmany(3), by_two.fetchmany(3), by_two.fetchmany(3)] == [wanted[:3], wanted[3:], []]
        mixed = asked()
        assert [mixed.fetchone(), *mixed.fetchall()] == wanted


def test_what_writes_is_not_done_twice_when_it_gives_a_damaged_text() -> None:
    with closing(sqlite3.connect(":memory:", factory=DamagedTextConnection, isolation_level=None)) as connection:
        connection.execute("CREATE TABLE told (line TEXT)")
        with pytest.raises(sqlite3.OperationalError, match="UTF-8"):
            connection.cursor().execute(
                "INSERT INTO told VALUES (CAST(? AS TEXT)) RETURNING line", (DAMAGE,)
            ).fetchall()
        assert connection.execute("SELECT count(*) FROM told").fetchone() == (1,)
