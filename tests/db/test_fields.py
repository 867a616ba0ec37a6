"""Every field of an observation is kept, found, remembered, taken back and taken along by the store."""

import io
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from db import collaborations, logbook, tables, undo
from db.copies import whole_export, whole_import
from db.copies.evidence_files import FolderStore
from db.export import ExportWriter, export_observations
from db.imports.exchange import import_sheet
from db.observation_filter import ObservationFilter
from db.observations import records
from db.observations.history import observation_from_json, observation_to_json
from impact.access import Role
from impact.errors import NotFound
from impact.exporting import observations_csv, observations_xlsx
from impact.importing.plan.file_reader import read_own_file
from impact.model import OBSERVATION_FIELDS, TYPED_FIELDS, FieldKind, NewObservation, State, Who
from tests.build import TODAY, make_collaboration, make_person, rings_of, token
from tests.filled import list_differing, list_words, make_filled, with_file, word_of
from tests.whole import unpacked

NAMES = [field.name for field in TYPED_FIELDS]


@pytest.fixture
def who(session: Session) -> Who:
    return make_collaboration(session)


def ids_of(session: Session, who: Who) -> Mapping[str, tuple[str, str]]:
    """Two themes, two organisations and two activities of this collaboration."""
    themes = [theme.id for ring in rings_of(session, who) for theme in ring.themes]
    organisations = [one.id for one in collaborations.list_organisations(session, who)]
    activities = [collaborations.find_or_add_named(session, who, tables.Activity, name) for name in ("Kring", "Stage")]
    choices = {"theme_id": themes, "organisation_id": organisations, "activity_id": activities}
    return {name: (first, second) for name, (first, second, *_) in choices.items()}


def filled(session: Session, who: Who) -> tuple[NewObservation, NewObservation]:
    """Two observations with something in every field, and a document under each."""
    ids = ids_of(session, who)
    first, second = (with_file(make_filled(number, ids), number)[0] for number in (0, 1))
    assert list_differing(first, second) == NAMES
    return first, second


def log(session: Session, who: Who, said: NewObservation) -> str:
    return records.log_observation(session, who, said, TODAY, token=token())


def said_of(session: Session, who: Who, observation_id: str) -> NewObservation:
    return records.get_observation(session, who, observation_id).details


def found(session: Session, who: Who, words: str) -> list[str]:
    return [one.id for one in logbook.find_observations(session, who, ObservationFilter(text=words))[0]]


def test_every_field_is_kept_and_changed(session: Session, who: Who) -> None:
    first, second = filled(session, who)
    made = log(session, who, first)
    assert list_differing(said_of(session, who, made), first) == []
    records.change_observation(session, who, made, second, TODAY, version=1)
    assert list_differing(said_of(session, who, made), second) == []


def test_every_free_text_is_found_by_its_present_words_only(session: Session, who: Who) -> None:
    first, second = filled(session, who)
    made = log(session, who, first)
    old, new = ({**list_words(number), "file": word_of("file", number)} for number in (0, 1))
    assert [name for name, word in old.items() if found(session, who, word) != [made]] == []
    records.change_observation(session, who, made, second, TODAY, version=1)
    assert [name for name, word in new.items() if found(session, who, word) != [made]] == []
    assert [name for name, word in old.items() if found(session, who, word)] == []


def test_every_field_is_remembered_in_the_history_and_taken_back_by_undo(session: Session, who: Who) -> None:
    first, second = filled(session, who)
    made = log(session, who, first)
    records.change_observation(session, who, made, second, TODAY, version=1)
    (change, *_) = records.list_observation_changes(session, who, made)
    assert sorted(change.before) == sorted(change.after) == sorted(NAMES)
    undo.undo_last_change(session, who, made, version=2)
    assert list_differing(said_of(session, who, made), first) == []
    undo.undo_last_change(session, who, made, version=3)
    assert list_differing(said_of(session, who, made), second) == []


def test_every_field_comes_back_from_the_values_of_the_history(session: Session, who: Who) -> None:
    for said in filled(session, who):
        values = observation_to_json(said, State.CONFIRMED)
        assert set(values) == {field.name for field in OBSERVATION_FIELDS}
        back, state = observation_from_json(values)
        assert (list_differing(back, said), state) == ([], State.CONFIRMED)


def test_undoing_a_new_observation_returns_every_field(session: Session, who: Who) -> None:
    first, _ = filled(session, who)
    assert list_differing(records.undo_logging(session, who, log(session, who, first)), first) == []


@pytest.mark.parametrize("write", [observations_csv.write_csv, observations_xlsx.write_workbook], ids=["csv", "xlsx"])
def test_every_field_is_taken_along_in_a_file_and_brought_in_from_it(
    session: Session, who: Who, write: ExportWriter
) -> None:
    ids = ids_of(session, who)
    for number in (0, 1):
        said = make_filled(number, ids)
        made = log(session, who, said)
        content = export_observations(session, who, "nl", [made], write)
        before = set(found(session, who, word_of("what", number)))
        import_sheet(session, who, read_own_file(content, TODAY), "lijst.csv", token=token())
        (copy,) = set(found(session, who, word_of("what", number))) - before
        assert list_differing(said_of(session, who, copy), said) == []


def test_every_field_goes_along_in_a_whole_file_with_its_history(session: Session, who: Who, tmp_path: Path) -> None:
    store, ids = FolderStore(tmp_path), ids_of(session, who)
    (first, content), (second, other) = (with_file(make_filled(number, ids), number) for number in (0, 1))
    store.save_content(content)
    store.save_content(other)
    made = log(session, who, first)
    records.change_observation(session, who, made, second, TODAY, version=1)
    stream = io.BytesIO()
    whole_export.write_collaboration(session, who, store, stream)
    read_back = unpacked(stream.getvalue())
    (row,) = read_back.data["observations"]
    assert [field.name for field in OBSERVATION_FIELDS if field.name not in row] == []
    person = make_person(session, role=Role.COORDINATOR).person_id
    copy = Who(person, whole_import.import_collaboration(session, person, read_back, token=token(), copy_name="Kopie"))
    (copied,) = found(session, copy, word_of("what", 1))
    renamed = {field.name: getattr(second, field.name) for field in TYPED_FIELDS if field.kind is FieldKind.REFERENCE}
    taken_in = said_of(session, copy, copied)
    assert list_differing(replace(taken_in, **renamed), second) == []
    assert all(getattr(taken_in, name) not in (None, id_) for name, id_ in renamed.items())
    (change, *_) = records.list_observation_changes(session, copy, copied)
    assert sorted(change.before) == sorted(NAMES)


@pytest.mark.parametrize("name", [field.name for field in TYPED_FIELDS if field.kind is FieldKind.REFERENCE])
def test_nothing_of_another_collaboration_can_be_named(session: Session, who: Who, name: str) -> None:
    first, _ = filled(session, who)
    theirs = ids_of(session, make_collaboration(session, name="Elders"))
    with pytest.raises(NotFound):
        log(session, who, replace(first, **{name: theirs[name][0]}))
