"""Stories: what is suggested, what a told story says, and which doubts it carries."""

from datetime import UTC, date, datetime
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from impact.model import (
    Activity,
    Certainty,
    Direction,
    Evidence,
    EvidenceKind,
    Level,
    NewObservation,
    Observation,
    Precision,
    Ring,
    Ripple,
    RippleKind,
    Rung,
    State,
)
from impact.ripples.chains import compute_orders, compute_strength, compute_strongest_chain
from impact.ripples.stories import (
    MissingReason,
    StoryDoubt,
    StoryPoint,
    StorySubject,
    build_path,
    build_story_steps,
    count_doubts,
    find_reading_line,
    is_same_path,
    propose_name,
    suggest_paths,
)
from impact.ripples.story_text import StoryCard, describe_step_place, summarise_doubts, write_story_text
from tests.impact.ripples.test_chains import node, nodes, ripple, thrown

RINGS = tuple(Ring(name, name.title()) for name in ("teachers", "schools", "students"))
STONE = Activity("stone", "Docentstages", date(2026, 1, 5))


def seen(key: str, ring: str = "teachers", *, day: date = date(2026, 3, 5), **fields: object) -> Observation:
    """A confirmed observation that somebody saw, unless said otherwise."""
    plain: dict[str, object] = {"direction": Direction.POSITIVE, "rung": Rung.SEEN_MYSELF, "precision": Precision.DAY}
    state = fields.pop("state", State.CONFIRMED)
    said = NewObservation(
        what=f"Zin {key}.", theme_id=f"theme of {ring}", seen_on=day, level=Level.FIRST_SIGNS, **plain | fields
    )
    return Observation(key, said, ring, state, "", datetime(2026, 1, 1, tzinfo=UTC), 1)


def test_the_strongest_chain_comes_first_and_no_ripple_is_suggested_twice() -> None:
    there = nodes(node("a", "1"), node("b", "2"), node("c", "3"), node("d", "2"))
    links = [ripple("a", "b"), ripple("b", "c"), ripple("a", "d", Certainty.SUSPECTED)]
    assert suggest_paths(there, links) == (
        (StoryPoint("a"), StoryPoint("b"), StoryPoint("c")),
        (StoryPoint("a"), StoryPoint("d")),
    )


def test_a_suggestion_starts_at_the_activity_that_leads_to_it() -> None:
    there = nodes(node("a", "1"), node("b", "2"))
    (path,) = suggest_paths(there, [thrown("stone", "a"), ripple("a", "b")])
    assert path == (StoryPoint(activity_id="stone"), StoryPoint("a"), StoryPoint("b"))


def test_an_activity_that_hinders_begins_no_story() -> None:
    hinders = Ripple("h", "a", RippleKind.HINDERS, Certainty.SUBSTANTIATED, cause_activity_id="stone")
    (path,) = suggest_paths(nodes(node("a", "1"), node("b", "2")), [hinders, ripple("a", "b")])
    assert path == (StoryPoint("a"), StoryPoint("b"))


def test_no_more_is_suggested_than_was_asked_and_nothing_without_ripples() -> None:
    there = nodes(*(node(f"c{n}", "1") for n in range(9)), *(node(f"e{n}", "2") for n in range(9)))
    links = [ripple(f"c{n}", f"e{n}") for n in range(9)]
    assert len(suggest_paths(there, links)) == 5
    assert len(suggest_paths(there, links, max_paths=2)) == 2
    assert suggest_paths({}, []) == ()


@given(st.sets(st.tuples(st.integers(0, 7), st.integers(0, 7)).filter(lambda pair: pair[0] != pair[1]), max_size=20))
def test_suggestions_are_paths_that_share_no_ripple_and_begin_with_the_strongest(pairs: set[tuple[int, int]]) -> None:
    there = nodes(*(node(f"o{n}", f"ring {n % 4}", rung=1 + n % 5) for n in range(8)))
    links = [ripple(f"o{cause}", f"o{effect}") for cause, effect in sorted(pairs)]
    found = suggest_paths(there, links)
    used = [(one.observation_id, other.observation_id) for path in found for one, other in pairwise(path)]
    assert len(used) == len(set(used))
    assert set(used) <= {(one.cause_observation_id, one.effect_id) for one in links}
    chain = compute_strongest_chain(there, links)
    assert found[:1] == ((build_path(chain),) if chain else ())


things = st.lists(
    st.one_of(
        st.sampled_from(list(MissingReason)),
        st.builds(
            seen,
            st.sampled_from("abcdefgh"),
            st.sampled_from([ring.id for ring in RINGS]),
            rung=st.sampled_from(Rung),
            state=st.sampled_from(State),
        ),
    ),
    max_size=9,
)
certainties = st.lists(st.sampled_from(Certainty), min_size=8, max_size=8)


@given(things, certainties)
def test_a_told_story_has_as_many_sentences_as_steps_and_the_strengths_of_the_chains(
    there: list[StorySubject], sure: list[Certainty]
) -> None:
    links = [
        ripple(one.id, other.id, certainty)
        for (one, other), certainty in zip(pairwise(there), sure, strict=False)
        if isinstance(one, Observation) and isinstance(other, Observation)
    ]
    steps = build_story_steps(there, links, compute_orders(links))
    assert [step.subject for step in steps] == there
    for before, step in pairwise(steps):
        cause, effect = before.observation, step.observation
        if cause and effect and step.ripple:
            assert step.strength == compute_strength(step.ripple.certainty, cause.details.rung, effect.details.rung)
    card = StoryCard("Naam", "", "Leerroute", date(2026, 11, 24), "nl")
    told = write_story_text(steps, RINGS, card)
    assert all(not step.sentence or step.sentence in told for step in steps)
    assert sum(count_doubts(steps).values()) == sum(len(step.doubts) for step in steps)


def test_a_story_without_doubts_says_so() -> None:
    steps = build_story_steps([STONE, seen("a"), seen("b")], [thrown("stone", "a"), ripple("a", "b")], {"a": 1, "b": 2})
    assert count_doubts(steps) == {}
    assert [step.order for step in steps] == [None, 1, 2]
    assert summarise_doubts(steps, "nl").startswith("Geen twijfels")


@pytest.mark.parametrize(
    ("fields", "doubt"),
    [
        ({"state": State.SHARED}, StoryDoubt.UNCONFIRMED),
        ({"state": State.DISPUTED}, StoryDoubt.DISPUTED),
        ({"rung": Rung.HEARD}, StoryDoubt.HEARD),
        ({"direction": Direction.NEGATIVE}, StoryDoubt.NEGATIVE),
        ({"day": date(2026, 2, 5)}, StoryDoubt.EARLIER),
    ],
)
def test_what_is_doubtful_about_an_observation_is_told(fields: dict[str, object], doubt: StoryDoubt) -> None:
    steps = build_story_steps([seen("a"), seen("b", **fields)], [ripple("a", "b")], {})  # type: ignore[arg-type]
    assert count_doubts(steps) == {doubt: 1}
    assert steps[1].doubts == (doubt,)


@pytest.mark.parametrize(
    ("links", "doubt"),
    [
        ([], StoryDoubt.UNLINKED),
        ([ripple("a", "b", Certainty.SUSPECTED)], StoryDoubt.SUSPECTED),
        ([ripple("a", "b", kind=RippleKind.HINDERS)], StoryDoubt.HINDERS),
    ],
)
def test_what_is_doubtful_about_a_ripple_is_told(links: list[Ripple], doubt: StoryDoubt) -> None:
    assert count_doubts(build_story_steps([seen("a"), seen("b")], links, {})) == {doubt: 1}


def test_a_month_counts_as_its_last_day_and_an_activity_may_begin_too_late_as_well() -> None:
    month = seen("b", day=date(2026, 3, 1), precision=Precision.MONTH)
    assert count_doubts(build_story_steps([seen("a"), month], [ripple("a", "b")], {})) == {}
    late = Activity("stone", "Laat", date(2026, 4, 1))
    assert count_doubts(build_story_steps([late, month], [thrown("stone", "b")], {})) == {StoryDoubt.EARLIER: 1}


def test_a_gap_says_why_and_takes_no_ripple_with_it() -> None:
    steps = build_story_steps([seen("a"), MissingReason.ERASED, seen("c")], [], {})
    assert count_doubts(steps) == {StoryDoubt.GONE: 1}
    assert "Deze stap is gewist." in write_story_text(
        steps, RINGS, StoryCard("Naam", "", "Leerroute", date(2026, 11, 24), "nl")
    )


def test_the_line_holds_one_theme_per_ring_and_the_month_of_the_last_step() -> None:
    steps = build_story_steps(
        [STONE, seen("a"), seen("b", "schools"), seen("c", day=date(2026, 9, 20)), MissingReason.BINNED], [], {}
    )
    themes, month = find_reading_line(steps)
    assert themes == {"teachers": "theme of teachers", "schools": "theme of schools"}
    assert month == date(2026, 9, 1)
    assert find_reading_line([]) == ({}, None)


def test_a_step_tells_ring_day_rung_and_what_kind_of_evidence_lies_under_it() -> None:
    one = seen("a", evidence=(Evidence(EvidenceKind.LINK, "https://voorbeeld.nl"),), precision=Precision.MONTH)
    (step,) = build_story_steps([one], [], {})
    assert describe_step_place(step, RINGS, "nl") == "Teachers · mrt 2026 · zelf gezien (link)"


@pytest.mark.parametrize(
    ("sentence", "name"),
    [
        ("Kort.", "Kort"),
        ("", ""),
        (
            "De besturen tekenen voor lang, met een vast overleg en een eigenaar.",
            "De besturen tekenen voor lang",
        ),
        ("x" * 280, "x" * 60),
    ],
)
def test_a_name_is_proposed_from_the_last_sentence(sentence: str, name: str) -> None:
    assert propose_name(sentence) == name


@given(st.text(max_size=280))
def test_a_proposed_name_always_fits(sentence: str) -> None:
    assert len(propose_name(sentence)) <= 60


def test_two_paths_are_the_same_when_they_run_along_the_same_observations() -> None:
    assert is_same_path(
        (StoryPoint("a"), StoryPoint("b")), (StoryPoint(activity_id="stone"), StoryPoint("a"), StoryPoint("b"))
    )
    assert not is_same_path((StoryPoint("a"), StoryPoint("b")), (StoryPoint("b"), StoryPoint("a")))
