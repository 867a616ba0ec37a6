"""The small bar of one sector tells what was not seen from what was seen and is at level 0."""

from impact.charts.level_bar import draw_level_bar
from impact.picture.colours import LIGHT_SCHEME, get_ring_tints
from impact.picture.level_formulas import SectorReading

TINTS = get_ring_tints(0, LIGHT_SCHEME)


def draw(seen: float | None, confirmed: float | None = None, wanted: float | None = None) -> str:
    return draw_level_bar(SectorReading(wanted, seen, confirmed), 0, LIGHT_SCHEME)


def test_not_yet_seen_is_open_and_level_0_has_a_line_at_its_start() -> None:
    not_seen, level_zero = draw(None), draw(0.0, 0.0)
    assert not_seen != level_zero
    assert "stroke-dasharray" in not_seen
    assert TINTS.track not in not_seen
    assert "stroke-dasharray" not in level_zero
    assert f'width="4.0" height="10" rx="4" fill="{TINTS.full}"' in level_zero
    assert draw(-2.0, -1.0) == level_zero, "below zero there is no room in the picture"


def test_the_lengths_are_true_to_the_levels() -> None:
    bar = draw(2.0, 1.0, wanted=4.0)
    assert f'width="200.0" height="10" rx="4" fill="{TINTS.lighter}"' in bar
    assert f'width="100.0" height="10" rx="4" fill="{TINTS.full}"' in bar
    assert 'x1="398.0"' in bar
