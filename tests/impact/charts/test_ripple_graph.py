"""The picture of the ripple graph: its marks, lines, words and table, light enough to send."""

import json
from datetime import timedelta
from itertools import combinations
from typing import Any

import pytest

from impact.charts import Figure, export, inline_datasets
from impact.charts.graph_layout import lay_out_graph
from impact.charts.graph_words import GraphWords, describe_bundling
from impact.charts.ripple_graph import draw_ripple_graph
from impact.picture.colours import DARK_SCHEME, LIGHT_SCHEME
from impact.ripples.graph import GraphQuery, RippleNetwork, build_graph
from tests.impact.ripples.test_graph import DAY, made, many, node, ripple, small

SAID = {"a": "Docenten bellen elkaar.", "b": "Een rooster.", "x": "Minder tijd.", "y": "Geen ruimte.", "z": "Stil."}


def drawn(pond: RippleNetwork, language: str = "nl", *, dark: bool = False, wanted: GraphQuery | None = None) -> Figure:
    found = build_graph(pond, wanted or GraphQuery())
    said = SAID | {mark.key: "x" * 280 for mark in found.marks if mark.key.startswith("o")}
    return draw_ripple_graph(pond, found, said, language, dark=dark)


def rows(figure: Figure) -> list[dict[str, Any]]:
    return [row for layer in inline_datasets(figure.spec)["layer"] for row in layer["data"]["values"]]


def told(figure: Figure) -> set[str]:
    return {row["told"] for row in rows(figure) if "told" in row}


def test_each_mark_tells_its_sentence_ring_day_evidence_and_order() -> None:
    assert {
        "Docenten bellen elkaar. · Docenten · 10 jan 2026 · zelf gezien · orde 1",
        "Stil. · Scholen · 10 mei 2026 · zelf gezien · los",
        "Docentstages · Activiteiten · 27 dec 2025",
    } <= told(drawn(small()))


def test_each_line_tells_how_the_one_led_to_the_other() -> None:
    assert "Minder tijd. → Geen ruimte. · hindert · aannemelijk" in told(drawn(small()))
    assert "Docenten bellen elkaar. → Een rooster. · leads to · plausible" in told(drawn(small(), "en"))


def test_the_numbers_are_told_in_words_and_every_ripple_stands_in_the_table() -> None:
    figure = drawn(small())
    assert figure.alt == (
        "Rimpels per ring, door de tijd: 5 waarnemingen, 3 rimpels, "
        "3 losse waarnemingen (geen activiteit leidt ernaartoe). "
        "Aantal waarnemingen per orde: orde 1: 1, orde 2: 1."
    )
    assert list(figure.table.itertuples(index=False, name=None)) == [
        ("Docentstages", "leidt tot", "Docenten bellen elkaar.", "aannemelijk", 1),
        ("Docenten bellen elkaar.", "leidt tot", "Een rooster.", "aannemelijk", 2),
        ("Minder tijd.", "hindert", "Geen ruimte.", "aannemelijk", "los"),
    ]


def test_a_bundle_tells_its_number_and_the_words_say_that_they_are_bundles() -> None:
    pond = many(10_000)
    figure = drawn(pond)
    assert "10.001 rimpels, gebundeld per ring en jaar." in figure.alt
    assert list(figure.table.columns) == ["Oorzaak", "Rimpel", "Gevolg", "Aantal"]
    assert any(one.startswith("Docenten, 2027 · ") for one in told(figure))
    assert sum(figure.table["Aantal"]) == sum(one.count for one in build_graph(pond, GraphQuery()).lines)


@pytest.mark.parametrize("count", [100, 300, 1_000, 10_000])
def test_what_is_sent_stays_light(count: int) -> None:
    assert len(json.dumps(inline_datasets(drawn(many(count, 20_000)).spec))) < 300_000


def test_around_one_of_very_many_it_stays_light_and_says_what_is_left_out() -> None:
    pond, wanted = many(10_000), GraphQuery(around_id="o7")
    figure = drawn(pond, wanted=wanted)
    assert "staan er niet bij" in describe_bundling(GraphWords(build_graph(pond, wanted), pond, {}, "nl"))
    assert len(json.dumps(inline_datasets(figure.spec))) < 300_000


def test_marks_in_one_lane_do_not_lie_on_each_other() -> None:
    nodes = [node(f"o{n}", days=n // 4 * 20) for n in range(60)]
    whole = made(nodes, [ripple(f"o{n}", f"o{n + 4}") for n in range(50)])
    marks = build_graph(whole, GraphQuery()).marks
    room, spots = lay_out_graph(marks, 2, LIGHT_SCHEME, "nl")
    for one, other in combinations(spots.values(), 2):
        apart = abs(one.x - other.x) / room.day_count * 640, abs(one.y - other.y)
        assert max(apart) > one.radius
    assert lay_out_graph(marks, 2, LIGHT_SCHEME, "nl")[1] == spots


def test_a_day_full_of_observations_still_has_a_place_for_each() -> None:
    whole = made([node(f"o{n}") for n in range(90)], [])
    room, spots = lay_out_graph(build_graph(whole, GraphQuery()).marks, 2, LIGHT_SCHEME, "nl")
    assert len(spots) == 90
    assert room.first_day < DAY < room.first_day + timedelta(days=room.day_count)


def test_on_a_dark_page_the_paper_is_dark() -> None:
    assert drawn(small(), dark=True).spec["config"]["background"] == DARK_SCHEME.paper
    assert drawn(small()).spec["config"]["background"] == LIGHT_SCHEME.paper


def test_it_can_be_taken_along() -> None:
    assert export.render_png(drawn(small())).startswith(b"\x89PNG")
    assert b"Docentstages" in export.render_svg(drawn(small()))


def test_texts_in_an_expression_are_written_as_the_chart_reads_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(GraphWords, "get_graph_text", lambda *_arguments, **_facts: 'Pa\'s "rij" \U0001e900\u00ad')
    expression = drawn(small()).spec["title"]["text"]["expr"]
    assert expression.startswith("width > 660 ? [")
    wide, narrow = expression.removeprefix("width > 660 ? ").split(" : ")
    assert json.loads(wide) == json.loads(narrow) == ['Pa\'s "rij" \U0001e900\u00ad']
