"""Wanted, seen and confirmed: worked out by hand, and held for any observations."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from impact.model import COUNTING_STATES, Direction, Level, Rung, State, Tally, WantedStep
from impact.picture.level_formulas import (
    SectorReading,
    clamp_confirmed_level,
    clamp_level,
    compute_confirmed_level,
    compute_double_weighted_level,
    compute_seen_level,
    get_wanted_level,
)

MONTH = date(2026, 11, 1)
SIGN = {Direction.POSITIVE: 1.0, Direction.NEGATIVE: -1.0, Direction.MIXED: 0.5, Direction.NO_CHANGE: 0.0}

Seen = tuple[Direction, Level, Rung, State]
seen_things = st.tuples(
    st.sampled_from(Direction), st.sampled_from(Level), st.sampled_from(Rung), st.sampled_from(COUNTING_STATES)
)


def tally(direction: Direction, level: int, rung: int, state: State = State.SHARED) -> Tally:
    """One observation, counted."""
    value = compute_double_weighted_level(direction, Level(level), Rung(rung))
    return Tally("theme", MONTH, state, 1, rung, value, int(direction is Direction.NEGATIVE))


def test_one_observation_gives_its_own_level_however_strong_its_evidence() -> None:
    for rung in Rung:
        assert compute_seen_level([tally(Direction.POSITIVE, 3, rung)]) == 3


def test_evidence_weighs() -> None:
    # (5·4 + 1·1) / (5 + 1) = 21 / 6
    assert compute_seen_level([tally(Direction.POSITIVE, 4, 5), tally(Direction.POSITIVE, 1, 1)]) == 3.5


def test_negative_takes_away_and_mixed_counts_half() -> None:
    # (2·3 − 3·2 + 4·½·2) / (2 + 3 + 4) = 4 / 9
    counted = [tally(Direction.POSITIVE, 3, 2), tally(Direction.NEGATIVE, 2, 3), tally(Direction.MIXED, 2, 4)]
    assert compute_seen_level(counted) == 4 / 9


def test_seen_can_be_below_zero_and_is_then_drawn_at_zero() -> None:
    level = compute_seen_level([tally(Direction.NEGATIVE, 4, 2), tally(Direction.POSITIVE, 1, 1)])
    assert level == -7 / 3
    assert clamp_level(level) == 0


def test_not_yet_seen_is_not_zero() -> None:
    assert compute_seen_level([]) is None
    assert compute_confirmed_level([]) is None
    assert compute_seen_level([tally(Direction.NO_CHANGE, 0, 2)]) == 0


def test_no_change_pulls_the_level_down() -> None:
    assert compute_seen_level([tally(Direction.POSITIVE, 4, 2), tally(Direction.NO_CHANGE, 0, 2)]) == 2


def test_confirmed_divides_by_the_weight_of_all() -> None:
    # numerator 4·3 confirmed; denominator 4 + 4: what is not confirmed still weighs
    counted = [tally(Direction.POSITIVE, 3, 4, State.CONFIRMED), tally(Direction.POSITIVE, 3, 4)]
    assert compute_confirmed_level(counted) == 1.5
    assert compute_seen_level(counted) == 3


def test_disputed_counts_as_seen_and_never_as_confirmed() -> None:
    counted = [tally(Direction.POSITIVE, 4, 3, State.DISPUTED)]
    assert compute_seen_level(counted) == 4
    assert compute_confirmed_level(counted) == 0


def test_confirmed_is_never_drawn_above_seen() -> None:
    counted = [tally(Direction.POSITIVE, 4, 4, State.CONFIRMED), tally(Direction.NEGATIVE, 4, 3)]
    reading = SectorReading(None, compute_seen_level(counted), compute_confirmed_level(counted))
    assert reading.confirmed == 16 / 7
    assert clamp_confirmed_level(reading) == clamp_level(4 / 7)


def test_there_is_nothing_confirmed_to_draw_where_nothing_is_seen() -> None:
    assert clamp_confirmed_level(SectorReading(wanted=2.0, seen=None, confirmed=None)) is None


def test_wanted_is_the_latest_step_that_has_come() -> None:
    steps = [WantedStep(date(2026, 9, 1), 3.0), WantedStep(date(2025, 9, 1), 1.5)]
    assert get_wanted_level(steps, date(2025, 8, 31)) is None
    assert get_wanted_level(steps, date(2025, 9, 1)) == 1.5
    assert get_wanted_level(steps, date(2026, 8, 31)) == 1.5
    assert get_wanted_level(steps, date(2026, 9, 1)) == 3.0


def test_nothing_is_wanted_without_steps() -> None:
    assert get_wanted_level([], date(2026, 1, 1)) is None


@given(st.lists(seen_things, min_size=1, max_size=30))
def test_seen_is_the_weighted_mean_of_the_method(things: list[Seen]) -> None:
    naive = sum(int(w) * SIGN[s] * int(level) for s, level, w, _ in things) / sum(int(w) for _, _, w, _ in things)
    level = compute_seen_level([tally(*thing) for thing in things])
    assert level is not None
    assert abs(level - naive) < 1e-12


@given(st.lists(seen_things, min_size=1, max_size=30))
def test_seen_stays_between_the_two_ends_of_the_scale(things: list[Seen]) -> None:
    level = compute_seen_level([tally(*thing) for thing in things])
    assert level is not None
    assert -4 <= level <= 4
    assert 0 <= clamp_level(level) <= 4


@given(st.lists(seen_things, min_size=1, max_size=30))
def test_confirmed_never_stands_out_above_seen(things: list[Seen]) -> None:
    counted = [tally(*thing) for thing in things]
    seen = compute_seen_level(counted)
    shown = clamp_confirmed_level(SectorReading(None, seen, compute_confirmed_level(counted)))
    assert seen is not None
    assert shown is not None
    assert 0 <= shown <= clamp_level(seen)


@given(st.lists(seen_things, min_size=1, max_size=30))
def test_when_all_is_confirmed_confirmed_is_seen(things: list[Seen]) -> None:
    counted = [tally(s, level, w, State.CONFIRMED) for s, level, w, _ in things]
    assert compute_confirmed_level(counted) == compute_seen_level(counted)


@given(st.lists(seen_things, max_size=20))
def test_the_order_of_what_was_seen_does_not_matter(things: list[Seen]) -> None:
    counted = [tally(*thing) for thing in things]
    assert compute_seen_level(counted[::-1]) == compute_seen_level(counted)
    assert compute_confirmed_level(sorted(counted, key=lambda one: one.twice)) == compute_confirmed_level(counted)


@given(st.lists(st.tuples(st.dates(date(2020, 1, 1), date(2030, 1, 1)), st.floats(0, 4)), unique_by=lambda one: one[0]))
def test_wanted_holds_from_its_day_until_the_next(steps: list[tuple[date, float]]) -> None:
    wanted = [WantedStep(*step) for step in steps]
    for step in wanted:
        assert get_wanted_level(wanted, step.from_on) == step.level
