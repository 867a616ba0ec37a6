from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from impact.exporting import observations_xlsx
from impact.exporting.observations_csv import PlaceNames, write_csv
from impact.importing.files.file_format import read_table
from impact.importing.headers.columns import COLUMN_NAMES, UNEXPECTED_WORDS
from impact.importing.plan.file_reader import read_own_file, read_sheet
from impact.importing.plan.import_plan import KnownPlaces
from impact.importing.plan.matching import add_file_answers, guess_matching
from impact.importing.plan.word_questions import find_words_to_match, get_sure_meanings, select_open_words
from impact.importing.values.cells import format_evidence, read_evidence
from impact.model import (
    LISTED_STATES,
    ChangeKind,
    Direction,
    Evidence,
    EvidenceKind,
    File,
    Intended,
    Level,
    NewObservation,
    Observation,
    Precision,
    Rung,
    State,
)
from impact.observation.observation_rules import EARLIEST_DAY, clean_line, tidy_observation
from impact.text.fold import normalise_name
from impact.text.safe_text import guard_formula, unguard_formula
from tests.build import make_said

TODAY = date(2026, 11, 15)


@given(st.text(max_size=60))
def test_a_guarded_cell_is_never_a_formula_and_comes_back_the_same(text: str) -> None:
    assert not guard_formula(text).startswith(("=", "+", "-", "@", "\t", "\r"))
    assert unguard_formula(guard_formula(text)) == text


@pytest.mark.parametrize("text", ["=1+1", "+31", "-5", "@SUM(A1)", "\tx", "\rx", "'=1", "''-x"])
def test_a_cell_a_spreadsheet_would_calculate_is_guarded(text: str) -> None:
    assert guard_formula(text) == f"'{text}"
    assert unguard_formula(f"'{text}") == text


def test_evidence_knows_links_documents_and_named_kinds() -> None:
    told = "https://example.org/x\nJaarplan 2026\ncitaat: Het lukt,\n  zei een docent.\ncijfer: 82%"
    assert read_evidence(told) == (
        Evidence(EvidenceKind.LINK, "https://example.org/x"),
        Evidence(EvidenceKind.DOCUMENT, "Jaarplan 2026"),
        Evidence(EvidenceKind.QUOTE, "Het lukt,\nzei een docent."),
        Evidence(EvidenceKind.FIGURE, "82%"),
    )
    assert format_evidence(read_evidence(told), "nl") == told


def test_of_a_file_go_along_its_caption_and_its_name() -> None:
    report = File("0" * 64, "verslag.pdf", "application/pdf", 900)
    photo = File("1" * 64, "foto.jpg", "image/jpeg", 900, "Niemand herkenbaar")
    told = format_evidence(
        (
            Evidence(EvidenceKind.DOCUMENT, "Evaluatie", report),
            Evidence(EvidenceKind.DOCUMENT, "", report),
            Evidence(EvidenceKind.PHOTO, "De werkplaats", photo),
        ),
        "nl",
    )
    assert told == "Evaluatie (verslag.pdf)\nverslag.pdf\nfoto: De werkplaats (foto.jpg)"
    assert format_evidence(read_evidence(told), "nl") == told, "read back as text, it is written the same again"


words = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
starts = st.sampled_from(["", "=", "+", "-", "@", "'", '"', ";", "link: ", "citaat: ", "  "])
texts = st.tuples(starts, words).map("".join)
names = texts.map(lambda text: " ".join("".join(sign for sign in text if sign.isprintable()).split())[:50])
proofs = st.lists(st.builds(Evidence, st.sampled_from(EvidenceKind), texts), max_size=3).map(tuple)
saids = st.builds(
    NewObservation,
    what=texts.map(lambda text: f"a{text}"),
    theme_id=st.sampled_from(["t1", "t2", "t3"]),
    seen_on=st.dates(EARLIEST_DAY, TODAY),
    direction=st.sampled_from(Direction),
    level=st.sampled_from(Level),
    rung=st.sampled_from(Rung),
    precision=st.sampled_from(Precision),
    why=texts,
    contribution=texts,
    circumstances=texts,
    intended=st.sampled_from(Intended),
    activity_id=st.sampled_from([None, "a1"]),
    organisation_id=st.sampled_from([None, "o1"]),
    change_kind=st.sampled_from([None, *ChangeKind]),
    observer_role=texts,
    reached=st.none() | st.integers(0, 1_000_000),
    evidence=proofs,
).map(tidy_observation).filter(lambda said: said.seen_on >= EARLIEST_DAY)  # fmt: skip


def observation(said: NewObservation, state: State) -> Observation:
    return Observation("o", said, "r", state, "", datetime(2026, 1, 1, tzinfo=UTC), 1)


@given(st.lists(st.builds(observation, saids, st.sampled_from(LISTED_STATES)), min_size=1, max_size=5), names, names)
def test_what_is_written_is_read_back_the_same_and_written_again_the_same(
    observations: list[Observation], organisation: str, activity: str
) -> None:
    themes = {"t1": ("Docenten", "Samen ontwikkelen"), "t2": ("Docenten", ""), "t3": ("=Scholen", "-Tijd")}
    places = PlaceNames(themes, {"o1": organisation}, {"a1": activity})
    for language in ("nl", "en"):
        content = write_csv(observations, places, language)
        found = read_own_file(content, TODAY)
        assert (found.refused, found.notices) == ((), ())
        again = []
        for one, line in zip(observations, found.rows, strict=True):
            assert (line.ring, line.theme, line.state) == (*themes[one.details.theme_id], one.state)
            assert line.organisation == (organisation if one.details.organisation_id else "")
            assert line.activity == (activity if one.details.activity_id else "")
            ids = {name: getattr(one.details, name) for name in ("theme_id", "organisation_id", "activity_id")}
            assert replace(line.observation, **ids) == one.details
            again.append(replace(one, details=replace(line.observation, **ids), state=line.state))
        assert write_csv(again, places, language) == content


PLACES = PlaceNames({"t1": ("Docenten", "Samen ontwikkelen")}, {}, {})
ODD_NAMES = (
    "ROC;",
    "x;",
    ";",
    "; ;",
    "Geen",
    "Niemand",
    "n.v.t.",
    "Anders",
    "=1+1",
    "'x",
    "1.000",
    "12-03-2026",
    "_x0041_",
)
any_name = st.text(max_size=40).map(clean_line).filter(bool) | st.sampled_from(ODD_NAMES)


@pytest.mark.slow
@given(any_name, any_name.filter(lambda name: normalise_name(name) not in UNEXPECTED_WORDS), any_name, any_name)
@example("ROC;", "ROC;", "ROC;", "ROC;")
@example("x;", "x;", "x;", "x;")
@example(";", ";", ";", ";")
@example("Niemand", "Anders", "Geen", "n.v.t.")
def test_every_name_comes_back_from_a_file_of_ours(ring: str, theme: str, organisation: str, activity: str) -> None:
    said = make_said("t1", organisation_id="o1", activity_id="a1")
    places = PlaceNames({"t1": (ring, theme)}, {"o1": organisation}, {"a1": activity})
    for write in (write_csv, observations_xlsx.write_workbook):
        for language in ("nl", "en"):
            found = read_own_file(write([observation(said, State.SHARED)], places, language), TODAY)
            assert (found.refused, found.notices) == ((), ())
            (row,) = found.rows
            assert (row.ring, row.theme, row.organisation, row.activity) == (ring, theme, organisation, activity)


def test_in_our_files_two_names_that_differ_in_a_sign_or_case_stay_two() -> None:
    names = ("ROC", "ROC;", "roc", "ROC;;", "MBO", "ROC; MBO", "ROC, MBO", '["ROC","MBO"]', '["ROC"]')
    saids = [make_said("t1", organisation_id=name) for name in names]
    places = PlaceNames({"t1": ("Docenten", "Tijd")}, {name: name for name in names}, {})
    found = read_own_file(write_csv([observation(said, State.SHARED) for said in saids], places, "nl"), TODAY)
    assert [row.organisation for row in found.rows] == list(names)


def test_in_our_files_names_go_to_exactly_the_same_known_names() -> None:
    names = ("ROC", "ROC;", "roc", "Geen")
    saids = [make_said("t1", organisation_id=name, activity_id=name) for name in names]
    by_name = {name: name for name in names}
    table = read_table(
        write_csv(
            [observation(one, State.SHARED) for one in saids], PlaceNames({"t1": ("R;", "T;")}, by_name, by_name), "en"
        )
    )
    known = KnownPlaces({"R": ("T", "T;"), "R;": ("T", "T;")}, names, names)
    matching, _ = guess_matching(table)
    questions = find_words_to_match(table, matching, known, for_new_collaboration=False)
    assert select_open_words(questions, matching) == ()
    rows = read_sheet(
        table, add_file_answers(table, matching.add_meanings(get_sure_meanings(questions)))[0], TODAY
    ).rows
    assert [(row.ring, row.theme, row.organisation, row.activity) for row in rows] == [
        ("R;", "T;", name, name) for name in names
    ]


def test_days_that_lie_far_apart_come_back_from_a_file_of_ours() -> None:
    days = [date(1950, 1, 1), date(1980, 1, 1), date(2000, 1, 1), date(2026, 11, 1)]
    content = write_csv([observation(make_said("t1", seen_on=day), State.SHARED) for day in days], PLACES, "nl")
    assert [row.observation.seen_on for row in read_own_file(content, TODAY).rows] == days


def test_the_written_file_begins_with_the_columns_of_its_language() -> None:
    for language in ("nl", "en"):
        first = write_csv((), PlaceNames({}, {}, {}), language).decode("utf-8-sig").splitlines()[0]
        assert first.split(";") == [header[language] for header in COLUMN_NAMES.values()]
