"""Small multiples and a line per ring: the picture through time, for reading."""

from datetime import date
from itertools import pairwise
from math import sqrt
from typing import Any

import pytest

from impact.charts import Figure
from impact.charts.ring_lines import compute_ring_lines, compute_wanted_mean, draw_ring_lines
from impact.charts.small_multiples import DISC_SCALE, choose_month_indices, draw_small_multiples
from impact.charts.still_disc import PictureCaption
from impact.model import Ring, State, Tally, Theme, WantedStep
from impact.months import list_months
from impact.picture.discs import DiscPicture, build_picture

SAID = PictureCaption("nl", "Leerroute")
FIRST = date(2024, 1, 1)


def rings() -> tuple[Ring, ...]:
    a = Theme("a", "pupils", "A", wanted=(WantedStep(FIRST, 2.0),))
    b = Theme("b", "pupils", "B", wanted=(WantedStep(FIRST, 3.0),))
    return (
        Ring("pupils", "Leerlingen", (a, b, Theme("u", "pupils", "Onverwacht", unexpected=True))),
        Ring("teachers", "Docenten", (Theme("c", "teachers", "C"),)),
    )


def life(last: date, tallies: tuple[Tally, ...] = (), window: int | None = 12) -> DiscPicture:
    return build_picture(rings(), tallies, list_months(FIRST, last), window)


def tally(theme: str, month: date, weight: int, level: int) -> Tally:
    return Tally(theme, month, State.SHARED, 1, weight, 2 * weight * level, int(level < 0))


def rows(figure: Figure, name: str) -> list[dict[str, Any]]:
    return list(figure.spec["datasets"][name])


def months_of(seen: DiscPicture, every: Any) -> list[str]:
    return [seen.months[index].strftime("%Y-%m") for index in choose_month_indices(seen, every)]


def test_every_quarter_ends_in_its_last_month_and_the_last_month_is_always_there() -> None:
    assert months_of(life(date(2024, 8, 1)), "quarter") == ["2024-03", "2024-06", "2024-08"]
    assert months_of(life(date(2025, 12, 1)), "year") == ["2024-12", "2025-12"]


def test_more_than_twelve_quarters_become_years() -> None:
    assert len(months_of(life(date(2026, 12, 1)), "quarter")) == 12
    assert months_of(life(date(2027, 2, 1)), "quarter") == ["2024-12", "2025-12", "2026-12", "2027-02"]


def test_a_long_life_is_thinned_to_at_most_sixteen_discs_and_keeps_its_end() -> None:
    found = months_of(life(date(2060, 12, 1)), "year")
    assert len(found) <= 16
    assert found[-1] == "2060-12"


def test_small_discs_have_the_radii_of_the_picture_times_one_scale() -> None:
    seen = life(date(2024, 6, 1), (tally("a", date(2024, 5, 1), 1, 2),))
    figure = draw_small_multiples(seen, "quarter", SAID)
    sector = seen.discs[0].sectors[0]
    drawn = [row for row in rows(figure, "arcs") if row["kind"] == "seen"]
    assert [(row["month"], row["theme"]) for row in drawn] == [(5, "a")]
    assert drawn[0]["outer"] == pytest.approx((sector.radii[5].seen or 0) * DISC_SCALE, abs=0.01)
    assert (drawn[0]["start"], drawn[0]["end"]) == (sector.start, sector.end)


def test_small_discs_stand_beside_each_other_with_their_date_and_count() -> None:
    figure = draw_small_multiples(life(date(2025, 6, 1)), "quarter", SAID)
    stones = [(row["x"], row["y"]) for row in rows(figure, "arcs") if row["kind"] == "stone"]
    assert len(set(stones)) == 6
    assert "mrt 2025" in [row["text"] for row in rows(figure, "letters")]
    assert "0 waarnemingen" in [row["text"] for row in rows(figure, "words")]
    assert "6 schijven, van mrt 2024 tot en met jun 2025" in figure.alt
    assert list(figure.table["Maand"].unique())[:2] == ["mrt 2024", "jun 2024"]


def test_a_ring_is_read_with_all_its_observations_together() -> None:
    # (1·4 + 3·1) / (1 + 3) = 1.75, not the mean of the sectors, which is 2.5.
    tallies = (tally("a", FIRST, 1, 4), tally("b", FIRST, 3, 1), tally("c", FIRST, 2, 3))
    pupils, teachers = compute_ring_lines(life(FIRST, tallies), tallies)
    assert pupils.readings[0].seen == 1.75
    assert teachers.readings[0].seen == 3


def test_the_wanted_level_of_a_ring_is_the_mean_of_what_was_agreed() -> None:
    seen = life(FIRST)
    assert compute_wanted_mean(seen.discs[0], 0) == 2.5
    assert compute_wanted_mean(seen.discs[1], 0) is None


def test_months_without_anything_seen_are_gaps_and_never_zero() -> None:
    tallies = (tally("a", FIRST, 1, 2), tally("a", date(2024, 4, 1), 1, 3), tally("a", date(2024, 5, 1), 1, 4))
    figure = draw_ring_lines(life(date(2024, 5, 1), tallies, window=1), tallies, SAID)
    drawn = [(row["month"][:7], row["level"], row["alone"]) for row in rows(figure, "seen")]
    assert drawn == [("2024-01", 2, True), ("2024-04", 3, False), ("2024-05", 4, False)]
    runs = [row["run"] for row in rows(figure, "seen")]
    assert runs[0] != runs[1] == runs[2]
    assert list(figure.table["Gezien"])[2] == "nog niet gezien"


def test_a_negative_ring_is_drawn_below_zero() -> None:
    tallies = (tally("a", FIRST, 1, -2),)
    figure = draw_ring_lines(life(FIRST, tallies), tallies, SAID)
    assert [row["level"] for row in rows(figure, "seen")] == [-2]
    assert figure.spec["encoding"]["y"]["scale"]["domain"] == [-2, 4]
    assert "Leerlingen: nu −2, gewenst 2,5." in figure.alt


def test_names_beside_the_lines_never_touch_and_stay_in_the_picture() -> None:
    eight = tuple(Ring(f"r{n}", f"Ring {n}", (Theme(f"t{n}", f"r{n}", "T"),)) for n in range(8))
    for level in (0, 4):
        tallies = tuple(tally(f"t{n}", FIRST, 1, level) for n in range(8))
        figure = draw_ring_lines(build_picture(eight, tallies, (FIRST,)), tallies, SAID)
        places = sorted(row["level"] for row in rows(figure, "names"))
        assert min(b - a for a, b in pairwise(places)) > 0.17
        assert -0.1 <= places[0] <= places[-1] <= 4.2


def test_the_areas_of_two_rings_compare_in_a_small_disc() -> None:
    seen = life(date(2024, 3, 1), (tally("a", FIRST, 1, 4), tally("c", FIRST, 1, 4)))
    drawn = [row for row in rows(draw_small_multiples(seen, "quarter", SAID), "arcs") if row["kind"] == "seen"]
    inner, outer = (row["outer"] ** 2 - row["inner"] ** 2 for row in drawn)
    rooms = [disc.top_radius**2 - disc.base_radius**2 for disc in seen.discs]
    assert sqrt(outer / inner) == pytest.approx(sqrt(rooms[1] / rooms[0]), rel=0.01)


def test_a_heading_names_the_collaboration_and_the_filter_on_what_is_taken_along() -> None:
    said = PictureCaption("nl", "Leerroute", note="Vakcollege", title="Leerroute Techniek")
    small, lines = draw_small_multiples(life(FIRST), "quarter", said), draw_ring_lines(life(FIRST), (), said)
    above = [row["text"] for row in rows(small, "letters") if row["y"] < 0]
    assert above == [lines.spec["title"]["text"]] == ["Leerroute Techniek · Vakcollege"]
    assert "title" not in draw_ring_lines(life(FIRST), (), SAID).spec
