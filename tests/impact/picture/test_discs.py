"""The picture month by month: true to area, true to the formula, and never a zero where nothing was seen."""

from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise
from math import pi

import pytest
from hypothesis import given
from hypothesis import strategies as st

from impact.model import Direction, Level, Ring, Rung, State, Tally, Theme, WantedStep
from impact.months import count_months_between, get_last_day, get_month, list_months
from impact.picture.discs import (
    INNER_RADIUS,
    LETTER_WIDTH,
    MAX_LANE_WIDTH,
    OUTER_RADIUS,
    RING_GAP,
    WINDOWS_IN_MONTHS,
    build_picture,
    compute_lane_width,
    compute_level_radius,
    compute_readings,
    compute_ring_edges,
    compute_rotation,
    compute_sector_angles,
    shorten_label,
)
from impact.picture.level_formulas import compute_double_weighted_level

FIRST, LAST = date(2025, 1, 1), date(2026, 6, 1)
MONTHS = list_months(FIRST, LAST)
THEME = Theme("t", "r", "Motivatie", wanted=(WantedStep(date(2025, 6, 15), 2.0), WantedStep(date(2026, 6, 30), 3.5)))
SIGN = {Direction.POSITIVE: 1.0, Direction.NEGATIVE: -1.0, Direction.MIXED: 0.5, Direction.NO_CHANGE: 0.0}
windows = st.sampled_from(WINDOWS_IN_MONTHS)


@dataclass(frozen=True)
class Seen:
    """What the formula needs to know of one observation."""

    theme_id: str
    on: date
    direction: Direction
    level: Level
    rung: Rung
    state: State

    def tally(self) -> Tally:
        """This observation, counted on its own."""
        value = compute_double_weighted_level(self.direction, self.level, self.rung)
        negative = int(self.direction is Direction.NEGATIVE)
        return Tally(self.theme_id, get_month(self.on), self.state, 1, int(self.rung), value, negative)


def seen(on: date, level: int = 2, rung: int = 2, **fields: object) -> Seen:
    """A positive shared observation of the one theme, unless said otherwise."""
    plain = Seen("t", on, Direction.POSITIVE, Level(level), Rung(rung), State.SHARED)
    return replace(plain, **fields)  # type: ignore[arg-type]


def shown(*things: Seen, window: int | None = 12, confirmed_only: bool = False):  # type: ignore[no-untyped-def]
    """The readings of the one theme over the months."""
    return compute_readings([one.tally() for one in things], THEME, MONTHS, window, confirmed_only)


things_seen = st.lists(
    st.builds(
        Seen,
        st.sampled_from(["t", "u"]),
        st.dates(FIRST, get_last_day(LAST)),
        st.sampled_from(Direction),
        st.sampled_from(Level),
        st.sampled_from(Rung),
        st.sampled_from(State),
    ),
    max_size=40,
)


def test_rings_have_equal_areas() -> None:
    edges = compute_ring_edges(4)
    areas = [pi * (outer**2 - inner**2) for inner, outer in pairwise(edges)]
    assert (edges[0], edges[-1]) == pytest.approx((INNER_RADIUS, OUTER_RADIUS))
    assert areas == pytest.approx([areas[0]] * 4)


def test_the_edges_of_two_rings_are_worked_out_by_hand() -> None:
    # sqrt((86² + 464²) / 2) = sqrt((7396 + 215296) / 2) = sqrt(111346)
    assert compute_ring_edges(2) == pytest.approx((86.0, 333.685, 464.0), abs=0.001)


@pytest.mark.parametrize("count", range(2, 9))
def test_any_number_of_rings_leaves_room_for_levels_and_labels(count: int) -> None:
    edges = compute_ring_edges(count)
    lane = compute_lane_width(edges)
    assert 8 <= lane <= MAX_LANE_WIDTH
    assert all(outer - inner - 2 * RING_GAP - lane > 12 for inner, outer in pairwise(edges))


def test_the_radius_of_a_level_is_true_to_area() -> None:
    # half of the area between 30 and 50 ends at sqrt(900 + ½·1600) = sqrt(1700)
    assert compute_level_radius(2, 30, 50) == pytest.approx(1700**0.5)
    assert (compute_level_radius(0, 30, 50), compute_level_radius(4, 30, 50)) == (30, 50)


@given(st.floats(0, 4), st.floats(1, 500), st.floats(1, 500))
def test_the_area_up_to_a_level_is_its_share_of_the_room(level: float, base: float, more: float) -> None:
    top = base + more
    filled = compute_level_radius(level, base, top) ** 2 - base**2
    assert filled == pytest.approx(level / 4 * (top**2 - base**2), rel=1e-6, abs=1e-6)


@given(st.integers(1, 12))
def test_sectors_are_equal_and_close_the_circle(count: int) -> None:
    angles = compute_sector_angles(count)
    assert sum(end - start for start, end in angles) == pytest.approx(360)
    assert all(one[1] == pytest.approx(other[0]) for one, other in pairwise(angles))
    assert sum(angles[0]) == pytest.approx(0)


@given(st.integers(1, 12), st.integers(-30, 30))
def test_turning_brings_the_middle_of_a_sector_to_twelve_o_clock(count: int, position: int) -> None:
    turned = compute_rotation(position, count)
    start, end = compute_sector_angles(count)[position % count]
    assert -360 < turned <= 0
    assert (start + end) / 2 + turned == pytest.approx(0)


@given(st.text(max_size=60), st.floats(60, 470), st.floats(20, 360))
def test_a_label_fits_on_its_arc(label: str, radius: float, degrees: float) -> None:
    cut = shorten_label(label, radius, degrees)
    room = radius * pi * degrees / 180
    assert cut == label or cut.endswith("…")
    assert len(cut) * LETTER_WIDTH <= max(room, 2 * LETTER_WIDTH)


def test_a_label_that_fits_stays_whole_and_a_long_one_says_that_it_goes_on() -> None:
    # an arc of 90 degrees at radius 100 is 157 long: room for 21 letters
    assert shorten_label("Doorlopende leerlijn", 100, 90) == "Doorlopende leerlijn"
    assert shorten_label("Doorlopende leerlijn voor techniek", 100, 90) == "Doorlopende leerlijn…"


def test_an_observation_counts_from_its_month_on_and_for_twelve_months() -> None:
    levels = [reading.seen for reading in shown(seen(date(2025, 3, 31), level=3))]
    assert levels == [None] * 2 + [3.0] * 12 + [None] * 4


def test_without_a_window_it_counts_for_ever() -> None:
    assert shown(seen(date(2025, 3, 31)), window=None)[-1].n == 1


def test_not_yet_seen_is_not_zero_on_the_picture() -> None:
    nothing = seen(date(2026, 6, 1), level=0, direction=Direction.NO_CHANGE)
    unseen, zero = (
        build_picture([Ring("r", "Docenten", (THEME,)), Ring("s", "Scholen")], tallies, MONTHS).get_sector("t")
        for tallies in ([], [nothing.tally()])
    )
    assert unseen.readings[-1].seen is None
    assert unseen.radii[-1].seen is None
    assert zero.readings[-1].seen == 0
    assert zero.radii[-1].seen == pytest.approx(INNER_RADIUS + RING_GAP)


def test_wanted_is_read_on_the_last_day_of_the_month() -> None:
    wanted = [reading.wanted for reading in shown()]
    assert wanted == [None] * 5 + [2.0] * 12 + [3.5]


def test_fresh_counts_only_this_month() -> None:
    fresh = [reading.fresh for reading in shown(seen(date(2025, 3, 1)), seen(date(2025, 3, 9)), seen(date(2025, 4, 1)))]
    assert fresh[:5] == [0, 0, 2, 1, 0]


def test_drafts_and_what_is_withdrawn_never_count() -> None:
    hidden = [seen(date(2026, 6, 1), state=state) for state in (State.DRAFT, State.WITHDRAWN)]
    assert shown(*hidden)[-1].n == 0


def test_with_confirmed_only_the_rest_is_as_if_it_were_not_there() -> None:
    last = shown(seen(LAST, 4), seen(LAST, 1, state=State.CONFIRMED), confirmed_only=True)[-1]
    assert (last.n, last.seen, last.confirmed, last.disputed) == (1, 1.0, 1.0, 0)


def test_marks_are_counted_within_the_window() -> None:
    last = shown(
        seen(LAST, direction=Direction.NEGATIVE),
        seen(date(2025, 2, 1), direction=Direction.NEGATIVE),
        seen(LAST, state=State.DISPUTED),
        seen(LAST, state=State.CONFIRMED),
    )[-1]
    assert (last.n, last.negatives, last.disputed, last.confirmed_n) == (3, 1, 1, 1)


@given(things_seen, windows, st.integers(0, len(MONTHS) - 1))
def test_the_picture_is_what_the_formula_gives_for_the_observations(
    things: list[Seen], window: int | None, index: int
) -> None:
    reading = shown(*(one for one in things if one.theme_id == "t"), window=window)[index]
    counting = [
        one for one in things if one.theme_id == "t" and one.state in (State.SHARED, State.CONFIRMED, State.DISPUTED)
    ]
    inside = [one for one in counting if _inside(one.on, index, window)]
    weight = sum(int(one.rung) for one in inside)
    assert reading.n == len(inside)
    assert reading.disputed == sum(one.state is State.DISPUTED for one in inside)
    assert reading.negatives == sum(one.direction is Direction.NEGATIVE for one in inside)
    assert reading.fresh == sum(get_month(one.on) == MONTHS[index] for one in counting)
    if not inside:
        assert reading.seen is reading.confirmed is None
    else:
        assert reading.seen == pytest.approx(sum(map(_value, inside)) / weight)
        confirmed = sum(_value(one) for one in inside if one.state is State.CONFIRMED)
        assert reading.confirmed == pytest.approx(confirmed / weight)


def _inside(day: date, index: int, window: int | None) -> bool:
    age = count_months_between(day, MONTHS[index])
    return age >= 0 and (window is None or age < window)


def _value(one: Seen) -> float:
    return int(one.rung) * SIGN[one.direction] * int(one.level)


@given(things_seen, windows)
def test_confirmed_is_never_drawn_above_seen_and_nothing_leaves_its_room(
    things: list[Seen], window: int | None
) -> None:
    rings = [Ring("r", "Docenten", (THEME, Theme("u", "r", "Onverwacht", unexpected=True))), Ring("s", "Scholen")]
    discs = build_picture(rings, [one.tally() for one in things], MONTHS, window).discs
    for sector in discs[0].sectors:
        for radii in sector.radii:
            assert (radii.seen is None) == (radii.confirmed is None)
            if radii.seen is not None and radii.confirmed is not None:
                assert discs[0].base_radius <= radii.confirmed <= radii.seen <= discs[0].top_radius + 1e-9


@given(things_seen, windows)
def test_the_stone_counts_every_observation_on_the_discs_once(things: list[Seen], window: int | None) -> None:
    rings = [Ring("r", "Docenten", (THEME,)), Ring("s", "Scholen", (Theme("u", "s", "Gedeelde tijd"),))]
    drawn = build_picture(rings, [one.tally() for one in things], MONTHS, window)
    counting = [one for one in things if one.state in (State.SHARED, State.CONFIRMED, State.DISPUTED)]
    for index, counted in enumerate(drawn.observation_counts):
        assert counted == sum(_inside(one.on, index, window) for one in counting)


def test_tallies_of_other_months_are_left_out() -> None:
    assert shown(seen(date(2024, 12, 31)), seen(date(2026, 7, 1)), window=None)[-1].n == 0


def test_levels_lie_between_the_gap_and_the_lane_of_the_label() -> None:
    disc = build_picture([Ring("r", "Docenten", (THEME,)), Ring("s", "Scholen", ())], [], MONTHS).discs[0]
    assert (disc.base_radius, disc.top_radius) == pytest.approx(
        (disc.inner_radius + RING_GAP, disc.outer_radius - MAX_LANE_WIDTH - RING_GAP)
    )
    assert disc.level_radii[-1] == pytest.approx(disc.top_radius)
    assert len(disc.level_radii) == 4


def test_a_sector_that_stands_on_no_disc_cannot_be_asked_for() -> None:
    with pytest.raises(KeyError):
        build_picture([Ring("r", "Docenten"), Ring("s", "Scholen")], [], MONTHS).get_sector("t")


def test_a_ring_without_any_sector_is_an_empty_disc() -> None:
    disc = build_picture([Ring("r", "Docenten"), Ring("s", "Scholen")], [], MONTHS).discs[0]
    assert (disc.sectors, compute_rotation(3, 0)) == ((), 0)
