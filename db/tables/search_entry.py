"""The table of the words by which observations are found, and the index over it that each database has of its own."""

from sqlalchemy import DDL, ForeignKey, Text, event, func, literal_column
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.schema import ExecutableDDLElement

from db.tables.base import ID_TYPE, Base

# SQLite: a full-text index that holds no copy of the words, kept in step by triggers, also when a row goes by cascade.
FULL_TEXT_STATEMENTS = (
    """CREATE VIRTUAL TABLE found_words USING fts5(
        stems, content='found', content_rowid='number', tokenize='unicode61 remove_diacritics 0',
        detail='none', columnsize=0
    )""",
    """CREATE TRIGGER found_added AFTER INSERT ON found BEGIN
        INSERT INTO found_words(rowid, stems) VALUES (new.number, new.stems);
    END""",
    """CREATE TRIGGER found_removed AFTER DELETE ON found BEGIN
        INSERT INTO found_words(found_words, rowid, stems) VALUES ('delete', old.number, old.stems);
    END""",
    """CREATE TRIGGER found_changed AFTER UPDATE OF stems ON found BEGIN
        INSERT INTO found_words(found_words, rowid, stems) VALUES ('delete', old.number, old.stems);
        INSERT INTO found_words(rowid, stems) VALUES (new.number, new.stems);
    END""",
)
VECTOR_INDEX_STATEMENT = (
    "CREATE INDEX ix_found_stems ON found USING gin (array_to_tsvector(string_to_array(stems, ' ')))"
)
# PostgreSQL: the stems as they are, past its own parser and dictionaries.
STEMS_AS_VECTOR = func.array_to_tsvector(func.string_to_array(literal_column("stems"), literal_column("' '")))


class SearchEntry(Base):
    """The words by which an observation is found, brought back to their stems (`impact.text.search_terms.indexed`)."""

    __tablename__ = "found"
    number: Mapped[int] = mapped_column(primary_key=True)
    observation_id: Mapped[str] = mapped_column(ID_TYPE, ForeignKey("observation.id", ondelete="CASCADE"), unique=True)
    stems: Mapped[str] = mapped_column(Text)


def include_in_autogenerate(name: str | None, _kind: str, _parents: object) -> bool:
    """Whether Alembic should compare this: not the indexes over the words, which the tables of the code cannot tell."""
    return not str(name).startswith(("found_words", "ix_found_stems"))


def build_dialect_ddl(dialect: str, statement: str) -> ExecutableDDLElement:
    """This statement, carried out on this database alone."""
    return DDL(statement).execute_if(dialect=dialect)  # type: ignore[no-untyped-call]


for _statement in FULL_TEXT_STATEMENTS:
    event.listen(SearchEntry.__table__, "after_create", build_dialect_ddl("sqlite", _statement))
event.listen(SearchEntry.__table__, "before_drop", build_dialect_ddl("sqlite", "DROP TABLE found_words"))
event.listen(SearchEntry.__table__, "after_create", build_dialect_ddl("postgresql", VECTOR_INDEX_STATEMENT))
