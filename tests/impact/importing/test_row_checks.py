"""Looking through a file: every row gets one verdict, whatever it holds, and what is fit is read the same again."""

from hypothesis import given
from hypothesis import strategies as st

from impact.importing.files.file_format import read_table
from impact.importing.files.table import FileTable
from impact.importing.headers.columns import COLUMN_NAMES
from impact.importing.plan.import_plan import KnownPlaces, plan_import
from impact.importing.plan.matching import FileMatching
from impact.importing.plan.row_checks import (
    RowVerdict,
    check_rows,
    read_fit_rows,
    settle_verdicts,
    split_into_pieces,
)
from impact.importing.plan.row_reader import RowReader
from impact.importing.plan.word_questions import find_words_to_match, get_sure_meanings
from tests.build import TODAY
from tests.exports import text

HEAD = [names["nl"] for names in COLUMN_NAMES.values()]
GOOD = {
    "seen_on": "2026-03-12", "ring": "Docenten", "theme": "Samen ontwikkelen", "what": "Docenten maken samen lessen.",
    "direction": "positief", "level": "2", "rung": "3",
}  # fmt: skip
OWN = FileMatching(columns={name: names["nl"] for name, names in COLUMN_NAMES.items()})
KNOWN = KnownPlaces(rings={"Docenten": ("Samen ontwikkelen",), "Scholen": ()})
cells = st.one_of(
    st.text(max_size=30),
    st.sampled_from(
        ["", "positief", "geen verandering", "2", "3", "2026-03-12", "Docenten", "Scholen", "12 maart 2026"]
    ),
)


def table(*rows: dict[str, str]) -> FileTable:
    return read_table(text([HEAD, *([(GOOD | row).get(name, "") for name in COLUMN_NAMES] for row in rows)]))


def reader(found: FileTable, matching: FileMatching = OWN) -> RowReader:
    return RowReader(
        found,
        matching.add_meanings(
            get_sure_meanings(find_words_to_match(found, matching, KNOWN, for_new_collaboration=False))
        ),
        TODAY,
    )


def test_each_row_has_one_verdict_and_its_place() -> None:
    found = table({}, {"theme": "Iets nieuws"}, {"direction": "geen verandering"}, {"what": ""}, {"ring": "Ouders"}, {})
    matching = FileMatching(
        OWN.columns, values={"ring": {"Ouders": None}}
    )  # an export of ours keeps names as they stand
    seen = check_rows(found, reader(found, matching))
    told = settle_verdicts(seen, plan_import(seen, KNOWN), frozenset({5}))
    assert [RowVerdict(one) for one in told] == [
        RowVerdict.IN, RowVerdict.NEW, RowVerdict.OTHERWISE, RowVerdict.REFUSED, RowVerdict.OUT, RowVerdict.DOUBLE,
    ]  # fmt: skip
    assert (seen.count, seen.refused_row_count, len(seen.rows)) == (4, 1, 2)
    assert [(one.line, one.reason) for one in seen.refused] == [(5, "empty")]


def test_what_is_fit_is_read_again_in_pieces_without_what_is_left_out() -> None:
    found = table(*({"what": f"Zin {number}."} for number in range(5)), {"what": ""})
    seen = check_rows(found, reader(found))
    pieces = list(split_into_pieces(read_fit_rows(found, reader(found), seen, frozenset({1})), 3))
    assert [[row.observation.what for row in some] for some in pieces] == [["Zin 0.", "Zin 2.", "Zin 3."], ["Zin 4."]]


@given(st.lists(st.lists(cells, min_size=len(HEAD), max_size=len(HEAD)), min_size=1, max_size=6))
def test_whatever_a_file_holds_every_row_is_in_refused_or_out(rows: list[list[str]]) -> None:
    found = FileTable(tuple(HEAD), tuple((line, tuple(cells)) for line, cells in enumerate(rows, 2)), 1)
    read = reader(found)
    seen = check_rows(found, read)
    assert len(seen.verdict_codes) == len(seen.place_indexes) == len(rows)
    refused = {
        line for (line, _), code in zip(found.rows, seen.verdict_codes, strict=True) if code == RowVerdict.REFUSED
    }
    assert {one.line for one in seen.refused} == refused
    kept = list(read_fit_rows(found, read, seen, frozenset()))
    assert len(kept) == seen.count
    assert all(row.ring and row.observation.what for row in kept)
