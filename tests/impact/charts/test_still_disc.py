"""The still disc holds the numbers of the picture, mark by mark."""

import pickle
from datetime import date
from math import sqrt
from typing import Any

import pytest

from impact.charts import Figure, inline_datasets
from impact.charts.geometry import count_lined_up_ripples, place_sectors
from impact.charts.letters import compute_point, place_letters_on_arc
from impact.charts.still_disc import PictureCaption, draw_still_disc
from impact.model import Ring, RippleKind, State, Tally, Theme, WantedStep
from impact.picture.colours import DARK_SCHEME, get_ring_tints
from impact.picture.disc_data import RippleCount
from impact.picture.discs import INNER_RADIUS, OUTER_RADIUS, RING_GAP, DiscPicture, build_picture
from impact.text.measure import measure_text_width

MAY, JUNE = date(2026, 5, 1), date(2026, 6, 1)
SAID = PictureCaption("nl", "Leerroute Techniek")


def theme(name: str, ring: str, wanted: float | None = None) -> Theme:
    return Theme(name, ring, name.capitalize(), wanted=(WantedStep(MAY, wanted),) if wanted else ())


def two_rings() -> tuple[Ring, ...]:
    pupils = tuple(theme(name, "pupils", 3.0) for name in ("motivatie", "doorstroom", "keuze", "rust"))
    return Ring("pupils", "Leerlingen", pupils), Ring("teachers", "Docenten", (theme("samen", "teachers"),))


def shown() -> DiscPicture:
    """Motivatie half seen and a quarter confirmed, doorstroom level 0, keuze negative and disputed, rust never seen."""
    return build_picture(
        two_rings(),
        (
            Tally("motivatie", MAY, State.SHARED, n=1, weight=1, twice=4, negatives=0),
            Tally("motivatie", JUNE, State.CONFIRMED, n=1, weight=1, twice=4, negatives=0),
            Tally("doorstroom", MAY, State.SHARED, n=1, weight=2, twice=0, negatives=0),
            Tally("keuze", MAY, State.DISPUTED, n=1, weight=1, twice=-4, negatives=1),
            Tally("samen", MAY, State.SHARED, n=1, weight=1, twice=8, negatives=0),
        ),
        (MAY, JUNE),
    )


def rows(figure: Figure, name: str) -> list[dict[str, Any]]:
    return list(figure.spec["datasets"][name])


def arcs(figure: Figure, theme_id: str) -> dict[str, dict[str, Any]]:
    return {row["kind"]: row for row in rows(figure, "arcs") if row.get("theme") == theme_id}


def test_the_data_of_the_still_are_the_sectors_of_the_picture() -> None:
    seen = shown()
    expected = [
        (sector.theme.id, sector.start, sector.end, disc.base_radius, sector.radii[1].seen, sector.radii[1].confirmed)
        for disc in seen.discs
        for sector in disc.sectors
    ]
    found = rows(draw_still_disc(seen, 1, {}, SAID), "sectors")
    keys = ("theme", "start", "end", "inner", "seen", "confirmed")
    assert [tuple(row[key] for key in keys) for row in found] == expected
    assert [row["wanted"] for row in found] == [s.radii[1].wanted for disc in seen.discs for s in disc.sectors]


def test_the_fills_end_at_radii_worked_out_by_hand() -> None:
    # Two rings: the edge between them lies at sqrt((86² + 464²) / 2), level 2 halfway the area from base to top.
    edge = sqrt((INNER_RADIUS**2 + OUTER_RADIUS**2) / 2)
    base, top = INNER_RADIUS + 3, edge - 16 - 3
    drawn = arcs(draw_still_disc(shown(), 1, {}, SAID), "motivatie")
    assert drawn["seen"]["inner"] == pytest.approx(base)
    assert drawn["seen"]["outer"] == pytest.approx(sqrt((base**2 + top**2) / 2))
    assert drawn["confirmed"]["outer"] == pytest.approx(sqrt(base**2 + (top**2 - base**2) / 4))
    assert drawn["track"]["outer"] == pytest.approx(edge - RING_GAP)
    assert (drawn["track"]["start"], drawn["track"]["end"]) == (-45, 45)


def test_what_is_drawn_lies_where_the_data_say() -> None:
    figure = draw_still_disc(shown(), 1, {"pupils": 2}, SAID)
    for row in rows(figure, "sectors"):
        for kind in ("seen", "confirmed"):
            arc = arcs(figure, row["theme"]).get(kind)
            if arc:
                assert (arc["outer"], arc["start"], arc["end"]) == (row[kind], row["start"], row["end"])


def test_level_zero_is_a_line_and_not_yet_seen_an_open_sector_with_a_question_mark() -> None:
    figure = draw_still_disc(shown(), 1, {}, SAID)
    assert set(arcs(figure, "doorstroom")) == {"track", "nothing"}
    assert set(arcs(figure, "rust")) == {"open"}
    asked = [row for row in rows(figure, "letters") if row["text"] == "?" and row["y"] < 1000]
    assert len(asked) == 1


def test_only_what_is_new_this_month_has_a_strong_edge() -> None:
    figure = draw_still_disc(shown(), 1, {}, SAID)
    assert [row["theme"] for row in rows(figure, "arcs") if row["kind"] == "fresh"] == ["motivatie"]


def test_turning_brings_the_chosen_sector_to_twelve_o_clock_and_outlines_it() -> None:
    figure = draw_still_disc(shown(), 1, {"pupils": 1}, SAID)
    turned = {row["theme"]: row for row in rows(figure, "sectors")}
    assert (turned["doorstroom"]["start"], turned["doorstroom"]["end"]) == (-45, 45)
    assert [name for name, row in turned.items() if row["lined_up"]] == ["doorstroom", "samen"]
    assert "Doorstroom (0)" in figure.alt


def test_turning_past_the_last_sector_begins_again() -> None:
    assert rows(draw_still_disc(shown(), 1, {"pupils": 5}, SAID), "sectors") == rows(
        draw_still_disc(shown(), 1, {"pupils": 1}, SAID), "sectors"
    )


def test_a_wanted_level_is_dashed_once_for_every_sector_that_has_one() -> None:
    with_line, without = (
        draw_still_disc(shown(), 1, {}, SAID),
        draw_still_disc(build_picture(two_rings(), (), (MAY,)), 0, {}, SAID),
    )
    in_legend = 1  # the line that explains it
    assert len(rows(with_line, "dashed")) == 4 + in_legend
    assert len(rows(without, "dashed")) == 4 + in_legend


def test_ripples_are_drawn_between_outlined_sectors_only_and_inside_the_window() -> None:
    seen = shown()
    lined = [place for place in place_sectors(seen, {}) if place.is_lined_up]
    ripples = [
        RippleCount("motivatie", "samen", RippleKind.LEADS_TO, JUNE, 2),
        RippleCount("motivatie", "samen", RippleKind.CONTRIBUTES_TO, MAY, 1),
        RippleCount("samen", "motivatie", RippleKind.HINDERS, JUNE, 1),
        RippleCount("doorstroom", "samen", RippleKind.LEADS_TO, JUNE, 5),
        RippleCount("motivatie", "samen", RippleKind.LEADS_TO, date(2025, 5, 1), 7),
    ]
    assert count_lined_up_ripples(ripples, seen, 1, lined) == {(0, 1, False): 3, (1, 0, True): 1}
    assert count_lined_up_ripples(ripples, seen, 0, lined) == {(0, 1, False): 1}


def test_a_hindering_ripple_is_dashed() -> None:
    hinders = [RippleCount("samen", "motivatie", RippleKind.HINDERS, JUNE, 1)]
    with_it, without = draw_still_disc(shown(), 1, {}, SAID, hinders), draw_still_disc(shown(), 1, {}, SAID)
    assert len(rows(with_it, "dashed")) == len(rows(without, "dashed")) + 2  # and once in the legend


def test_every_label_stands_upright_wherever_its_sector_stands() -> None:
    for middle in range(-180, 181, 15):
        letters = list(place_letters_on_arc("Onverwacht", 300, middle, 12.5, 400))
        leaning = letters[0].angle % 360, letters[-1].angle % 360
        assert all(min(angle, 360 - angle) <= 100 for angle in leaning)
        assert "".join(letter.text for letter in letters) == "Onverwacht"
        assert letters[0].x <= letters[-1].x or abs(abs(middle) - 90) < 15


def test_a_label_wider_than_its_lane_is_squeezed_into_it() -> None:
    radius, room = 300.0, 40.0
    letters = list(place_letters_on_arc("WWWWWWWW", radius, 0, 12.5, room))
    assert measure_text_width("WWWWWWWW", 12.5) > room
    assert letters[-1].x - letters[0].x < room


def test_twelve_o_clock_is_up_and_three_o_clock_is_right() -> None:
    assert compute_point(100, 0) == pytest.approx((500, 400))
    assert compute_point(100, 90) == pytest.approx((600, 500))


def test_a_cut_label_is_whole_in_what_the_sector_tells() -> None:
    long = "Een heel lange gewenste impact die nooit in een smalle baan past"
    ring = Ring("r", "Ring", tuple(Theme(f"t{n}", "r", long) for n in range(12)))
    figure = draw_still_disc(build_picture((ring, two_rings()[0]), (), (MAY,)), 0, {}, SAID)
    drawn = "".join(row["text"] for row in rows(figure, "letters"))
    assert "…" in drawn
    assert rows(figure, "sectors")[0]["told"].startswith(long)


def test_the_alt_text_tells_date_count_rings_and_reading_line() -> None:
    told = draw_still_disc(shown(), 1, {}, SAID).alt
    assert "jun 2026" in told
    assert "5 waarnemingen" in told
    assert "Leerlingen: in 3 van de 4 sectoren" in told
    assert "Motivatie (2)" in told


def test_the_table_holds_numbers_and_the_word_for_not_yet_seen() -> None:
    table = draw_still_disc(shown(), 1, {}, SAID).table
    assert list(table["Gezien"])[:4] == [2.0, 0.0, -2.0, "nog niet gezien"]


def test_the_dark_picture_lies_on_dark_paper_with_tints_of_its_own() -> None:
    figure = draw_still_disc(shown(), 1, {}, SAID, dark=True)
    assert figure.spec["config"]["background"] == DARK_SCHEME.paper
    assert arcs(figure, "motivatie")["track"]["fill"] == get_ring_tints(0, DARK_SCHEME).track


def test_the_same_picture_gives_the_same_figure_and_it_can_be_kept() -> None:
    first, again = draw_still_disc(shown(), 1, {}, SAID), draw_still_disc(shown(), 1, {}, SAID)
    assert first == again
    assert pickle.loads(pickle.dumps(first)) == first


def test_one_figure_does_not_touch_the_next() -> None:
    first = draw_still_disc(shown(), 0, {}, SAID)
    before = len(rows(first, "arcs"))
    draw_still_disc(build_picture(two_rings(), (), (MAY,)), 0, {}, SAID)
    assert len(rows(first, "arcs")) == before


def test_the_title_stands_above_and_the_filter_on_the_stone() -> None:
    figure = draw_still_disc(shown(), 1, {}, PictureCaption("nl", "Leerroute", "Vakcollege", "Mei tot juni"))
    assert any(row["text"] == "Mei tot juni" and row["y"] < 0 for row in rows(figure, "names"))
    assert any(row["text"] == "Vakcollege" for row in rows(figure, "words"))


def test_rows_can_go_along_inside_the_layers_that_draw_them() -> None:
    figure = draw_still_disc(shown(), 1, {}, SAID)
    spec = inline_datasets(figure.spec)
    assert "datasets" not in spec
    assert spec["layer"][0]["data"]["values"] == rows(figure, "arcs")
    assert "datasets" in figure.spec
    assert inline_datasets({"mark": "bar"}) == {"mark": "bar"}
