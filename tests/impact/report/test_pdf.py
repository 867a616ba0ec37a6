from dataclasses import replace
from io import BytesIO
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pandas import DataFrame
from pypdf import PdfReader

from impact.charts import Figure
from impact.charts.still_disc import draw_still_disc
from impact.report.pack import ListBlock, PackPage
from impact.report.pack_pages import build_pack
from impact.report.pdf import write_pack_pdf, write_picture_pdf
from impact.report.plain_text import list_block_lines
from tests.build import TODAY
from tests.impact.charts.test_still_disc import SAID, shown
from tests.impact.report.reporting import ASKED, HOSTILE, crowded, example_pack, hostile, story

LONG = "Een heel lange zin over wat er veranderde. " * 6


@pytest.fixture(scope="module", params=["nl", "en"])
def language(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def read(language: str) -> PdfReader:
    return PdfReader(BytesIO(write_pack_pdf(example_pack(language))))


def flat(text: str) -> str:
    return "".join(text.split())


def words(read: PdfReader) -> str:
    return "".join(flat(page.extract_text()) for page in read.pages)


def tags(read: PdfReader, kind: str) -> list[Any]:
    """Every tag of this kind in the tree of the document."""
    found: list[Any] = []

    def walk(node: Any) -> None:
        node = node.get_object()
        if isinstance(node, list):
            for one in node:
                walk(one)
        elif isinstance(node, dict):
            if node.get("/S") == f"/{kind}":
                found.append(node)
            if "/K" in node:
                walk(node["/K"])

    walk(read.trailer["/Root"]["/StructTreeRoot"])
    return found


@pytest.fixture(scope="module")
def picture(language: str) -> PdfReader:
    said = replace(SAID, language=language)
    return PdfReader(BytesIO(write_picture_pdf(draw_still_disc(shown(), 1, {}, said, width=300), language, TODAY)))


def test_a_picture_is_tagged_too_with_its_language_its_title_and_its_words(picture: PdfReader, language: str) -> None:
    root = picture.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == {"nl": "nl-NL", "en": "en-GB"}[language]
    assert picture.metadata
    assert "Leerroute Techniek" in str(picture.metadata.title)
    (figure,) = tags(picture, "Figure")
    assert "Leerroute Techniek" in figure["/Alt"]
    assert "Motivatie" in figure["/Alt"]
    assert b"<pdfuaid:part>1</pdfuaid:part>" in picture.trailer["/Root"]["/Metadata"].get_object().get_data()


def test_a_picture_keeps_its_size_and_its_text_is_text(picture: PdfReader) -> None:
    (page,) = picture.pages
    assert page.mediabox[2:] == [316, 342.4]
    told = flat(page.extract_text())
    for label in ("Motivatie", "Doorstroom", "Keuze", "Rust", "Samen", "1Leerlingen", "Leerroute"):
        assert label in told


@pytest.mark.parametrize("title", ["", "\U0001f9ea", "#set page(fill: red)", "Één ☃ lijn"])
def test_a_picture_comes_out_whatever_its_title_or_its_words_are(title: str) -> None:
    spec = {"data": {"values": [{"a": title}]}, "mark": "text", "encoding": {"text": {"field": "a"}}, "title": title}
    made = PdfReader(BytesIO(write_picture_pdf(Figure(spec, title, DataFrame()), "nl", TODAY)))
    assert made.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert made.metadata
    assert made.metadata.title == (title or "Rimpel")


def test_it_is_tagged_has_its_language_and_its_title_and_says_it_is_accessible(read: PdfReader, language: str) -> None:
    root = read.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert "/StructTreeRoot" in root
    assert root["/Lang"] == {"nl": "nl-NL", "en": "en-GB"}[language]
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert read.metadata is not None
    assert read.metadata.title == example_pack(language).title
    assert b"pdfuaid:part" in root["/Metadata"].get_object().get_data()


def test_every_picture_has_its_words_and_every_page_its_heading(read: PdfReader, language: str) -> None:
    pack = example_pack(language)
    assert [one["/Alt"] for one in tags(read, "Figure")] == [figure.alt for figure in pack.figures]
    assert len(tags(read, "H1")) == len(pack.pages)


def test_every_table_has_a_row_of_heads(read: PdfReader, language: str) -> None:
    tables = [block for page in example_pack(language).pages for block in page.blocks if hasattr(block, "columns")]
    assert len(tags(read, "Table")) == len(tables)
    assert len(tags(read, "TH")) >= sum(len(table.columns) for table in tables)


def test_date_and_filter_stand_on_every_page(read: PdfReader, language: str) -> None:
    foot = flat(example_pack(language).footer_text)
    assert all(foot in flat(page.extract_text()) for page in read.pages)


def test_typefaces_travel_along(read: PdfReader) -> None:
    for page in read.pages:
        for font in page["/Resources"].get("/Font", {}).values():
            inner = font.get_object()["/DescendantFonts"][0].get_object()["/FontDescriptor"]
            assert {"/FontFile2", "/FontFile3"} & set(inner.get_object())


def test_the_same_pack_gives_the_same_file() -> None:
    assert write_pack_pdf(example_pack()) == write_pack_pdf(example_pack())


@pytest.mark.slow
def test_however_much_there_is_all_of_it_comes_along() -> None:
    pack = build_pack(crowded(), ASKED, [story(9, LONG)] * 3, "nl", TODAY)
    text = words(PdfReader(BytesIO(write_pack_pdf(pack))))
    cards = [page for page in pack.pages if page.key in ("card", "unknown")]
    for page in cards:
        for block in page.blocks:
            assert all(flat(line.removeprefix("- "))[:60] in text for line in list_block_lines(block, "nl"))


def test_text_that_looks_like_markup_comes_out_as_it_was_typed() -> None:
    told = words(PdfReader(BytesIO(write_pack_pdf(build_pack(hostile(), ASKED, [story(2, HOSTILE[4])], "nl", TODAY)))))
    assert [text for text in HOSTILE if flat(text) not in told] == []


@settings(max_examples=25)
@given(st.text(st.characters(codec="utf-8"), min_size=1, max_size=60))
def test_whatever_is_typed_there_is_a_tagged_file(text: str) -> None:
    pages = (PackPage("how", "Kop", "", (ListBlock(text, (text,)),)),)
    of = example_pack()
    made = PdfReader(BytesIO(write_pack_pdf(type(of)(text, "nl", TODAY, text, pages, of.everything_table))))
    assert made.trailer["/Root"]["/MarkInfo"]["/Marked"]
