"""Looking through a file: every row gets one verdict, whatever it holds, and what is fit is read the same again."""

from hypothesis import given
from hypothesis import strategies as st

from impact.exchange.ask import asked, sure
from impact.exchange.columns import COLUMNS
from impact.exchange.file_in import opened
from impact.exchange.matching import Matching
from impact.exchange.plan import Known, plan
from impact.exchange.rows_in import Reader
from impact.exchange.table import Table
from impact.exchange.through import Verdict, fit_rows, in_pieces, looked_through, verdicts
from tests.build import TODAY
from tests.exports import text

HEAD = [names["nl"] for names in COLUMNS.values()]
GOOD = {
    "seen_on": "2026-03-12", "ring": "Docenten", "theme": "Samen ontwikkelen", "what": "Docenten maken samen lessen.",
    "direction": "positief", "level": "2", "rung": "3",
}  # fmt: skip
OWN = Matching(columns={name: names["nl"] for name, names in COLUMNS.items()})
KNOWN = Known(rings={"Docenten": ("Samen ontwikkelen",), "Scholen": ()})
cells = st.one_of(
    st.text(max_size=30),
    st.sampled_from(
        ["", "positief", "geen verandering", "2", "3", "2026-03-12", "Docenten", "Scholen", "12 maart 2026"]
    ),
)


def table(*rows: dict[str, str]) -> Table:
    return opened(text([HEAD, *([(GOOD | row).get(name, "") for name in COLUMNS] for row in rows)]))


def reader(found: Table, matching: Matching = OWN) -> Reader:
    return Reader(found, matching.settled(sure(asked(found, matching, KNOWN, apart=False))), TODAY)


def test_each_row_has_one_verdict_and_its_place() -> None:
    found = table({}, {"theme": "Iets nieuws"}, {"direction": "geen verandering"}, {"what": ""}, {"ring": "Ouders"}, {})
    matching = Matching(OWN.columns, values={"ring": {"Ouders": None}})  # an export of ours keeps names as they stand
    seen = looked_through(found, reader(found, matching))
    told = verdicts(seen, plan(seen, KNOWN), frozenset({5}))
    assert [Verdict(one) for one in told] == [
        Verdict.IN, Verdict.NEW, Verdict.OTHERWISE, Verdict.REFUSED, Verdict.OUT, Verdict.DOUBLE,
    ]  # fmt: skip
    assert (seen.count, seen.refused_rows, len(seen.rows)) == (4, 1, 2)
    assert [(one.line, one.reason) for one in seen.refused] == [(5, "empty")]


def test_what_is_fit_is_read_again_in_pieces_without_what_is_left_out() -> None:
    found = table(*({"what": f"Zin {number}."} for number in range(5)), {"what": ""})
    seen = looked_through(found, reader(found))
    pieces = list(in_pieces(fit_rows(found, reader(found), seen, frozenset({1})), 3))
    assert [[row.said.what for row in some] for some in pieces] == [["Zin 0.", "Zin 2.", "Zin 3."], ["Zin 4."]]


@given(st.lists(st.lists(cells, min_size=len(HEAD), max_size=len(HEAD)), min_size=1, max_size=6))
def test_whatever_a_file_holds_every_row_is_in_refused_or_out(rows: list[list[str]]) -> None:
    found = Table(tuple(HEAD), tuple((line, tuple(cells)) for line, cells in enumerate(rows, 2)), 1)
    read = reader(found)
    seen = looked_through(found, read)
    assert len(seen.codes) == len(seen.places) == len(rows)
    refused = {line for (line, _), code in zip(found.rows, seen.codes, strict=True) if code == Verdict.REFUSED}
    assert {one.line for one in seen.refused} == refused
    kept = list(fit_rows(found, read, seen, frozenset()))
    assert len(kept) == seen.count
    assert all(row.ring and row.said.what for row in kept)
