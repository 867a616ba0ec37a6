"""Every field of an observation is there in everything that reads, checks, compares or writes one."""

import json
from dataclasses import MISSING, fields, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, get_args, get_type_hints

import pytest

from db import tables
from impact.exporting import feed_formats, observations_csv, observations_xlsx, timeline_csv
from impact.importing.headers.columns import COLUMN_NAMES, LIST_WORDS, find_own_field
from impact.importing.headers.known_headers import USUAL_HEADERS, recognise_field
from impact.importing.plan.file_reader import read_own_file
from impact.milestones import milestone_rules
from impact.milestones.milestone_rules import STORY_FIELDS
from impact.model import (
    MAX_TEXT_LENGTH,
    OBSERVATION_FIELDS,
    TEXT_FIELDS,
    TYPED_FIELDS,
    Evidence,
    EvidenceKind,
    FieldKind,
    File,
    Milestone,
    MilestoneKind,
    NewMilestone,
    NewObservation,
    Observation,
    ObservationField,
    State,
)
from impact.observation.field_values import list_free_texts, read_fields, write_fields
from impact.observation.merge import VersionSide, list_differences, merge_versions
from impact.observation.observation_rules import list_observation_problems, tidy_observation
from impact.privacy.row_check import check_rows_for_privacy
from impact.whole import collaboration_file
from impact.whole.meaning_check import build_observation
from impact.words import LANGUAGES, get_text
from tests.build import TODAY
from tests.filled import DAYS, IDS, list_differing, list_words, mail_of, make_filled

DOCS = Path(__file__).parent.parent.parent / "docs"
THEMES = {"theme0": ("Docenten", "Samen"), "theme1": ("Scholen", "Gedeelde tijd")}
NAMES = observations_csv.PlaceNames(
    THEMES, {"organisation0": "Vakcollege", "organisation1": "ROC"}, {"activity0": "Kring", "activity1": "Stage"}
)
FULL = (make_filled(0), make_filled(1))
# With nothing but what is needed, and with a level that is still to be settled.
BARE = NewObservation(**{field.name: getattr(FULL[0], field.name) for field in TYPED_FIELDS if field.is_required})
UNSETTLED = replace(BARE, level=None)
SAMPLES = pytest.mark.parametrize("said", [*FULL, BARE, UNSETTLED], ids=["first", "second", "bare", "unsettled"])


def observation(said: NewObservation, state: State = State.CONFIRMED) -> Observation:
    return Observation("o", said, "r", state, "", datetime(2026, 1, 1, tzinfo=UTC), 1)


def test_every_field_of_an_observation_is_described() -> None:
    described = {field.name: field.is_required for field in TYPED_FIELDS}
    assert described == {field.name: field.default is MISSING for field in fields(NewObservation)}
    assert len({column for field in OBSERVATION_FIELDS for column in field.columns}) == len(COLUMN_NAMES) - 1


def test_the_description_fits_what_a_field_may_hold() -> None:
    types = get_type_hints(NewObservation)
    kinds = {
        FieldKind.LINE: str,
        FieldKind.BLOCK: str,
        FieldKind.DAY: date,
        FieldKind.NUMBER: int,
        FieldKind.REFERENCE: str,
    }
    for field in TYPED_FIELDS:
        holds = set(get_args(types[field.name])) - {type(None)} or {types[field.name]}
        if field.kind is not FieldKind.EVIDENCE:
            assert holds == {field.words or kinds[field.kind]}, field.name


def test_every_text_of_a_milestone_is_cleaned_held_to_its_length_and_taken_along() -> None:
    types = get_type_hints(NewMilestone)
    texts = [field.name for field in fields(NewMilestone) if types[field.name] is str]
    assert texts == ["title", *STORY_FIELDS]
    typed = NewMilestone(MilestoneKind.SUCCESS, on=DAYS[0], **{name: f" {mail_of(name)}\x07 " for name in texts})
    said = milestone_rules.tidy_milestone(typed)
    assert {name: getattr(said, name) for name in texts} == {name: mail_of(name) for name in texts}
    for name in STORY_FIELDS:
        (problem,) = milestone_rules.list_milestone_problems(
            replace(said, **{name: "x" * (MAX_TEXT_LENGTH + 1)}), TODAY
        )
        assert (problem.facts["field"], problem.facts["reason"]) == (name, "too_long")
    kept_one = Milestone("m", said, None, 1)
    shown = timeline_csv.write_timeline_csv("Leerroute", [kept_one], (), {}, "nl").decode()
    parts = collaboration_file.load_schema()["$defs"]["milestone"]["properties"]
    assert [name for name in texts if mail_of(name) not in shown or name not in parts] == []


def test_every_field_has_its_column_in_the_database() -> None:
    kept = {column.name for column in tables.Observation.__table__.columns}
    assert [
        field.name for field in OBSERVATION_FIELDS if field.kind is not FieldKind.EVIDENCE and field.name not in kept
    ] == []


def test_the_two_that_are_filled_differ_in_every_field_and_have_nothing_usual_in_any() -> None:
    assert list_differing(*FULL) == [field.name for field in TYPED_FIELDS]
    optional = {field.name for field in TYPED_FIELDS if not field.is_required}
    assert optional - set(list_differing(FULL[0], BARE)) == {"precision"}
    assert optional <= set(list_differing(FULL[1], BARE))


@pytest.mark.parametrize("field", TEXT_FIELDS.values(), ids=lambda field: field.name)
def test_every_text_is_cleaned_and_held_to_its_length(field: ObservationField) -> None:
    said = replace(FULL[0], **{field.name: " een\u202e \n twee\x07 "})
    assert getattr(tidy_observation(said), field.name) == (
        "een twee" if field.kind is FieldKind.LINE else "een \n twee"
    )
    longest = replace(FULL[0], **{field.name: "x" * field.limit})
    assert list_observation_problems(longest, TODAY) == ()
    (problem,) = list_observation_problems(replace(longest, **{field.name: "x" * (field.limit + 1)}), TODAY)
    assert (problem.facts["field"], problem.facts["reason"]) == (field.name, "too_long")
    empty = [
        problem.facts["field"] for problem in list_observation_problems(replace(FULL[0], **{field.name: ""}), TODAY)
    ]
    assert empty == ([field.name] if field.is_required else [])


@pytest.mark.parametrize(
    "field", [field for field in TYPED_FIELDS if field.kind is FieldKind.NUMBER], ids=lambda field: field.name
)
def test_every_number_is_held_to_its_limit(field: ObservationField) -> None:
    for number, wrong in ((0, []), (field.limit, []), (-1, [field.name]), (field.limit + 1, [field.name])):
        assert [
            one.facts["field"] for one in list_observation_problems(replace(FULL[0], **{field.name: number}), TODAY)
        ] == wrong


def test_every_free_text_is_gathered_to_be_looked_through() -> None:
    photo = File("0" * 64, "woordfile.jpg", "image/jpeg", 9, "woordconsent")
    said = replace(FULL[0], evidence=(*FULL[0].evidence, Evidence(EvidenceKind.PHOTO, "woordcaption", photo)))
    gathered = "\n".join(list_free_texts(vars(said)))
    wanted = [*list_words().values(), "woordfile", "woordconsent", "woordcaption"]
    assert [word for word in wanted if word not in gathered] == []


@pytest.mark.parametrize("language", LANGUAGES)
@SAMPLES
@pytest.mark.parametrize("write", [observations_csv.write_csv, observations_xlsx.write_workbook])
def test_every_field_comes_back_from_a_file_of_ours(write: Any, said: NewObservation, language: str) -> None:
    found = read_own_file(write([observation(said)], NAMES, language), TODAY)
    assert (found.refused, found.notices) == ((), ())
    (row,) = found.rows
    ids = {name: getattr(said, name) for name in IDS}
    assert list_differing(replace(row.observation, **ids), said) == []
    assert (row.ring, row.theme, row.state) == (*THEMES[said.theme_id], State.CONFIRMED)
    assert row.organisation == NAMES.organisations.get(said.organisation_id or "", "")
    assert row.activity == NAMES.activities.get(said.activity_id or "", "")


def test_every_free_text_of_a_file_is_looked_through_for_personal_data() -> None:
    names = observations_csv.PlaceNames(
        {"theme0": (mail_of("ring"), mail_of("theme"))}, {"organisation0": mail_of("organisation")},
        {"activity0": mail_of("activity")},
    )  # fmt: skip
    marked = {
        mark.text
        for mark in check_rows_for_privacy(
            read_own_file(observations_csv.write_csv([observation(FULL[0])], names, "nl"), TODAY).rows
        ).marks
    }
    texts = [field.name for field in TYPED_FIELDS if field.is_free_text]
    named = [column for field in TYPED_FIELDS if field.kind is FieldKind.REFERENCE for column in field.columns]
    assert [name for name in (*texts, *named) if mail_of(name) not in marked] == []


def test_every_column_is_known_by_its_own_name_and_by_a_usual_question() -> None:
    for field in OBSERVATION_FIELDS:
        for column in field.columns:
            assert {find_own_field(header) for header in COLUMN_NAMES[column].values()} == {column}
            usual = USUAL_HEADERS.get(column, COLUMN_NAMES[column].values())
            assert column in {recognise_field(question) for question in usual}
        if field.words and field.columns:
            assert set(LIST_WORDS[field.name]) >= set(field.words) - {State.BINNED}, field.name


def test_every_field_differs_in_a_feed_when_it_differs() -> None:
    def told(said: NewObservation, state: State) -> dict[str, Any]:
        parts = feed_formats.write_feed_json([[observation(said, state)]], NAMES, "Leerroute", "BI", TODAY, "nl")
        read_back: dict[str, Any] = json.loads(b"".join(parts))["observations"][0]
        return read_back

    one, other = told(FULL[0], State.SHARED), told(FULL[1], State.CONFIRMED)
    columns = {"theme_id": ["ring", "theme"]}
    keys = [key for field in OBSERVATION_FIELDS for key in columns.get(field.name, [field.short_name])]
    assert [key for key in keys if one[key] == other[key]] == []
    assert set(one) == {*keys, "id", "unexpected"}


def test_every_field_can_be_merged_from_either_side() -> None:
    base, mine, theirs = BARE, FULL[0], FULL[1]
    names = [field.name for field in TYPED_FIELDS]
    assert sorted(one.field_name for one in list_differences(base, mine, theirs)) == sorted(names)
    assert list_differing(merge_versions(mine, theirs, dict.fromkeys(names, VersionSide.MINE), {}), mine) == []
    assert list_differing(merge_versions(mine, theirs, dict.fromkeys(names, VersionSide.THEIRS), {}), theirs) == []
    for name in names:
        assert list_differing(merge_versions(mine, theirs, {name: VersionSide.MINE}, {}), theirs) == [name]


@SAMPLES
def test_every_field_can_be_written_as_plain_values_and_read_back(said: NewObservation) -> None:
    plain = json.loads(json.dumps(write_fields(said)))
    assert list_differing(read_fields(plain, said.evidence), said) == []
    row = plain | {"evidence": [{"kind": one.kind, "text": one.text, "file": None} for one in said.evidence]}
    assert list_differing(build_observation(row), said) == []


def test_the_schema_of_a_whole_file_tells_of_every_field_as_it_is() -> None:
    for part in ("observation", "side"):
        properties = collaboration_file.load_schema()["$defs"][part]["properties"]
        assert [field.name for field in OBSERVATION_FIELDS if field.name not in properties] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_field_has_a_name_on_every_screen_and_its_words_too(language: str) -> None:
    names = [name for field in OBSERVATION_FIELDS for name in (field.name, *field.columns)]
    keys = [f"common.field.{name.removesuffix('_id')}" for name in names]
    keys += [f"model.{field.name}.{word.value}" for field in OBSERVATION_FIELDS for word in field.words or ()]
    assert [key for key in keys if not get_text(language, key).strip()] == []


def test_every_field_stands_in_the_documents_about_feeds_and_whole_files() -> None:
    screens, formats = (DOCS.joinpath(name).read_text(encoding="utf-8") for name in ("screens.md", "format.md"))
    keys = [
        key
        for field in OBSERVATION_FIELDS
        for key in (("ring", "theme") if field.name == "theme_id" else (field.short_name,))
    ]
    assert [key for key in keys if f"`{key}`" not in screens + formats] == []
    assert [field.name for field in OBSERVATION_FIELDS if f"`{field.name}`" not in formats] == []
