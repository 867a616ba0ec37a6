"""The timeline: phases as bands, lanes, counts per month, and the picture with its words and table."""

from datetime import date
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from impact.charts.timeline import draw_timeline
from impact.charts.timeline_axes import BAND_HEIGHT, COUNT_HEIGHT
from impact.milestones.milestone_rules import list_milestone_problems, tidy_milestone
from impact.milestones.timeline_layout import (
    MilestoneStretch,
    MonthlyCount,
    PhaseBand,
    assign_lanes,
    compute_span,
    count_by_month,
    list_phases,
)
from impact.model import Milestone, MilestoneKind, NewMilestone, Phase, Ring, State, Tally, Theme

UNTIL = date(2026, 11, 15)
JAN, FEB, MAR = date(2026, 1, 1), date(2026, 2, 1), date(2026, 3, 1)
RINGS = (
    Ring("r1", "Leerlingen", (Theme("t1", "r1", "Motivatie"), Theme("t2", "r1", "", unexpected=True))),
    Ring("r2", "Docenten", (Theme("t3", "r2", "Samen"),)),
)


def make_milestone(on: date, kind: MilestoneKind = MilestoneKind.SUCCESS, **fields: Any) -> Milestone:
    title = fields.pop("title", f"Mijlpaal van {on}")
    return Milestone(f"{kind.value} {on}", NewMilestone(kind, title, on, **fields), None, 1)


def entering(phase: Phase, on: date, held: bool = False) -> Milestone:
    return make_milestone(on, MilestoneKind.PHASE_CHANGE, phase=phase, held=held)


def make_tally(theme_id: str, month: date, n: int, state: State = State.SHARED) -> Tally:
    return Tally(theme_id, month, state, n, n, 2 * n, 0)


def test_a_phase_lasts_until_the_next_and_the_last_one_is_open() -> None:
    found = list_phases([entering(Phase.FIRST_COFFEE, JAN), entering(Phase.IDEAS, MAR)], UNTIL)
    assert found == (PhaseBand(Phase.FIRST_COFFEE, JAN, MAR), PhaseBand(Phase.IDEAS, MAR, UNTIL, is_open=True))


def test_phases_come_in_time_however_they_were_typed() -> None:
    found = list_phases([entering(Phase.IDEAS, MAR), make_milestone(FEB), entering(Phase.FIRST_COFFEE, JAN)], UNTIL)
    assert [band.phase for band in found] == [Phase.FIRST_COFFEE, Phase.IDEAS]


def test_entering_the_phase_one_is_in_changes_nothing() -> None:
    assert list_phases([entering(Phase.IDEAS, JAN), entering(Phase.IDEAS, MAR)], UNTIL) == (
        PhaseBand(Phase.IDEAS, JAN, UNTIL, is_open=True),
    )


def test_a_phase_can_come_back() -> None:
    changes = [entering(Phase.IDEAS, JAN), entering(Phase.CELEBRATING, FEB), entering(Phase.IDEAS, MAR)]
    assert [(band.start, band.end) for band in list_phases(changes, UNTIL)] == [(JAN, FEB), (FEB, MAR), (MAR, UNTIL)]


def test_what_is_held_ready_or_planned_is_no_phase_yet() -> None:
    ahead = [entering(Phase.ANCHORING, date(2027, 1, 1)), entering(Phase.IDEAS, FEB, held=True)]
    assert list_phases(ahead, UNTIL) == ()
    assert list_phases([], UNTIL) == ()


def test_a_phase_of_today_is_open_from_today() -> None:
    assert list_phases([entering(Phase.IDEAS, UNTIL)], UNTIL) == (PhaseBand(Phase.IDEAS, UNTIL, UNTIL, is_open=True),)


@given(st.lists(st.tuples(st.sampled_from(Phase), st.dates(date(2024, 1, 1), date(2027, 12, 31)))))
def test_bands_follow_each_other_without_gaps(entered: list[tuple[Phase, date]]) -> None:
    found = list_phases([entering(phase, on) for phase, on in entered], UNTIL)
    for one, following in pairwise(found):
        assert one.end == following.start > one.start
        assert one.phase is not following.phase
    assert [band.is_open for band in found] == [False] * (len(found) - 1) + [True] * bool(found)


def test_only_what_counts_is_counted_by_month_and_ring() -> None:
    tallies = [
        make_tally("t1", FEB, 2),
        make_tally("t2", FEB, 1, State.DISPUTED),
        make_tally("t3", FEB, 4, State.CONFIRMED),
        make_tally("t1", JAN, 5),
        make_tally("t1", JAN, 9, State.WITHDRAWN),
        make_tally("t1", JAN, 9, State.DRAFT),
        make_tally("elsewhere", JAN, 9),
    ]
    assert count_by_month(RINGS, tallies) == (
        MonthlyCount(JAN, "r1", 5),
        MonthlyCount(FEB, "r1", 3),
        MonthlyCount(FEB, "r2", 4),
    )
    assert count_by_month(RINGS, tallies, "r2") == (MonthlyCount(FEB, "r2", 4),)


def test_the_timeline_spans_all_that_is_shown_and_at_least_a_year() -> None:
    assert compute_span((), (), (), UNTIL) == (date(2025, 12, 1), date(2026, 12, 1))
    planned = make_milestone(date(2027, 2, 20), held=True)
    band = PhaseBand(Phase.IDEAS, date(2023, 5, 9), UNTIL, is_open=True)
    assert compute_span((MonthlyCount(JAN, "r1", 1),), (planned,), (band,), UNTIL) == (
        date(2023, 5, 1),
        date(2027, 3, 1),
    )


def stretch(start: float, title: float = 60) -> MilestoneStretch:
    return MilestoneStretch((start, start + 30), (start, start + title))


def test_marks_share_a_lane_when_their_titles_fit() -> None:
    assert assign_lanes([stretch(0), stretch(60), stretch(70)]) == ((0, True), (0, True), (1, True))


def test_a_title_gives_way_when_all_lanes_are_taken() -> None:
    assert assign_lanes([stretch(0), stretch(40)], max_lanes=1) == ((0, False), (0, True))


def test_lanes_are_given_in_time_and_told_in_the_order_asked() -> None:
    assert assign_lanes([stretch(50), stretch(0)]) == ((1, True), (0, True))


@given(st.lists(st.floats(0, 700), max_size=40))
def test_no_title_runs_into_another(starts: list[float]) -> None:
    stretches = [stretch(start, 90) for start in starts]
    found = assign_lanes(stretches)
    for lane in {lane for lane, _ in found}:
        here = [(one, roomy) for one, (its, roomy) in zip(stretches, found, strict=True) if its == lane]
        here.sort(key=lambda pair: pair[0].mark_span)
        for (one, roomy), (following, _) in pairwise(here):
            assert not roomy or one.title_span[1] <= following.mark_span[0]


STORIES = (
    make_milestone(JAN, title="Open dag"),
    make_milestone(FEB, MilestoneKind.BRILLIANT_FAILURE, title="Keuzedeel zonder rooster"),
    make_milestone(MAR, MilestoneKind.AGREEMENT, title="Convenant", ring_id="r2"),
    make_milestone(date(2026, 12, 18), title="De verrassing", held=True),
)
COUNTED = (MonthlyCount(JAN, "r1", 2), MonthlyCount(FEB, "r1", 3), MonthlyCount(FEB, "r2", 5))
BANDED = (PhaseBand(Phase.FIRST_COFFEE, JAN, FEB), PhaseBand(Phase.IDEAS, FEB, UNTIL, is_open=True))


def rows_of(spec: dict[str, Any], layer: dict[str, Any]) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = spec["datasets"][layer["data"]["name"]]
    return rows


def rows_with(spec: dict[str, Any], field: str) -> list[dict[str, Any]]:
    return next(rows for rows in spec["datasets"].values() if field in rows[0])


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("dark", [False, True])
def test_everything_stands_on_one_axis_of_time(language: str, dark: bool) -> None:
    spec = draw_timeline(RINGS, COUNTED, STORIES, BANDED, UNTIL, language, dark=dark).spec
    domains = [layer["encoding"]["x"]["scale"]["domain"] for layer in spec["layer"] if "x" in layer["encoding"]]
    assert len(domains) >= 6
    assert all(domain == ["2026-01-01T00:00:00", "2027-01-01T00:00:00"] for domain in domains)


def test_bars_stack_and_are_as_high_as_their_numbers() -> None:
    spec = draw_timeline(RINGS, COUNTED, STORIES, BANDED, UNTIL, "nl").spec
    bars = {(row["start"][:10], row["ring"]): row for row in rows_with(spec, "n")}
    for row in bars.values():
        assert row["y2"] - row["y"] == pytest.approx(row["n"] / 8 * COUNT_HEIGHT)
    below, above = bars["2026-02-01", "1 Leerlingen"], bars["2026-02-01", "2 Docenten"]
    assert above["y2"] == below["y"]
    assert below["y2"] == spec["height"]


def test_a_success_and_a_brilliant_failure_are_drawn_alike_but_for_their_shape() -> None:
    spec = draw_timeline(RINGS, COUNTED, STORIES, BANDED, UNTIL, "nl").spec
    marks = next(layer for layer in spec["layer"] if "shape" in layer["encoding"])
    success, failure = rows_of(spec, marks)[:2]
    assert (success["fill"], success["stroke"]) == (failure["fill"], failure["stroke"])
    assert "size" not in marks["encoding"]
    shapes = marks["encoding"]["shape"]["scale"]
    assert shapes["domain"] == ["succes", "briljante mislukking", "afspraak"]
    assert len(set(shapes["range"])) == 3


def test_the_picture_does_not_give_away_what_is_held_ready() -> None:
    figure = draw_timeline(RINGS, COUNTED, STORIES, BANDED, UNTIL, "nl")
    assert "De verrassing" not in str(figure.spec) + figure.alt + figure.table.to_string()
    marks = next(layer for layer in figure.spec["layer"] if "shape" in layer["encoding"])
    held = rows_of(figure.spec, marks)[3]
    assert held["fill"] != held["stroke"]
    assert "klaargezet" in held["text"]


def test_the_words_say_what_the_picture_shows() -> None:
    told = draw_timeline(RINGS, COUNTED, STORIES, BANDED, UNTIL, "nl").alt
    assert told == (
        "Tijdlijn van jan 2026 tot en met nov 2026. "
        "Fasen, met hun begin: eerste koffie (jan 2026), ideeën en proberen (feb 2026). "
        "4 mijlpalen: succes 2, briljante mislukking 1, afspraak 1. "
        "10 waarnemingen, de meeste in feb 2026 (8)."
    )


def test_the_table_holds_every_phase_milestone_and_count() -> None:
    table = draw_timeline(RINGS, COUNTED, STORIES, BANDED, UNTIL, "en").table
    assert list(table.columns) == ["What", "When", "Title", "Ring", "Number"]
    assert list(table["What"]) == [
        *["Phase"] * 2,
        *["success", "brilliant failure", "agreement", "success"],
        *["Observations"] * 3,
    ]
    assert list(table["Number"])[-3:] == [2, 3, 5]
    assert table["Number"].iloc[0] is None
    assert list(table["Ring"])[4] == "Docenten"


def test_an_empty_timeline_is_a_picture_too() -> None:
    figure = draw_timeline(RINGS, (), (), (), UNTIL, "en")
    assert figure.alt == (
        "Timeline from Dec 2025 to Nov 2026. No phase has been recorded yet. No milestones are shown. "
        "No observations are shown."
    )
    assert figure.table.empty
    assert figure.spec["height"] > BAND_HEIGHT + COUNT_HEIGHT


def test_a_phase_change_needs_its_phase_and_nothing_else_keeps_one() -> None:
    assert tidy_milestone(NewMilestone(MilestoneKind.SUCCESS, " A ", JAN, Phase.IDEAS)).phase is None
    found = list_milestone_problems(NewMilestone(MilestoneKind.PHASE_CHANGE, "", date(1900, 1, 1)), UNTIL)
    assert [one.facts["field"] for one in found] == ["title", "on", "phase"]
