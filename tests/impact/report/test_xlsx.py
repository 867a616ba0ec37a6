from datetime import datetime
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from impact.report.pack import ListBlock, MeetingPack, PackPage
from impact.report.pack_pages import build_pack
from impact.report.xlsx import write_pack_xlsx
from impact.words import get_text
from tests.build import TODAY
from tests.impact.report.reporting import ASKED, HOSTILE, example_pack, hostile, story

HEAD = 5


@pytest.fixture(scope="module", params=["nl", "en"])
def pack(request: pytest.FixtureRequest) -> MeetingPack:
    return example_pack(request.param)


@pytest.fixture(scope="module")
def book(pack: MeetingPack) -> Any:
    return load_workbook(BytesIO(write_pack_xlsx(pack)))


def named(pack: MeetingPack, name: str) -> str:
    return get_text(pack.language, f"pack.sheet.{name}")


def test_date_and_filter_stand_on_every_sheet_and_under_every_printed_page(book: Any, pack: MeetingPack) -> None:
    for sheet in book:
        assert sheet["A3"].value == pack.footer_text
        assert pack.footer_text in sheet.oddFooter.left.text


def test_heads_stay_in_sight_and_are_printed_on_every_page(book: Any, pack: MeetingPack) -> None:
    for name in ("changed", "everything", "story", "milestones", "unknown", "how"):
        sheet = book[named(pack, name)]
        assert sheet.freeze_panes.endswith(str(HEAD + 1))
        assert sheet.print_title_rows == f"${HEAD}:${HEAD}"


def test_every_sector_stands_in_it_with_numbers_as_numbers(book: Any, pack: MeetingPack) -> None:
    sheet = book[named(pack, "everything")]
    rows = [
        tuple(cell.value for cell in row) for row in sheet.iter_rows(HEAD + 1, HEAD + len(pack.everything_table.rows))
    ]
    assert rows == [tuple(row) for row in pack.everything_table.rows]
    formats = {cell.number_format for row in sheet.iter_rows(HEAD + 1) for cell in row if isinstance(cell.value, float)}
    assert formats == {"0.0"}


def test_days_are_days(book: Any, pack: MeetingPack) -> None:
    first = book[named(pack, "milestones")].cell(HEAD + 1, 1)
    assert isinstance(first.value, datetime)
    assert "mmm" in first.number_format


def test_the_discs_are_in_it_with_their_words(pack: MeetingPack) -> None:
    with ZipFile(BytesIO(write_pack_xlsx(pack))) as opened:
        drawing = opened.read("xl/drawings/drawing1.xml").decode()
    assert drawing.count("<xdr:pic>") == 2
    assert drawing.count('descr="') == 2


def test_nothing_is_ever_a_formula_or_a_link() -> None:
    pack = build_pack(hostile(), ASKED, [story(2, text) for text in HOSTILE[:3]], "nl", TODAY)
    cells = [
        cell for sheet in load_workbook(BytesIO(write_pack_xlsx(pack))) for row in sheet.iter_rows() for cell in row
    ]
    assert {cell.value for cell in cells} >= set(HOSTILE)
    assert [cell for cell in cells if cell.data_type == "f" or cell.hyperlink] == []


@settings(max_examples=40)
@given(
    st.sampled_from("=+-@\t\r") | st.just(""),
    st.text(st.characters(codec="utf-8", exclude_categories=["Cc"]), max_size=40),
)
def test_whatever_it_begins_with_a_text_comes_out_as_a_text(sign: str, rest: str) -> None:
    of = example_pack()
    pages = (PackPage("how", "Kop", sign + rest, (ListBlock(sign + rest, (sign + rest,)),)),)
    book = load_workbook(
        BytesIO(write_pack_xlsx(MeetingPack("Titel", "nl", TODAY, sign + rest, pages, of.everything_table)))
    )
    cells = [cell for row in book["Hoe berekend"].iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} == {"s"}
