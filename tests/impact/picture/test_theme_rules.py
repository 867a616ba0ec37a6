"""What makes a desired impact fit to keep, and how an order changes."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from impact.errors import Invalid
from impact.model import Theme, WantedStep
from impact.picture.theme_rules import WANTED_LEVELS, check_wanted_step, move_item, tidy_theme

ORDERS = st.lists(st.text(min_size=1, max_size=3), min_size=1, max_size=12, unique=True)


def test_a_theme_is_tidied() -> None:
    theme = Theme("1", "2", "  Meer\tplezier ", wish=" Ze \x00willen\nzelf. ", wordings=(" a  b ", "", "", "", "c\nd"))
    fit = tidy_theme(theme)
    assert (fit.label, fit.wish, fit.wordings) == ("Meer plezier", "Ze willen\nzelf.", ("a b", "", "", "", "c d"))
    assert tidy_theme(fit) == fit


def test_levels_go_from_nothing_to_anchored_in_halves() -> None:
    assert WANTED_LEVELS == (0, 0.5, 1, 1.5, 2, 2.5, 3, 3.5, 4)
    for level in WANTED_LEVELS:
        assert check_wanted_step(WantedStep(date(2027, 1, 1), level)).level == level
    with pytest.raises(Invalid):
        check_wanted_step(WantedStep(date(2027, 1, 1), 0.25))


def test_moving_one_step_swaps_neighbours() -> None:
    assert move_item(["a", "b", "c"], "b", 1) == ["a", "c", "b"]
    assert move_item(["a", "b", "c"], "b", -1) == ["b", "a", "c"]
    assert move_item(["a", "b", "c"], "c", 1) == ["a", "b", "c"]


@given(ORDERS, st.data(), st.integers(-20, 20))
def test_moving_loses_nothing_and_leaves_the_others_in_order(order: list[str], data: st.DataObject, steps: int) -> None:
    one = data.draw(st.sampled_from(order))
    after = move_item(order, one, steps)
    assert sorted(after) == sorted(order)
    assert [other for other in after if other != one] == [other for other in order if other != one]
    assert after.index(one) == min(max(order.index(one) + steps, 0), len(order) - 1)
