"""Hostile text through every field that a person, a file or a backup can fill, and through every output."""

import json
from collections.abc import Iterator
from contextlib import suppress

import pytest
from sqlalchemy import Column, Engine, text

from db.imports.drafts import MAX_CONTENT_BYTES
from db.imports.matchings import MAX_MATCHING_LENGTH
from db.session import open_write_session
from db.tables import Base
from db.types import SafeJson, SafeString, SafeText
from impact.errors import RimpelError
from impact.model import Who
from impact.text.safe_text import drop_unsafe, make_safe
from tests.hostile import BIG
from tests.hostile_acts import ACTS, fill_world, make_world
from tests.hostile_outputs import FIGURES, KINDS, NO_OUTPUT, list_faults, output_functions
from tests.hostile_rows import fill_rows

# Text of ours alone, though their columns could hold words of somebody.
NO_WORDS = {"overrule.reasons": "codes of why something was marked", "remains.files": "SHA-256 of files"}
LONGEST_TEXT = 2000
# What was chosen for a file of one's own is as long as that file, and goes when the import is done.
LIMITS = {
    "matching.told": MAX_MATCHING_LENGTH,
    "import_draft.told": MAX_CONTENT_BYTES,
    "import_draft.progress": MAX_CONTENT_BYTES,
    "change.before": 10 * LONGEST_TEXT,
    "change.after": 10 * LONGEST_TEXT,
}


def columns() -> Iterator[Column[object]]:
    """Every column that holds words of somebody: the tables themselves say which."""
    for table in Base.metadata.sorted_tables:
        yield from (column for column in table.columns if isinstance(column.type, SafeString | SafeText | SafeJson))


def raw(engine: Engine, column: Column[object]) -> list[str]:
    """What the database itself has in this column, past the types of the code."""
    with engine.connect() as connection:
        found = connection.execute(text(f"SELECT {column.name} FROM {column.table.name}")).scalars().all()
    return [value if isinstance(value, str) else json.dumps(value, ensure_ascii=False) for value in found]


def test_every_column_with_words_of_somebody_is_filled_by_an_act() -> None:
    assert {str(column) for column in columns()} == set(ACTS) | set(NO_WORDS)


def test_nothing_hostile_gets_in_by_an_act(engine: Engine) -> None:
    fill_world(engine)
    for column in columns():
        values = raw(engine, column)
        if str(column) not in NO_WORDS:
            assert any("evil" in value for value in values), f"{column} was not filled"
        for value in values:
            told = make_safe(json.loads(value)) if isinstance(column.type, SafeJson) else drop_unsafe(value)
            assert told == (json.loads(value) if isinstance(column.type, SafeJson) else value)


def test_a_million_characters_are_refused_or_cut(engine: Engine) -> None:
    with open_write_session(engine) as session:
        world = make_world(session)
    for act in ACTS.values():
        with suppress(RimpelError), open_write_session(engine) as session:
            act(session, world, lambda _: BIG)
    for column in columns():
        longest = LIMITS.get(str(column), LONGEST_TEXT)
        most = getattr(column.type, "length", None) or longest
        assert max(map(len, raw(engine, column)), default=0) <= most, str(column)


def test_every_output_of_the_app_is_made_here() -> None:
    assert output_functions() - set(NO_OUTPUT) <= set(KINDS) | set(FIGURES)


@pytest.fixture
def hostile(engine: Engine) -> Who:
    """A collaboration of which every text was made hostile in the rows themselves."""
    world = fill_world(engine, 5)
    fill_rows(engine, list(columns()))
    return world.who


def test_what_stands_in_the_rows_is_harmless_in_every_output(engine: Engine, hostile: Who) -> None:
    assert list_faults(engine, hostile) == []
