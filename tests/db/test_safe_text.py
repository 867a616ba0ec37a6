"""Text that no output can take: never kept, and left out of what an older version or a backup brought."""

import pytest
from sqlalchemy import JSON, Enum, String, select, text
from sqlalchemy.orm import Session

from db import tables
from db.tables import Base
from db.types import MAX_TEXT_LENGTH, SafeString, SafeText

UNSAFE = "\x01\x1f\ufeff\ufdd0\ufffe\uffff\U0001fffe\u202e"
# Columns no person, file or backup fills with words: what they hold is made by the app itself.
OWN = {
    "done.result": "the id that an act gave",
    "done.token": "a one-time token",
    "evidence.file_hash": "SHA-256",
    "evidence.file_media": "one of the media types that are accepted",
    "feed.language": "nl or en",
    "feed.secret_hash": "SHA-256",
    "found.stems": "stems made of texts that are safe already, never shown",
    "matching.shape": "SHA-256",
    "overrule.area": "a field of ours",
    "witness.secret_hash": "SHA-256",
}


def test_every_column_with_text_stores_and_reads_safe_text_only() -> None:
    other = {
        str(column)
        for table in Base.metadata.sorted_tables
        for column in table.columns
        if isinstance(column.type, String | JSON) and not isinstance(column.type, Enum)
    }
    assert other == set(OWN)


def test_unsafe_characters_are_left_out_when_a_row_is_written(session: Session) -> None:
    row = tables.Collaboration(name=f"Leer{UNSAFE}route\x00\ud800")
    session.add(row)
    session.flush()
    assert session.scalar(select(text("name")).select_from(text("collaboration"))) == "Leerroute"


@pytest.mark.parametrize("table", [tables.Collaboration, tables.Organisation])
def test_unsafe_characters_are_left_out_when_an_older_row_is_read(session: Session, table: type) -> None:
    owner = tables.Collaboration(name="Leerroute")
    session.add(owner)
    session.flush()
    session.add(tables.Organisation(name="Leerroute", collaboration_id=owner.id))
    session.flush()
    session.execute(text(f"UPDATE {table.__tablename__} SET name = :name"), {"name": f"Leer{UNSAFE}route"})
    assert session.scalars(select(table.name)).all() == ["Leerroute"]
    session.expire_all()
    assert session.scalars(select(table)).one().name == "Leerroute"


def test_unsafe_characters_are_left_out_of_json_too(session: Session) -> None:
    owner = tables.Collaboration(name="Leerroute")
    session.add(owner)
    session.flush()
    told = {f"columns{UNSAFE}": [f"Wat{UNSAFE}", 1, None]}
    session.add(tables.Matching(shape="0" * 64, number=1, told=told, collaboration_id=owner.id))
    session.flush()
    raw = session.scalar(select(text("told")).select_from(text("matching")))
    assert not any(sign in str(raw) or sign.encode("unicode_escape").decode() in str(raw) for sign in UNSAFE)
    session.execute(text("UPDATE matching SET told = :told"), {"told": '{"a\\ufffe": ["b\\uffff"]}'})
    session.expire_all()
    assert session.scalars(select(tables.Matching.told)).one() == {"a": ["b"]}


def test_a_name_longer_than_its_column_is_cut_when_it_is_read(session: Session) -> None:
    assert SafeString(60).process_result_value("n" * 1_000_000, session.get_bind().dialect) == "n" * 60
    assert len(SafeText().process_result_value("n" * 1_000_000, session.get_bind().dialect) or "") == MAX_TEXT_LENGTH
