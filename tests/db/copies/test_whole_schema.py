"""The schema of the file of a whole collaboration is the one that the tables and the fields give."""

from pathlib import Path

import pytest
from jsonschema import Draft202012Validator
from sqlalchemy import LargeBinary

from db import tables
from db.copies import whole_schema
from impact.whole import collaboration_file
from tests.db.conftest import Run

ANSWERS = {"nl": "Het schema staat in {file}", "en": "The schema is in {file}"}


def test_the_committed_schema_is_made_from_the_tables_and_the_fields() -> None:
    committed = whole_schema.SCHEMA_FILE.read_bytes()
    assert committed == whole_schema.format_schema(), "write it anew with: python -m db schema"


def test_the_generated_schema_is_valid_and_the_one_files_are_held_to() -> None:
    Draft202012Validator.check_schema(whole_schema.build_schema())
    assert whole_schema.build_schema() == collaboration_file.load_schema()


@pytest.mark.parametrize("language", sorted(ANSWERS))
def test_the_command_writes_the_schema_anew(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, language: str
) -> None:
    file = tmp_path / "whole.schema.json"
    file.write_text("{}", encoding="utf-8")
    monkeypatch.setattr(whole_schema, "SCHEMA_FILE", file)
    assert run("schema", "--language", language) == (0, [ANSWERS[language].format(file=file)], [])
    assert file.read_bytes() == whole_schema.format_schema()


def test_a_longer_column_and_another_word_change_the_schema(monkeypatch: pytest.MonkeyPatch) -> None:
    before = whole_schema.build_schema()["$defs"]
    monkeypatch.setattr(tables.Ring.__table__.c.name.type, "length", 61)
    monkeypatch.setattr(tables.Milestone.__table__.c.kind, "nullable", True)
    after = whole_schema.build_schema()["$defs"]
    assert after["ring"]["properties"]["name"] == before["ring"]["properties"]["name"] | {"maxLength": 61}
    kind = before["milestone"]["properties"]["kind"]
    assert after["milestone"]["properties"]["kind"] == {"anyOf": [{"type": "null"}, kind]}


def test_a_column_of_a_type_that_no_rule_knows_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables.Ring.__table__.c.name, "type", LargeBinary())
    with pytest.raises(TypeError, match="name"):
        whole_schema.build_schema()
