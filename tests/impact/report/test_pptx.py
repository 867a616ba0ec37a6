from collections.abc import Iterator
from io import BytesIO
from typing import Any

import pytest
from pptx import Presentation
from pptx.enum.shapes import MSO_SHAPE_TYPE, PP_PLACEHOLDER
from pptx.util import Inches

from impact.report.pack import MeetingPack
from impact.report.pack_pages import build_pack
from impact.report.plain_text import format_page_text
from impact.report.pptx import write_pack_pptx
from tests.build import TODAY
from tests.impact.report.reporting import ASKED, HOSTILE, crowded, example_pack, hostile, story


@pytest.fixture(scope="module", params=["nl", "en"])
def pack(request: pytest.FixtureRequest) -> MeetingPack:
    return example_pack(request.param)


@pytest.fixture(scope="module")
def deck(pack: MeetingPack) -> Any:
    return Presentation(BytesIO(write_pack_pptx(pack)))


@pytest.fixture(scope="module")
def full() -> Any:
    stories = [story(9, "Een heel lange zin over wat er veranderde. " * 6) for _ in range(4)]
    return Presentation(BytesIO(write_pack_pptx(build_pack(crowded(), ASKED, stories, "nl", TODAY))))


def shapes(deck: Any, kind: MSO_SHAPE_TYPE) -> Iterator[Any]:
    yield from (shape for slide in deck.slides for shape in slide.shapes if shape.shape_type is kind)


def descr(shape: Any) -> str:
    return str(shape._element.xpath(".//p:cNvPr")[0].get("descr"))


def foot_of(slide: Any) -> list[str]:
    return [
        shape.text_frame.text
        for shape in slide.placeholders
        if shape.placeholder_format.type in (PP_PLACEHOLDER.FOOTER, PP_PLACEHOLDER.SLIDE_NUMBER)
    ]


def test_the_deck_is_widescreen_and_says_what_it_is_and_in_which_language(deck: Any, pack: MeetingPack) -> None:
    assert (deck.slide_width, deck.slide_height) == (Inches(13.333), Inches(7.5))
    assert deck.core_properties.title == pack.title
    assert deck.core_properties.language == {"nl": "nl-NL", "en": "en-GB"}[pack.language]
    assert deck.core_properties.created.date() == TODAY


def test_every_slide_has_its_title_in_the_place_for_titles_and_a_foot_with_date_and_filter(
    deck: Any, pack: MeetingPack
) -> None:
    titles = [page.title for page in pack.pages]
    for slide in deck.slides:
        assert any(slide.shapes.title.text_frame.text.startswith(title) for title in titles)
        assert pack.footer_text in foot_of(slide)
        assert len(foot_of(slide)) == 2


def test_every_page_has_its_slide_with_the_text_twin_under_it(deck: Any, pack: MeetingPack) -> None:
    notes = [slide.notes_slide.notes_text_frame.text for slide in deck.slides]
    for page in pack.pages:
        assert format_page_text(page, pack.language) in notes


def test_every_picture_and_every_table_has_words_for_who_cannot_see_it(deck: Any, pack: MeetingPack) -> None:
    pictures = [descr(one) for one in shapes(deck, MSO_SHAPE_TYPE.PICTURE)]
    assert pictures == [figure.alt for figure in pack.figures]
    assert all(descr(one) for one in shapes(deck, MSO_SHAPE_TYPE.TABLE))


def test_pictures_are_sharp_enough_for_print(deck: Any) -> None:
    for one in shapes(deck, MSO_SHAPE_TYPE.PICTURE):
        assert one.image.size[0] / one.width.inches > 250


def test_tables_are_native_and_their_first_row_is_a_head(deck: Any) -> None:
    tables = [one.table for one in shapes(deck, MSO_SHAPE_TYPE.TABLE)]
    assert tables
    assert all(table.first_row for table in tables)


def test_every_word_says_its_language(deck: Any, pack: MeetingPack) -> None:
    wanted = {"nl": "nl-NL", "en": "en-GB"}[pack.language]
    runs = [run for slide in deck.slides for run in slide._element.xpath(".//a:r/a:rPr")]
    assert {run.get("lang") for run in runs} == {wanted}


@pytest.mark.slow
def test_however_much_there_is_everything_stays_on_the_slides(full: Any) -> None:
    for slide in full.slides:
        for shape in slide.shapes:
            assert shape.left >= Inches(0.3), slide.shapes.title.text_frame.text
            assert shape.top >= 0
            assert shape.left + shape.width <= full.slide_width
            assert shape.top + shape.height <= full.slide_height


def test_a_cell_without_words_is_no_higher_than_its_row_so_the_bars_stay_at_their_rows(full: Any) -> None:
    tables = [one.table for one in shapes(full, MSO_SHAPE_TYPE.TABLE)]
    empty = [cell for table in tables for row in table.rows for cell in row.cells if not cell.text]
    assert empty
    sizes = {int(size) for cell in empty for size in cell._tc.xpath(".//a:endParaRPr/@sz")}
    assert sizes
    assert max(sizes) < 1800
    assert all(cell._tc.xpath(".//a:endParaRPr/@sz") for cell in empty)


def test_a_table_never_runs_into_the_foot(full: Any) -> None:
    for one in shapes(full, MSO_SHAPE_TYPE.TABLE):
        assert one.top + sum(row.height for row in one.table.rows) <= Inches(6.9)


def test_text_that_looks_like_markup_or_a_formula_comes_out_as_it_was_typed() -> None:
    made = Presentation(BytesIO(write_pack_pptx(build_pack(hostile(), ASKED, [], "nl", TODAY))))
    cells = {cell.text for one in shapes(made, MSO_SHAPE_TYPE.TABLE) for row in one.table.rows for cell in row.cells}
    assert cells >= set(HOSTILE)


def test_a_very_long_text_goes_on_over_the_slides_and_nothing_of_it_is_lost(full: Any) -> None:
    said = "Een zin die lang doorgaat en steeds meer vertelt."
    cards = [slide for slide in full.slides if "mijlpaal die op twee" in slide.shapes.title.text_frame.text]
    text = " ".join(
        " ".join(shape.text_frame.text.split()) for slide in cards for shape in slide.shapes if shape.has_text_frame
    )
    assert text.count(said) >= 4 * 5 * 37
