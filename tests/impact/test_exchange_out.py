from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from impact.exchange import xlsx_out
from impact.exchange.ask import asked, open_questions, sure
from impact.exchange.cells import evidence, evidence_written
from impact.exchange.columns import COLUMNS, UNEXPECTED, same
from impact.exchange.csv_out import Names, written
from impact.exchange.file_in import opened, read, told
from impact.exchange.matching import first_match, ordered
from impact.exchange.plan import Known
from impact.model import (
    LISTED,
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
from impact.observe import EARLIEST, one_line, tidied
from impact.safe_text import guard_formula, unguard_formula
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
    assert evidence(told) == (
        Evidence(EvidenceKind.LINK, "https://example.org/x"),
        Evidence(EvidenceKind.DOCUMENT, "Jaarplan 2026"),
        Evidence(EvidenceKind.QUOTE, "Het lukt,\nzei een docent."),
        Evidence(EvidenceKind.FIGURE, "82%"),
    )
    assert evidence_written(evidence(told), "nl") == told


def test_of_a_file_go_along_its_caption_and_its_name() -> None:
    report = File("0" * 64, "verslag.pdf", "application/pdf", 900)
    photo = File("1" * 64, "foto.jpg", "image/jpeg", 900, "Niemand herkenbaar")
    told = evidence_written(
        (
            Evidence(EvidenceKind.DOCUMENT, "Evaluatie", report),
            Evidence(EvidenceKind.DOCUMENT, "", report),
            Evidence(EvidenceKind.PHOTO, "De werkplaats", photo),
        ),
        "nl",
    )
    assert told == "Evaluatie (verslag.pdf)\nverslag.pdf\nfoto: De werkplaats (foto.jpg)"
    assert evidence_written(evidence(told), "nl") == told, "read back as text, it is written the same again"


words = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
starts = st.sampled_from(["", "=", "+", "-", "@", "'", '"', ";", "link: ", "citaat: ", "  "])
texts = st.tuples(starts, words).map("".join)
names = texts.map(lambda text: " ".join("".join(sign for sign in text if sign.isprintable()).split())[:50])
proofs = st.lists(st.builds(Evidence, st.sampled_from(EvidenceKind), texts), max_size=3).map(tuple)
saids = st.builds(
    NewObservation,
    what=texts.map(lambda text: f"a{text}"),
    theme_id=st.sampled_from(["t1", "t2", "t3"]),
    seen_on=st.dates(EARLIEST, TODAY),
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
).map(tidied).filter(lambda said: said.seen_on >= EARLIEST)  # fmt: skip


def observation(said: NewObservation, state: State) -> Observation:
    return Observation("o", said, "r", state, "", datetime(2026, 1, 1, tzinfo=UTC), 1)


@given(st.lists(st.builds(observation, saids, st.sampled_from(LISTED)), min_size=1, max_size=5), names, names)
def test_what_is_written_is_read_back_the_same_and_written_again_the_same(
    observations: list[Observation], organisation: str, activity: str
) -> None:
    themes = {"t1": ("Docenten", "Samen ontwikkelen"), "t2": ("Docenten", ""), "t3": ("=Scholen", "-Tijd")}
    places = Names(themes, {"o1": organisation}, {"a1": activity})
    for language in ("nl", "en"):
        content = written(observations, places, language)
        found = read(content, TODAY)
        assert (found.refused, found.notices) == ((), ())
        again = []
        for one, line in zip(observations, found.rows, strict=True):
            assert (line.ring, line.theme, line.state) == (*themes[one.said.theme_id], one.state)
            assert line.organisation == (organisation if one.said.organisation_id else "")
            assert line.activity == (activity if one.said.activity_id else "")
            ids = {name: getattr(one.said, name) for name in ("theme_id", "organisation_id", "activity_id")}
            assert replace(line.said, **ids) == one.said
            again.append(replace(one, said=replace(line.said, **ids), state=line.state))
        assert written(again, places, language) == content


PLACES = Names({"t1": ("Docenten", "Samen ontwikkelen")}, {}, {})
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
any_name = st.text(max_size=40).map(one_line).filter(bool) | st.sampled_from(ODD_NAMES)


@given(any_name, any_name.filter(lambda name: same(name) not in UNEXPECTED), any_name, any_name)
@example("ROC;", "ROC;", "ROC;", "ROC;")
@example("x;", "x;", "x;", "x;")
@example(";", ";", ";", ";")
@example("Niemand", "Anders", "Geen", "n.v.t.")
def test_every_name_comes_back_from_a_file_of_ours(ring: str, theme: str, organisation: str, activity: str) -> None:
    said = make_said("t1", organisation_id="o1", activity_id="a1")
    places = Names({"t1": (ring, theme)}, {"o1": organisation}, {"a1": activity})
    for write in (written, xlsx_out.written):
        for language in ("nl", "en"):
            found = read(write([observation(said, State.SHARED)], places, language), TODAY)
            assert (found.refused, found.notices) == ((), ())
            (row,) = found.rows
            assert (row.ring, row.theme, row.organisation, row.activity) == (ring, theme, organisation, activity)


def test_two_names_that_differ_in_a_sign_or_in_case_stay_two_in_a_file_of_ours() -> None:
    names = ("ROC", "ROC;", "roc", "ROC;;", "MBO", "ROC; MBO", "ROC, MBO", '["ROC","MBO"]', '["ROC"]')
    saids = [make_said("t1", organisation_id=name) for name in names]
    places = Names({"t1": ("Docenten", "Tijd")}, {name: name for name in names}, {})
    found = read(written([observation(said, State.SHARED) for said in saids], places, "nl"), TODAY)
    assert [row.organisation for row in found.rows] == list(names)


def test_names_in_a_file_of_ours_go_to_the_very_same_names_where_they_are_there() -> None:
    names = ("ROC", "ROC;", "roc", "Geen")
    saids = [make_said("t1", organisation_id=name, activity_id=name) for name in names]
    by_name = {name: name for name in names}
    table = opened(
        written([observation(one, State.SHARED) for one in saids], Names({"t1": ("R;", "T;")}, by_name, by_name), "en")
    )
    known = Known({"R": ("T", "T;"), "R;": ("T", "T;")}, names, names)
    matching, _ = first_match(table)
    questions = asked(table, matching, known, apart=False)
    assert open_questions(questions, matching) == ()
    rows = told(table, ordered(table, matching.settled(sure(questions)))[0], TODAY).rows
    assert [(row.ring, row.theme, row.organisation, row.activity) for row in rows] == [
        ("R;", "T;", name, name) for name in names
    ]


def test_days_that_lie_far_apart_come_back_from_a_file_of_ours() -> None:
    days = [date(1950, 1, 1), date(1980, 1, 1), date(2000, 1, 1), date(2026, 11, 1)]
    content = written([observation(make_said("t1", seen_on=day), State.SHARED) for day in days], PLACES, "nl")
    assert [row.said.seen_on for row in read(content, TODAY).rows] == days


def test_the_written_file_begins_with_the_columns_of_its_language() -> None:
    for language in ("nl", "en"):
        first = written((), Names({}, {}, {}), language).decode("utf-8-sig").splitlines()[0]
        assert first.split(";") == [header[language] for header in COLUMNS.values()]
