"""The pack as a whole: what stands in it, that the three files say the same, and what happens at the edges."""

import re
from dataclasses import replace
from datetime import date
from io import BytesIO
from typing import Any

import pytest
from openpyxl import load_workbook
from pptx import Presentation
from pypdf import PdfReader

from impact.model import Milestone, MilestoneKind, NewMilestone, Ring, State, Theme
from impact.report.material import PackMaterial, choose_month_to_compare, list_milestones_since
from impact.report.pack import ListBlock, MeetingPack, PackPage, PackRequest, StoryBlock, TableBlock
from impact.report.pack_pages import build_pack
from impact.report.pdf import write_pack_pdf
from impact.report.plain_text import format_pack_cell, format_pack_text, format_page_text
from impact.report.pptx import write_pack_pptx
from impact.report.xlsx import write_pack_xlsx
from impact.words import get_text
from tests.build import TODAY
from tests.impact.report.reporting import ASKED, example_material, example_pack, hostile, story


def page_of(pack: MeetingPack, key: str) -> PackPage:
    return next(page for page in pack.pages if page.key == key)


def pack_of(material: PackMaterial, asked: PackRequest = ASKED, language: str = "nl") -> MeetingPack:
    return build_pack(material, asked, [], language, TODAY)


def tables(pack: MeetingPack) -> list[TableBlock]:
    return [block for page in pack.pages for block in page.blocks if isinstance(block, TableBlock)]


def mark(kind: MilestoneKind, on: date, **fields: Any) -> Milestone:
    return Milestone(str(on), NewMilestone(kind, "Titel", on, **fields), None, 1)


@pytest.mark.parametrize("language", ["nl", "en"])
def test_it_has_every_part_in_order(language: str) -> None:
    keys = [page.key for page in example_pack(language).pages]
    assert [key for key in dict.fromkeys(keys) if key != "card"] == [
        "title", "both", "now", "changed", "ring", "story", "milestones", "unknown", "how",
    ]  # fmt: skip
    assert keys.count("ring") == 4


@pytest.mark.slow
@pytest.mark.parametrize("language", ["nl", "en"])
def test_slides_paper_workbook_and_twin_say_the_same_numbers(language: str) -> None:
    pack = example_pack(language)
    deck, book = Presentation(BytesIO(write_pack_pptx(pack))), load_workbook(BytesIO(write_pack_xlsx(pack)))
    on_slides = [
        [[cell.text for cell in row.cells] for row in shape.table.rows]
        for slide in deck.slides
        for shape in slide.shapes
        if shape.has_table
    ]
    on_paper = "".join("".join(page.extract_text().split()) for page in PdfReader(BytesIO(write_pack_pdf(pack))).pages)
    in_book = {
        float(cell.value)
        for sheet in book
        for row in sheet.iter_rows()
        for cell in row
        if isinstance(cell.value, int | float)
    }
    twin = format_pack_text(pack)
    slides = {tuple(cell for cell in row if cell) for table in on_slides for row in table}
    for table in tables(pack):
        for row in table.rows:
            told = [format_pack_cell(cell, language) for cell in row]
            assert tuple(cell for cell in told if cell) in slides
            assert " | ".join(told) in twin
            assert "".join("".join(told).split()) in on_paper
            assert {float(cell) for cell in row if isinstance(cell, int | float)} <= in_book


def test_a_page_says_which_numbers_in_the_twin() -> None:
    pack = example_pack()
    page = page_of(pack, "title")
    assert "waarnemingen tellen mee (toen" in format_page_text(page, "nl")


def test_the_month_to_compare_with_is_that_of_the_last_agreement_or_decision() -> None:
    marks = (
        mark(MilestoneKind.SUCCESS, date(2026, 10, 9)),
        mark(MilestoneKind.DECISION, date(2026, 6, 9)),
        mark(MilestoneKind.AGREEMENT, date(2026, 3, 9)),
        mark(MilestoneKind.DECISION, date(2026, 11, 2)),
        mark(MilestoneKind.DECISION, date(2026, 10, 2), held=True),
    )
    assert choose_month_to_compare(marks, TODAY) == date(2026, 6, 1)
    assert choose_month_to_compare(marks[:1], TODAY) == date(2026, 5, 1)


def test_milestones_since_then_are_told_and_those_held_ready_never() -> None:
    held = mark(MilestoneKind.SUCCESS, date(2026, 10, 1), held=True)
    planned = mark(MilestoneKind.PHASE_CHANGE, date(2027, 1, 1))
    before = mark(MilestoneKind.SUCCESS, date(2026, 5, 31))
    after = mark(MilestoneKind.SUCCESS, date(2026, 6, 1))
    material = replace(example_material(), milestones=(held, planned, before, after))
    assert list_milestones_since(material, ASKED, TODAY) == (after,)


def test_brilliant_failures_get_as_much_room_as_successes() -> None:
    kinds = [MilestoneKind.SUCCESS] * 4 + [MilestoneKind.BRILLIANT_FAILURE] * 4
    marks = tuple(mark(kind, date(2026, 6, day + 1), learned="Iets.") for day, kind in enumerate(kinds))
    pack = pack_of(replace(example_material(), milestones=marks))
    leads = [page.lead.split(" · ")[0] for page in pack.pages if page.key == "card"]
    assert leads == ["Briljante mislukking"] * 2 + ["Succes"] * 2


def test_an_empty_collaboration_gives_a_calm_pack_that_asks() -> None:
    rings = tuple(Ring(str(n), f"Ring {n}", (Theme(f"t{n}", str(n), "Onverwacht", unexpected=True),)) for n in range(2))
    pack = pack_of(PackMaterial("Leeg", False, rings))
    assert page_of(pack, "ring").title == "Ring 0: in deze periode is nog niets gezien"
    assert page_of(pack, "changed").blocks == ()
    assert "in 2 van de 2 sectoren is niets gezien" in page_of(pack, "unknown").title
    assert all(write(pack) for write in (write_pack_pptx, write_pack_pdf, write_pack_xlsx))


def test_the_page_of_what_is_not_known_lists_as_many_sectors_as_its_title_counts() -> None:
    page = page_of(example_pack(), "unknown")
    counted = re.search(r"in (\d+) van de \d+ sectoren", page.title)
    assert counted
    listed = next(block for block in page.blocks if isinstance(block, ListBlock))
    assert listed.heading.startswith(f"{counted[1]} sector")


def test_a_title_only_claims_what_was_computed() -> None:
    pack = example_pack()
    for page in pack.pages:
        for block in page.blocks:
            if page.key == "ring" and isinstance(block, TableBlock):
                wished = [(row[1], row[2]) for row in block.rows if isinstance(row[1], float)]
                reached = sum(isinstance(seen, float) and seen >= wanted for wanted, seen in wished)
                assert f"{reached} van de {len(wished)} gewenste niveaus gezien" in page.title or reached == len(wished)


def test_the_filter_stands_on_the_pack_and_only_confirmed_counts_when_asked() -> None:
    asked = replace(ASKED, confirmed_only=True, organisation="ROC & Zn", window=None)
    pack = pack_of(example_material(), asked)
    assert "ROC & Zn · Alleen bevestigd · Alles tot dan toe" in pack.footer_text
    assert get_text("nl", "stills.filtered") in str(pack.figures[0].spec["datasets"]["words"])


def test_a_draft_in_a_story_is_a_gap_in_the_pack() -> None:
    one = story(2, "Nog niet gedeeld.")
    first, second = one.steps
    assert first.observation is not None
    draft = replace(first, subject=replace(first.observation, state=State.DRAFT))
    pack = build_pack(example_material(), ASKED, [replace(one, steps=(draft, second))], "nl", TODAY)
    assert format_pack_text(pack).count("Nog niet gedeeld.") == 1


def test_at_most_three_stories_are_told_and_a_proposed_one_says_so() -> None:
    one = story()
    pack = build_pack(example_material(), ASKED, [one, replace(one, is_kept=False), one, one], "nl", TODAY)
    pages = [page for page in pack.pages if page.key == "story"]
    assert len(pages) == 3
    assert pages[1].lead.startswith("Voorgesteld")
    assert all(isinstance(page.blocks[0], StoryBlock) for page in pages)


def test_slides_paper_and_workbook_leave_out_what_they_cannot_hold() -> None:
    unsafe = "\x00\x01\x0b\x1f\x7f\ufeff\ufdd0\ufffe\uffff\U0001fffe"
    texts = [f"Leer{unsafe}ling {number}" for number in range(10)]
    pack = build_pack(hostile(texts), ASKED, [story(what=f"{unsafe}Leerling")], "nl", TODAY)
    pack = replace(pack, title=f"Pakket{unsafe}")
    paper = "\n".join(page.extract_text() for page in PdfReader(BytesIO(write_pack_pdf(pack))).pages)
    slides = "\n".join(
        text for slide in Presentation(BytesIO(write_pack_pptx(pack))).slides for text in slide.element.itertext()
    )
    cells = [
        cell for sheet in load_workbook(BytesIO(write_pack_xlsx(pack))) for row in sheet.iter_rows() for cell in row
    ]
    for text in (paper, slides, "\n".join(str(cell.value) for cell in cells)):
        assert "Leerling 3" in text
        assert not set(unsafe) & set(text)
