import re
import tomllib
from collections import Counter
from collections.abc import Iterator
from dataclasses import astuple, replace
from datetime import date, timedelta
from functools import cache
from importlib.resources import files
from itertools import pairwise
from statistics import median

import pytest

from impact.example import Example, build_example
from impact.model import (
    LISTED_STATES,
    MAX_SENTENCE_LENGTH,
    Activity,
    Direction,
    EvidenceKind,
    Intended,
    Level,
    Milestone,
    MilestoneKind,
    Phase,
    Precision,
    Rung,
    State,
    Theme,
)
from impact.months import count_months_between, get_last_day, get_month, list_months
from impact.words import load_word_table

TODAY = date(2026, 11, 15)
DAYS = (date(2026, 11, 1), TODAY, date(2026, 3, 31), date(2028, 2, 29))
BOTH = ("nl", "en")
FORBIDDEN = {
    "an e-mail address": re.compile(r"\S@\S"),
    "a phone or citizen number": re.compile(r"\d[\d\s().-]{6,}\d"),
    "somebody by name": re.compile(
        r"\b(meneer|mevrouw|meester|juf|dhr\.|mw\.|mr\.?|mrs\.?|ms\.?|miss|leerling|student|docent|pupil|teacher)\s+[A-Z]",
    ),
    "a class code": re.compile(r"\b\d[A-Z]{1,2}\d?\b"),
}
NAMES_THAT_ARE_NOT_OF_PEOPLE = {"Dutch", "Nederlands", "Saturday", "Sundays", "Tuesday", "I"}


@cache
def told(language: str = "nl", today: date = TODAY) -> Example:
    return build_example(language, today)


def themes(of: Example) -> dict[str, Theme]:
    return {theme.id: theme for ring in of.rings for theme in ring.themes}


def texts(of: Example) -> Iterator[str]:
    """Every text somebody may read."""
    yield of.name
    yield from (one.name for one in (*of.organisations, *of.activities, *of.rings))
    for theme in themes(of).values():
        yield from (theme.label, theme.wish, *theme.wordings)
    for one in of.observations:
        said = one.details
        yield from (said.what, said.why, said.contribution, said.circumstances, said.observer_role)
        yield from (proof.text for proof in said.evidence)
    yield from (ripple.why for ripple in of.ripples)
    for mark in of.milestones:
        yield from (mark.title, mark.intention, mark.happened, mark.learned, mark.changed, mark.shared_with)


def numbers(value: object) -> object:
    """A value with every text that a language may change taken down to whether there is one."""
    if isinstance(value, tuple):
        return tuple(numbers(part) for part in value)
    return bool(value) if type(value) is str and value not in _keys() else value


@cache
def _keys() -> frozenset[str]:
    of = told("nl")
    found = {one.id for one in (*of.organisations, *of.activities, *of.rings, *of.ripples, *themes(of).values())}
    return frozenset(found | {one.key for one in of.observations})


def test_both_languages_have_the_same_keys_and_the_same_numbers():
    assert numbers(astuple(told("nl"))) == numbers(astuple(told("en")))


def test_no_sentence_was_left_untranslated():
    same = {
        a.details.what
        for a, b in zip(told("nl").observations, told("en").observations, strict=True)
        if a.details.what == b.details.what
    }
    assert not same


def test_the_name_says_that_it_is_fictional():
    assert "Fictief voorbeeld" in told("nl").name
    assert "Fictional example" in told("en").name


def test_another_language_is_refused():
    with pytest.raises(FileNotFoundError):
        build_example("fy", TODAY)


@pytest.mark.parametrize("today", DAYS)
def test_it_spans_the_thirty_months_up_to_today(today: date):
    seen = [one.details.seen_on for one in told("nl", today).observations]
    assert count_months_between(min(seen), today) == 29
    assert count_months_between(max(seen), today) == 0
    assert max(seen) <= today
    assert {get_month(day) for day in seen} == set(list_months(min(seen), today))
    assert seen == sorted(seen)


@pytest.mark.parametrize("today", DAYS)
def test_nothing_lies_ahead_but_steps_still_wanted(today: date):
    of = told("nl", today)
    assert max(mark.on for mark in of.milestones) <= today
    assert max(activity.started_on or today for activity in of.activities) <= today
    assert any(step.from_on > today for theme in themes(of).values() for step in theme.wanted)


@pytest.mark.parametrize("today", DAYS)
def test_a_month_is_kept_as_its_first_day(today: date):
    by_month = [one.details for one in told("nl", today).observations if one.details.precision is Precision.MONTH]
    assert len(by_month) >= 3
    assert {said.seen_on.day for said in by_month} == {1}


@pytest.mark.parametrize("today", DAYS)
def test_no_cause_is_later_than_its_effect(today: date):
    of = told("nl", today)
    when = {one.key: one.details.seen_on for one in of.observations} | {one.id: one.started_on for one in of.activities}
    for ripple in of.ripples:
        assert when[ripple.cause_observation_id or ripple.cause_activity_id or ""] <= when[ripple.effect_id], ripple.id
    for one in of.observations:
        if one.details.activity_id:
            assert when[one.details.activity_id] <= one.details.seen_on, one.key


def test_four_rings_hold_four_or_five_wishes_and_the_unexpected_last():
    rings = told().rings
    assert [ring.name for ring in rings] == ["Leerlingen en studenten", "Docenten", "Scholen", "Curriculum"]
    for ring in rings:
        assert [theme.unexpected for theme in ring.themes] == [False] * (len(ring.themes) - 1) + [True]
        assert 4 <= len(ring.themes) - 1 <= 5


@pytest.mark.parametrize("language", BOTH)
def test_at_least_half_of_the_wishes_say_what_each_level_looks_like(language: str):
    wished = [theme for theme in themes(told(language)).values() if not theme.unexpected]
    worded = [theme for theme in wished if any(theme.wordings)]
    assert len(worded) * 2 >= len(wished)
    assert all(len(theme.wordings) == 5 and all(theme.wordings) for theme in worded)
    assert all(theme.wish for theme in wished)


def test_what_is_wanted_rises_over_time():
    for theme in themes(told()).values():
        assert theme.unexpected or len(theme.wanted) >= 2
        for earlier, later in pairwise(theme.wanted):
            assert earlier.from_on < later.from_on
            assert earlier.level < later.level <= 4


@pytest.mark.parametrize("language", BOTH)
def test_sentences_are_short_and_never_the_same(language: str):
    sentences = [one.details.what for one in told(language).observations]
    assert 150 <= len(sentences) <= 180
    assert len(set(sentences)) == len(sentences)
    assert max(map(len, sentences)) <= MAX_SENTENCE_LENGTH
    assert 60 <= median(map(len, sentences)) <= 140
    assert sum(60 <= len(sentence) <= 140 for sentence in sentences) > 0.9 * len(sentences)


@pytest.mark.parametrize("language", BOTH)
def test_texts_fit_the_columns_they_are_kept_in(language: str):
    of = told(language)
    names = (*of.organisations, *of.activities)
    assert max(len(one.name) for one in names) <= 120
    assert len(of.name) <= 120
    assert max(len(mark.title) for mark in of.milestones) <= 120
    assert max(len(one.details.observer_role) for one in of.observations) <= 80


@pytest.mark.parametrize("language", BOTH)
@pytest.mark.parametrize("what", FORBIDDEN)
def test_no_text_holds_anything_of_a_person(language: str, what: str):
    assert [text for text in texts(told(language)) if FORBIDDEN[what].search(text)] == []


@pytest.mark.parametrize("language", BOTH)
def test_no_word_in_a_sentence_is_a_proper_name(language: str):
    of = told(language)
    names = {one.name for one in of.organisations} | {of.name}
    sentences = (part for text in texts(of) if text not in names for part in re.split(r"(?<=[.:?!])\s+", text))
    capitals = {word for sentence in sentences for word in re.findall(r"(?<=[\s(])[A-Z]\w*", sentence)}
    assert capitals <= NAMES_THAT_ARE_NOT_OF_PEOPLE


def test_groups_that_were_reached_are_never_smaller_than_five():
    reached = [one.details.reached for one in told().observations if one.details.reached is not None]
    assert len(reached) >= 10
    assert min(reached) >= 5


def test_every_direction_rung_level_and_state_occurs():
    of = told()
    assert {one.details.direction for one in of.observations} == set(Direction)
    assert {one.details.rung for one in of.observations} == set(Rung)
    assert {one.details.level for one in of.observations} == set(Level)
    assert {one.details.intended for one in of.observations} == set(Intended)
    assert Counter(one.state for one in of.observations).keys() == set(LISTED_STATES)


def test_there_are_two_drafts_and_two_withdrawn():
    states = Counter(one.state for one in told().observations)
    assert (states[State.DRAFT], states[State.WITHDRAWN]) == (2, 2)
    assert states[State.CONFIRMED] > 50
    assert states[State.DISPUTED] >= 3


def test_evidence_is_of_every_kind():
    kinds = Counter(proof.kind for one in told().observations for proof in one.details.evidence)
    assert kinds.keys() == set(EvidenceKind) - {EvidenceKind.PHOTO}
    assert kinds.total() >= 20


def test_links_lead_to_a_reserved_address():
    links = [
        proof.text for one in told().observations for proof in one.details.evidence if proof.kind is EvidenceKind.LINK
    ]
    assert all(link.startswith("https://example.org/") for link in links)


def test_every_key_that_is_named_exists():
    of = told()
    observed = {one.key for one in of.observations}
    known = {None, *(one.id for one in (*of.organisations, *of.activities, *of.rings))}
    for one in of.observations:
        assert one.details.theme_id in themes(of)
        assert {one.details.activity_id, one.details.organisation_id} <= known
    for ripple in of.ripples:
        assert {ripple.effect_id, ripple.cause_observation_id} <= observed | {None}
        assert ripple.cause_activity_id in known
    assert {mark.ring_id for mark in of.milestones} <= known


def test_every_reference_names_a_thing_of_the_kind_that_is_meant():
    of = told()
    organisations, activities = ({one.id for one in rows} for rows in (of.organisations, of.activities))
    assert not organisations & activities
    named = {one.details.organisation_id for one in of.observations} - {None}
    assert named == organisations
    assert {one.details.activity_id for one in of.observations} - {None} <= activities
    assert {ripple.cause_activity_id for ripple in of.ripples} - {None} <= activities


def test_a_key_that_stands_for_two_things_is_refused():
    of = told()
    double = Activity(of.organisations[0].id, "Iets")
    with pytest.raises(ValueError, match=of.organisations[0].id):
        replace(of, activities=(*of.activities, double))
    with pytest.raises(ValueError, match=of.rings[0].id):
        replace(of, rings=(*of.rings, of.rings[0]))


def test_a_key_that_names_a_thing_of_another_kind_is_refused():
    of = told()
    first = of.observations[0]
    astray = replace(first, details=replace(first.details, organisation_id=of.activities[0].id))
    with pytest.raises(ValueError, match=f"organisation {of.activities[0].id}"):
        replace(of, observations=(astray, *of.observations[1:]))


def test_all_five_phases_follow_each_other_from_the_first_month():
    changes = [mark for mark in told().milestones if mark.kind is MilestoneKind.PHASE_CHANGE]
    assert [mark.phase for mark in changes] == list(Phase)
    assert [mark.on for mark in changes] == sorted(mark.on for mark in changes)
    assert changes[0].on <= get_last_day(min(one.details.seen_on for one in told().observations))
    assert all((mark.kind is MilestoneKind.PHASE_CHANGE) == (mark.phase is not None) for mark in told().milestones)


def test_milestones_are_of_every_kind():
    kinds = Counter(mark.kind for mark in told().milestones)
    assert kinds.keys() == set(MilestoneKind)
    assert 14 <= kinds.total() <= 18


@pytest.mark.parametrize("language", BOTH)
def test_brilliant_failures_have_a_full_card(language: str):
    failures = [mark for mark in told(language).milestones if mark.kind is MilestoneKind.BRILLIANT_FAILURE]
    assert len(failures) >= 3
    for mark in failures:
        assert all((mark.intention, mark.happened, mark.learned, mark.changed, mark.shared_with))


@pytest.mark.parametrize("today", DAYS)
def test_one_success_is_held_ready_near_today(today: date):
    held = [mark for mark in told("nl", today).milestones if mark.held]
    assert [mark.kind for mark in held] == [MilestoneKind.SUCCESS]
    assert abs(held[0].on - today) <= timedelta(days=14)
    assert Milestone("m", held[0], None, 1).is_held_ready


def test_every_organisation_saw_something():
    of = told()
    assert len(of.organisations) == 4
    assert {one.id for one in of.organisations} <= {one.details.organisation_id for one in of.observations}


@pytest.mark.parametrize("language", BOTH)
def test_every_text_belongs_to_something(language: str):
    shape = tomllib.loads((files("impact.example") / "shape.toml").read_text(encoding="utf-8"))
    words = load_word_table(language, "example")
    for part in ("what", "why", "contribution", "circumstances", "evidence"):
        assert words[part].keys() <= shape["observations"].keys()
    assert words["ripples"].keys() <= shape["ripples"].keys()
    assert words["milestones"].keys() == shape["milestones"].keys()
    assert words["themes"].keys() == set().union(*shape["rings"].values())
    assert words["roles"].keys() == {row["role"] for row in shape["observations"].values() if "role" in row}
