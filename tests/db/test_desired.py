"""Agreeing on rings, desired impacts and wanted levels, on both databases."""

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from db import desired, milestones, tables
from impact.errors import ChangedMeanwhile, InUse, NotFound
from impact.model import (
    MAX_RINGS,
    MAX_THEMES_PER_RING,
    MIN_RINGS,
    MilestoneKind,
    NewMilestone,
    State,
    Theme,
    WantedStep,
    Who,
)
from tests.build import make_collaboration, make_observation, rings_of, token
from tests.db.agreeing import LATER, SOON, WORDINGS, add, find, labels, names, refused, ring_of


@pytest.fixture
def who(session: Session) -> Who:
    return make_collaboration(session)


def test_a_new_theme_stands_last_but_for_the_unexpected(session: Session, who: Who) -> None:
    add(session, who, wish="Leerlingen durven.", wordings=WORDINGS)
    assert labels(session, who) == ["Motivatie", "Doorstroom", "Zelfvertrouwen", "Onverwacht"]
    made = ring_of(session, who).themes[2]
    assert (made.wish, made.wordings, made.version, made.wanted) == ("Leerlingen durven.", WORDINGS, 1, ())


def test_the_same_token_adds_a_theme_once(session: Session, who: Who) -> None:
    again = token()
    theme = Theme("", ring_of(session, who).id, "Zelfvertrouwen")
    made = {desired.add_theme(session, who, theme, token=again) for _ in range(3)}
    assert len(made) == 1
    assert labels(session, who).count("Zelfvertrouwen") == 1


@pytest.mark.parametrize("label", ["motivatie", "  MOTIVATIE ", "Motivatie"])
def test_a_label_stands_once_in_a_ring_whatever_its_capitals(session: Session, who: Who, label: str) -> None:
    assert refused(lambda: add(session, who, label)).facts == {"field": "label", "reason": "double"}
    other = ring_of(session, who, 1)
    desired.add_theme(session, who, Theme("", other.id, label), token=token())
    assert len(ring_of(session, who, 1).themes) == len(other.themes) + 1


@pytest.mark.parametrize(
    ("fields", "facts"),
    [
        ({"label": " "}, {"field": "label", "reason": "empty"}),
        ({"label": "x" * 61}, {"field": "label", "reason": "too_long", "limit": 60}),
        ({"wish": "x" * 2001}, {"field": "wish", "reason": "too_long", "limit": 2000}),
        ({"wordings": ("", "", "x" * 281, "", "")}, {"field": "wordings", "reason": "too_long", "limit": 280}),
        ({"wordings": ("",)}, {"field": "wordings", "reason": "out_of_range"}),
    ],
)
def test_what_does_not_fit_is_refused_with_its_field(
    session: Session, who: Who, fields: dict[str, object], facts: dict[str, object]
) -> None:
    before = labels(session, who)
    assert refused(lambda: add(session, who, **fields)).facts == facts  # type: ignore[arg-type]
    assert labels(session, who) == before


def test_a_full_ring_takes_no_more(session: Session, who: Who) -> None:
    for number in range(MAX_THEMES_PER_RING - 2):
        add(session, who, f"Wens {number}")
    assert refused(lambda: add(session, who, "Eentje nog")).facts["reason"] == "most_themes"
    assert len(labels(session, who)) == MAX_THEMES_PER_RING + 1


def test_changing_a_theme_keeps_its_wanted_levels(session: Session, who: Who) -> None:
    old = ring_of(session, who).themes[0]
    desired.set_wanted_level(session, who, old.id, SOON, 2.5)
    typed = replace(old, label=" Motivatie voor  het vak", wish="Ze willen zelf.", wordings=WORDINGS)
    desired.change_theme(session, who, typed, version=1)
    now = find(session, who, old.id)
    assert (now.label, now.wish, now.wordings) == ("Motivatie voor het vak", "Ze willen zelf.", WORDINGS)
    assert (now.version, now.wanted) == (2, (WantedStep(SOON, 2.5),))


def test_the_second_of_two_who_change_a_theme_is_shown_the_first(session: Session, who: Who) -> None:
    old = ring_of(session, who).themes[0]
    desired.set_wanted_level(session, who, old.id, SOON, 3)
    desired.change_theme(session, who, replace(old, wish="van de eerste"), version=1)
    late = replace(old, wish="van de tweede")
    error = refused(lambda: desired.change_theme(session, who, late, version=1), ChangedMeanwhile)
    assert error.facts["now"] == find(session, who, old.id)
    assert find(session, who, old.id).wish == "van de eerste"
    desired.change_theme(session, who, late, version=2)
    assert find(session, who, old.id).wish == "van de tweede"


def test_a_theme_may_change_the_case_of_its_label_but_not_take_another(session: Session, who: Who) -> None:
    old = ring_of(session, who).themes[0]
    desired.change_theme(session, who, replace(old, label="MOTIVATIE"), version=1)
    assert labels(session, who)[0] == "MOTIVATIE"
    taken = replace(old, label="doorstroom")
    assert refused(lambda: desired.change_theme(session, who, taken, version=2)).facts["reason"] == "double"


def test_themes_move_within_their_ring_as_far_as_there_is_room(session: Session, who: Who) -> None:
    last = add(session, who)
    for steps, order in (
        (-1, ["Motivatie", "Zelfvertrouwen", "Doorstroom"]),
        (-9, ["Zelfvertrouwen", "Motivatie", "Doorstroom"]),
        (9, ["Motivatie", "Doorstroom", "Zelfvertrouwen"]),
    ):
        desired.move_theme(session, who, last, steps)
        assert labels(session, who) == [*order, "Onverwacht"]


def test_an_unused_theme_goes_and_comes_back_in_its_place(session: Session, who: Who) -> None:
    old = ring_of(session, who).themes[0]
    desired.set_wanted_level(session, who, old.id, LATER, 3)
    gone = desired.remove_theme(session, who, old.id, version=1)
    assert labels(session, who) == ["Doorstroom", "Onverwacht"]
    desired.add_theme(session, who, gone, token=token(), place=0)
    back = ring_of(session, who).themes[0]
    assert (back.label, back.wanted) == ("Motivatie", (WantedStep(LATER, 3.0),))


@pytest.mark.parametrize("state", [State.SHARED, State.DRAFT, State.WITHDRAWN])
def test_a_theme_with_observations_stays_and_says_how_many(session: Session, who: Who, state: State) -> None:
    used = ring_of(session, who).themes[0]
    for _ in range(3):
        make_observation(session, who, "Leerlingen en studenten", state=state)
    error = refused(lambda: desired.remove_theme(session, who, used.id, version=1), InUse)
    assert error.facts == {"count": 3}
    assert used.label in labels(session, who)


def test_the_unexpected_theme_is_not_to_be_changed_moved_removed_or_wanted(session: Session, who: Who) -> None:
    unexpected = ring_of(session, who).themes[-1]
    assert unexpected.unexpected
    for act in (
        lambda: desired.change_theme(session, who, replace(unexpected, label="Toch"), version=1),
        lambda: desired.move_theme(session, who, unexpected.id, -1),
        lambda: desired.remove_theme(session, who, unexpected.id, version=1),
        lambda: desired.set_wanted_level(session, who, unexpected.id, SOON, 2),
    ):
        refused(act, NotFound)


def test_wanted_levels_stand_by_date_and_the_same_day_is_replaced(session: Session, who: Who) -> None:
    theme = ring_of(session, who).themes[0].id
    desired.set_wanted_level(session, who, theme, LATER, 3.5)
    desired.set_wanted_level(session, who, theme, SOON, 1)
    desired.set_wanted_level(session, who, theme, LATER, 4)
    assert find(session, who, theme).wanted == (WantedStep(SOON, 1.0), WantedStep(LATER, 4.0))
    desired.remove_wanted_level(session, who, theme, SOON)
    desired.remove_wanted_level(session, who, theme, SOON)
    assert find(session, who, theme).wanted == (WantedStep(LATER, 4.0),)


@pytest.mark.parametrize(
    ("from_on", "level", "reason"),
    [
        (SOON, 4.5, "halves"),
        (SOON, -0.5, "halves"),
        (SOON, 2.25, "halves"),
        (SOON, float("nan"), "halves"),
        (date(1949, 12, 31), 2, "too_early"),
        (date(2101, 1, 1), 2, "too_late"),
    ],
)
def test_a_level_or_day_that_cannot_be_is_refused(
    session: Session, who: Who, from_on: date, level: float, reason: str
) -> None:
    theme = ring_of(session, who).themes[0].id
    assert refused(lambda: desired.set_wanted_level(session, who, theme, from_on, level)).facts["reason"] == reason
    assert find(session, who, theme).wanted == ()


def test_a_new_ring_is_the_outermost_and_has_its_unexpected_theme(session: Session, who: Who) -> None:
    made = desired.add_ring(session, who, " Ouders ", token=token())
    ring = rings_of(session, who)[-1]
    assert (ring.id, ring.name) == (made, "Ouders")
    assert [(theme.label, theme.unexpected) for theme in ring.themes] == [("Onverwacht", True)]


def test_the_same_token_adds_a_ring_once(session: Session, who: Who) -> None:
    again = token()
    assert len({desired.add_ring(session, who, "Ouders", token=again) for _ in range(3)}) == 1
    assert names(session, who).count("Ouders") == 1


def test_there_are_never_more_rings_than_fit_nor_fewer_than_two(session: Session, who: Who) -> None:
    for number in range(MAX_RINGS - 4):
        desired.add_ring(session, who, f"Ring {number}", token=token())
    assert refused(lambda: desired.add_ring(session, who, "Nog een", token=token())).facts["reason"] == "most_rings"
    for ring in rings_of(session, who)[MIN_RINGS:]:
        desired.remove_ring(session, who, ring.id, version=1)
    last = ring_of(session, who)
    error = refused(lambda: desired.remove_ring(session, who, last.id, version=1))
    assert error.facts == {"field": "rings", "reason": "fewest_rings", "least": 2}
    assert len(names(session, who)) == MIN_RINGS


def test_a_ring_name_stands_once_whatever_its_capitals(session: Session, who: Who) -> None:
    facts = {"field": "ring_name", "reason": "double"}
    assert refused(lambda: desired.add_ring(session, who, "DOCENTEN", token=token())).facts == facts
    first = ring_of(session, who)
    assert refused(lambda: desired.rename_ring(session, who, first.id, "docenten", version=1)).facts == facts
    desired.rename_ring(session, who, first.id, first.name.upper(), version=1)
    assert names(session, who)[0] == first.name.upper()


def test_the_second_of_two_who_rename_a_ring_is_shown_the_first(session: Session, who: Who) -> None:
    ring = ring_of(session, who)
    desired.rename_ring(session, who, ring.id, "Studenten", version=1)
    error = refused(lambda: desired.rename_ring(session, who, ring.id, "Jongeren", version=1), ChangedMeanwhile)
    assert error.facts["now"].name == "Studenten"
    assert names(session, who)[0] == "Studenten"


def test_rings_move_as_far_as_there_is_room(session: Session, who: Who) -> None:
    first = ring_of(session, who)
    for steps, place in ((1, 1), (9, 3), (-1, 2), (-9, 0)):
        desired.move_ring(session, who, first.id, steps)
        assert names(session, who).index(first.name) == place


def test_an_unused_ring_goes_with_all_in_it_and_comes_back_in_its_place(session: Session, who: Who) -> None:
    ring = ring_of(session, who)
    desired.set_wanted_level(session, who, ring.themes[1].id, SOON, 2)
    gone = desired.remove_ring(session, who, ring.id, version=1)
    assert names(session, who) == ["Docenten", "Scholen", "Curriculum"]
    assert session.scalar(select(func.count()).select_from(tables.WantedStep)) == 0
    desired.add_ring(session, who, gone.name, token=token(), template=gone, place=0)
    assert names(session, who) == ["Leerlingen en studenten", "Docenten", "Scholen", "Curriculum"]
    assert labels(session, who) == ["Motivatie", "Doorstroom", "Onverwacht"]
    assert ring_of(session, who).themes[1].wanted == (WantedStep(SOON, 2.0),)


def test_a_ring_with_observations_stays_and_says_how_many(session: Session, who: Who) -> None:
    make_observation(session, who, "Docenten")
    make_observation(session, who, "Docenten", theme=-1)
    ring = ring_of(session, who, 1)
    error = refused(lambda: desired.remove_ring(session, who, ring.id, version=1), InUse)
    assert error.facts == {"count": 2}


def test_a_ring_that_milestones_tell_of_stays(session: Session, who: Who) -> None:
    ring = ring_of(session, who, 1)
    marked = NewMilestone(MilestoneKind.SUCCESS, "Gevierd", SOON, ring_id=ring.id)
    milestones.add_milestone(session, who, marked, SOON, token=token())
    error = refused(lambda: desired.remove_ring(session, who, ring.id, version=1), InUse)
    assert error.facts == {"count": 1}
    assert milestones.list_milestones(session, who)[0].details.ring_id == ring.id
