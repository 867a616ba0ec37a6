"""The table of the words in observations, and the full-text index over it, which differs for each database."""

from sqlalchemy import DDL, ForeignKey, Text, event, func, literal_column
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.schema import ExecutableDDLElement

from db.tables.base import ID_TYPE, Base

# SQLite: a full-text index without a copy of the words. Triggers keep it up to date, also when a row is deleted by a
# cascade.
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
# PostgreSQL: the stems as they are. Its own parser and dictionaries would change them once more.
STEMS_AS_VECTOR = func.array_to_tsvector(func.string_to_array(literal_column("stems"), literal_column("' '")))


class SearchEntry(Base):
    """The words of an observation, reduced to their stems (`impact.text.search_terms.build_index_text`)."""

    __tablename__ = "found"
    number: Mapped[int] = mapped_column(primary_key=True)
    observation_id: Mapped[str] = mapped_column(ID_TYPE, ForeignKey("observation.id", ondelete="CASCADE"), unique=True)
    stems: Mapped[str] = mapped_column(Text)


def include_in_autogenerate(name: str | None, _kind: str, _parents: object) -> bool:
    """Return whether Alembic should compare this: not the indexes over the words, which the tables do not describe."""
    return not str(name).startswith(("found_words", "ix_found_stems"))


def build_dialect_ddl(dialect: str, statement: str) -> ExecutableDDLElement:
    """Return this statement as one that runs only on this kind of database."""
    return DDL(statement).execute_if(dialect=dialect)  # type: ignore[no-untyped-call]


for _statement in FULL_TEXT_STATEMENTS:
    event.listen(SearchEntry.__table__, "after_create", build_dialect_ddl("sqlite", _statement))
event.listen(SearchEntry.__table__, "before_drop", build_dialect_ddl("sqlite", "DROP TABLE found_words"))
event.listen(SearchEntry.__table__, "after_create", build_dialect_ddl("postgresql", VECTOR_INDEX_STATEMENT))
