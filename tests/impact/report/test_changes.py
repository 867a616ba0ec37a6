from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from impact.model import Theme
from impact.picture.level_formulas import SectorReading
from impact.report.changes import SectorChange, SectorChangeKind, count_by_kind, list_notable_changes

SEEN = SectorReading(2.0, 2.0, 1.0, n=3, confirmed_n=1)
UNSEEN = SectorReading(2.0, None, None)
THEME = Theme("t", "r", "Motivatie")
readings = st.builds(
    SectorReading,
    st.none() | st.floats(0, 4),
    st.none() | st.floats(-4, 4),
    st.none() | st.floats(-4, 4),
    n=st.integers(0, 9),
    confirmed_n=st.integers(0, 9),
    disputed=st.integers(0, 9),
)


def change(then: SectorReading, now: SectorReading) -> SectorChange:
    return SectorChange("Docenten", 0, THEME, then, now)


@pytest.mark.parametrize(
    ("then", "now", "kind"),
    [
        (UNSEEN, SEEN, SectorChangeKind.NEW),
        (SEEN, UNSEEN, SectorChangeKind.STOPPED),
        (UNSEEN, UNSEEN, SectorChangeKind.UNSEEN),
        (SEEN, replace(SEEN, seen=2.3), SectorChangeKind.GROWN),
        (SEEN, replace(SEEN, seen=2.2), SectorChangeKind.SAME),
        (SEEN, replace(SEEN, seen=1.7), SectorChangeKind.FALLEN),
        (replace(SEEN, seen=-0.2), replace(SEEN, seen=0.1), SectorChangeKind.GROWN),
    ],
)
def test_what_is_called_what(then: SectorReading, now: SectorReading, kind: SectorChangeKind) -> None:
    assert change(then, now).kind is kind


def test_the_first_disputed_and_the_first_confirmed_are_told_where_the_level_stayed() -> None:
    then = replace(SEEN, confirmed_n=0)
    assert change(then, replace(then, disputed=2)).newly_disputed == 2
    assert change(then, replace(then, confirmed_n=1)).is_notable
    assert not change(SEEN, replace(SEEN, confirmed_n=2)).is_notable


def test_another_wanted_level_is_told() -> None:
    assert change(SEEN, replace(SEEN, wanted=3.0)).is_notable
    assert not change(SEEN, SEEN).is_notable


@given(st.lists(st.tuples(readings, readings), max_size=8))
def test_every_sector_is_of_one_kind_and_what_is_told_stands_kind_by_kind(
    pairs: list[tuple[SectorReading, SectorReading]],
) -> None:
    every = [change(*pair) for pair in pairs]
    assert sum(count_by_kind(every).values()) == len(every)
    order = [list(SectorChangeKind).index(one.kind) for one in list_notable_changes(every)]
    assert order == sorted(order)


@given(readings, readings)
def test_who_reads_the_numbers_can_check_the_word(then: SectorReading, now: SectorReading) -> None:
    one = change(then, now)
    if then.seen is not None and now.seen is not None:
        step = round(round(now.seen, 1) - round(then.seen, 1), 1)
        assert one.kind is (
            SectorChangeKind.GROWN
            if step >= 0.3
            else SectorChangeKind.FALLEN
            if step <= -0.3
            else SectorChangeKind.SAME
        )
