"""The card of a story: everything on it stays on it, however long the story is, on light and on dark."""

from dataclasses import replace
from datetime import date
from itertools import pairwise
from struct import unpack
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from impact.charts import Figure, export
from impact.charts.story_card import BOTTOM, LEFT, RIGHT, TEXT_LEFT, draw_story_card
from impact.model import Certainty, Evidence, EvidenceKind, RippleKind
from impact.picture.colours import DARK_SCHEME, LIGHT_SCHEME, RING_COLOURS
from impact.report.pdf import write_picture_pdf
from impact.ripples.chains import compute_orders
from impact.ripples.stories import MissingReason, StorySubject, build_story_steps
from impact.ripples.story_text import StoryCard, write_story_text
from impact.text.measure import measure_text_width, wrap_text
from tests.impact.ripples.test_chains import ripple, thrown
from tests.impact.ripples.test_stories import RINGS as NAMED
from tests.impact.ripples.test_stories import STONE, seen

WHERE = ("teachers", "schools", "students")


def card(name: str = "Tijd werkt door", telling: str = "", language: str = "nl") -> StoryCard:
    return StoryCard(name, telling, "Leerroute Techniek", date(2026, 11, 24), language)


def drawn(there: list[StorySubject], shown: StoryCard | None = None, *, dark: bool = False) -> Figure:
    named = [one.id for one in there if not isinstance(one, MissingReason)]
    links = [thrown(one, other) if one == "stone" else ripple(one, other) for one, other in pairwise(named)]
    return draw_story_card(build_story_steps(there, links, compute_orders(links)), NAMED, shown or card(), dark)


def long(steps: int, length: int = 280) -> list[StorySubject]:
    made = [seen(f"o{n}", WHERE[n % 3]) for n in range(steps)]
    text = ("Docenten maken elke week samen een les en dat houdt nu al lang stand " * 5)[:length]
    return [replace(one, details=replace(one.details, what=text.strip())) for one in made]


def rows(figure: Figure, *names: str) -> list[dict[str, Any]]:
    return [row for name in names or ("titles", "words") for row in figure.spec["datasets"][name]]


def words(figure: Figure) -> str:
    return " ".join(row["text"] for row in rows(figure))


def test_the_card_has_the_name_every_sentence_the_day_the_evidence_the_ripple_the_doubts_and_whose_it_is() -> None:
    there: list[StorySubject] = [STONE, seen("a"), seen("b", "schools")]
    links = [thrown("stone", "a"), ripple("a", "b", Certainty.SUSPECTED, RippleKind.MAKES_POSSIBLE)]
    told = words(draw_story_card(build_story_steps(there, links, {}), NAMED, card(telling="Het begon klein.")))
    for part in (
        "Tijd werkt door",
        "Het begon klein.",
        "Docentstages",
        "activiteit · 5 jan 2026",
        "Zin a.",
        "Teachers · 5 mrt 2026 · zelf gezien",
        "leidt tot (aannemelijk)",
        "maakt mogelijk (vermoed)",
        "Zin b.",
        "Twijfels: rimpel is alleen vermoed (1)",
        "Leerroute Techniek · 24 nov 2026",
    ):
        assert part in told


def test_the_card_and_the_text_say_what_the_evidence_says_but_read_no_address_aloud() -> None:
    evidence = (
        Evidence(EvidenceKind.FIGURE, "27 van de 30 lessen"),
        Evidence(EvidenceKind.QUOTE, "Dit wil ik blijven doen."),
        Evidence(EvidenceKind.LINK, "https://example.org/verslag"),
    )
    steps = build_story_steps([seen("a", evidence=evidence), seen("b", "schools")], [ripple("a", "b")], {})
    told = "zelf gezien: 27 van de 30 lessen; “Dit wil ik blijven doen.”; link"
    for shown in (words(draw_story_card(steps, NAMED, card())), write_story_text(steps, NAMED, card())):
        assert told in shown
        assert "example.org" not in shown


@pytest.mark.parametrize("dark", [False, True])
def test_each_step_stands_in_the_colour_of_its_ring_on_light_and_dark(dark: bool) -> None:
    figure = drawn([STONE, seen("a"), seen("b", "students"), MissingReason.ERASED], dark=dark)
    fills = [row["fill"] for row in rows(figure, "over")]
    assert RING_COLOURS[0] in fills
    assert RING_COLOURS[2] in fills
    assert figure.spec["config"]["background"] == (DARK_SCHEME if dark else LIGHT_SCHEME).paper


def test_a_gap_is_open_and_no_arrow_runs_through_it() -> None:
    figure = drawn([seen("a"), MissingReason.ERASED, seen("b")])
    assert len(rows(figure, "dotted")) == 2
    assert "Deze stap is gewist." in words(figure)
    assert "leidt tot" not in words(figure)


def test_a_hindering_ripple_is_dashed() -> None:
    links = [ripple("a", "b", kind=RippleKind.HINDERS)]
    figure = draw_story_card(build_story_steps([seen("a"), seen("b")], links, {}), NAMED, card())
    assert len(rows(figure, "dashed")) == 1


@pytest.mark.parametrize("steps", [2, 5, 8, 9])
@pytest.mark.parametrize("length", [12, 90, 280])
def test_however_long_the_story_all_of_it_fits_on_the_card_and_nothing_overlaps(steps: int, length: int) -> None:
    figure = drawn(long(steps, length), card("Naam " * 24, "Verteld " * 200))
    set_in = rows(figure)
    assert all(row["y"] + row["size"] / 2 <= BOTTOM + 8 for row in set_in)
    assert all(row["x"] + measure_text_width(row["text"], row["size"] * 0.93) <= RIGHT + 4 for row in set_in)
    column = sorted((row["y"], row["size"]) for row in set_in if row["x"] == TEXT_LEFT)
    assert all(below - above >= (size + other) / 2 * 0.95 for (above, size), (below, other) in pairwise(column))
    assert words(figure).count("houdt nu al") >= (steps if length > 60 else 0)


def test_even_the_longest_story_keeps_every_sentence_whole() -> None:
    told = words(drawn(long(9), card("Naam " * 24, "Verteld " * 200)))
    assert told.count("…") == 1  # the telling alone gives way


def test_without_a_telling_the_steps_begin_right_below_the_name() -> None:
    there = long(2, 40)
    bare, said = (min(row["y"] for row in rows(drawn(there, one), "words")) for one in (card(), card(telling="Ja.")))
    assert bare > said
    assert all(row["x"] >= LEFT for row in rows(drawn(there)))


def test_the_alt_text_and_the_table_say_what_the_picture_says() -> None:
    figure = drawn([STONE, seen("a"), seen("b", "schools")])
    assert figure.alt.startswith('Verhaal "Tijd werkt door" van Leerroute Techniek. 1. Docentstages')
    assert "2. leidt tot (aannemelijk): Zin a." in figure.alt
    assert list(figure.table["Stap"]) == [1, 2, 3]
    assert list(figure.table["Wat er veranderde"]) == ["Docentstages", "Zin a.", "Zin b."]


def test_the_png_is_sixteen_by_nine_and_svg_and_pdf_come_along() -> None:
    figure = drawn([seen("a"), seen("b", "schools")], card(language="en"))
    width, height = unpack(">II", export.render_png(figure)[16:24])
    assert (width, height) == (1920, 1080)
    assert b"Zin a." in export.render_svg(figure)
    assert write_picture_pdf(figure, "en", date(2026, 11, 1)).startswith(b"%PDF")


@given(st.text(max_size=300), st.floats(8, 40), st.floats(60, 900))
def test_folded_lines_fit_and_lose_nothing(text: str, size: float, room: float) -> None:
    lines = wrap_text(text, size, room)
    assert "".join(lines).replace(" ", "") == "".join(text.split())
    assert all(measure_text_width(line, size) <= room or len(line) <= 1 for line in lines)
    assert len(wrap_text(text, size, room, 2)) <= 2
