"""Stories in the store: kept once, named, ordered, retold, taken away and put back, and who may do so."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from db import collaborations, tables
from db.observations import records
from db.ripples import links, stories
from impact.access import Role
from impact.errors import ChangedMeanwhile, Invalid, NotAllowed, NotFound
from impact.model import Activity, Observation, State, Who
from impact.ripples.stories import (
    MAX_STORY_STEPS,
    MissingReason,
    StoryDoubt,
    StoryPath,
    StoryPoint,
    propose_name,
)
from tests.build import make_collaboration, make_observation, make_person, token
from tests.db.linking import EARLY, join, stone, two


def linked(session: Session, who: Who) -> StoryPath:
    """An activity, an observation it led to, and what that led to."""
    activity = stone(session, who)
    cause, effect = two(session, who)
    join(session, who, cause, cause_activity_id=activity)
    join(session, who, effect, cause)
    return StoryPoint(activity_id=activity), StoryPoint(cause), StoryPoint(effect)


def keep(
    session: Session, who: Who, path: Sequence[StoryPoint], name: str = "Tijd werkt door", telling: str = ""
) -> str:
    return stories.add_story(session, who, name, path, telling, token=token())


def named(session: Session, who: Who) -> list[str]:
    return [one.name for one in stories.list_stories(session, who)]


@pytest.fixture
def who(session: Session) -> Who:
    return make_collaboration(session)


def test_a_story_is_kept_with_its_steps_in_order(session: Session, who: Who) -> None:
    path = linked(session, who)
    kept = keep(session, who, path, "  Tijd \n werkt ", "Het begon klein.\n")
    story = stories.get_story(session, who, kept)
    assert (story.name, story.telling, story.path) == ("Tijd werkt", "Het begon klein.", path)
    assert [type(step.subject) for step in story.steps] == [Activity, Observation, Observation]
    assert [step.order for step in story.steps] == [None, 1, 2]
    assert story.steps[2].strength == 4
    assert stories.list_story_paths(session, who) == {kept: ("Tijd werkt", path)}


def test_a_member_keeps_a_story_and_a_viewer_only_reads(session: Session, who: Who) -> None:
    path = linked(session, who)
    member = make_person(session, who.collaboration_id)
    viewer = make_person(session, who.collaboration_id, Role.VIEWER)
    kept = keep(session, member, path)
    with pytest.raises(NotAllowed):
        keep(session, viewer, path[1:], "Van een meekijker")
    (story,) = stories.list_stories(session, viewer)
    assert (story.id, story.can_change) == (kept, False)


def test_a_double_click_keeps_one_story_and_the_pictures_are_told(session: Session, who: Who) -> None:
    path, once = linked(session, who), token()
    before = collaborations.get_collaboration(session, who).data_version
    made = {stories.add_story(session, who, "Een", path, token=once) for _ in range(2)}
    assert len(made) == 1
    assert named(session, who) == ["Een"]
    session.expire_all()
    assert collaborations.get_collaboration(session, who).data_version == before + 1


@pytest.mark.parametrize("name", ["", "  ", "n" * 121])
def test_a_name_that_cannot_be_kept_is_refused(session: Session, who: Who, name: str) -> None:
    path = linked(session, who)
    with pytest.raises(Invalid) as refused:
        keep(session, who, path, name)
    assert refused.value.facts["field"] == "story"


def test_a_name_is_given_once_in_a_collaboration(session: Session, who: Who) -> None:
    path = linked(session, who)
    keep(session, who, path)
    with pytest.raises(Invalid) as refused:
        keep(session, who, path[1:])
    assert refused.value.facts["reason"] == "double"
    other = make_collaboration(session, name="Leerroute Zorg")
    assert keep(session, other, linked(session, other))


def test_a_telling_that_is_too_long_is_refused(session: Session, who: Who) -> None:
    with pytest.raises(Invalid):
        keep(session, who, linked(session, who), telling="v" * 2001)
    assert named(session, who) == []


def test_steps_that_are_not_linked_one_after_the_other_are_refused(session: Session, who: Who) -> None:
    path = linked(session, who)
    loose = StoryPoint(make_observation(session, who, "Scholen"))
    for wrong in (
        (path[0], path[2]),
        (path[2], path[1]),
        (path[1], loose),
        (path[1], path[0]),
        (path[1], path[2], path[1]),
        (path[1],),
        (),
        tuple(StoryPoint(str(number)) for number in range(MAX_STORY_STEPS + 1)),
    ):
        with pytest.raises(Invalid) as refused:
            keep(session, who, wrong)
        assert refused.value.facts["field"] == "steps"


@pytest.mark.parametrize("state", [State.WITHDRAWN, State.DRAFT])
def test_what_does_not_count_cannot_be_told(session: Session, who: Who, state: State) -> None:
    path = linked(session, who)
    gone = StoryPoint(make_observation(session, who, state=state))
    with pytest.raises(NotFound):
        keep(session, who, (gone, path[2]))
    with pytest.raises(NotFound):
        keep(session, who, (StoryPoint("nonsense"), path[2]))


def test_what_another_collaboration_saw_cannot_be_told(session: Session, who: Who) -> None:
    other = make_collaboration(session, name="Leerroute Zorg")
    with pytest.raises(NotFound):
        keep(session, who, linked(session, other))
    kept = keep(session, other, linked(session, other))
    assert named(session, who) == []
    with pytest.raises(NotFound):
        stories.get_story(session, who, kept)
    with pytest.raises(NotFound):
        stories.remove_story(session, who, kept)


def test_a_step_that_is_gone_leaves_a_gap(session: Session, who: Who) -> None:
    path = linked(session, who)
    kept = keep(session, who, path)
    session.get_one(tables.Observation, path[1].observation_id).state = State.BINNED
    session.flush()
    assert stories.get_story(session, who, kept).steps[1].subject is MissingReason.BINNED
    session.get_one(tables.Observation, path[1].observation_id).state = State.WITHDRAWN
    session.flush()
    assert stories.get_story(session, who, kept).steps[1].subject is MissingReason.WITHDRAWN
    session.delete(session.get_one(tables.Observation, path[1].observation_id))
    session.delete(session.get_one(tables.Activity, path[0].activity_id))
    session.flush()
    session.expire_all()
    story = stories.get_story(session, who, kept)
    assert story.path == (StoryPoint(), StoryPoint(), path[2])
    assert [step.subject for step in story.steps[:2]] == [MissingReason.ERASED, MissingReason.ERASED]


def test_a_ripple_that_is_gone_is_a_doubt(session: Session, who: Who) -> None:
    path = linked(session, who)
    kept = keep(session, who, path)
    _, effects = links.list_ripples_around(session, who, path[1].observation_id or "")
    links.remove_ripple(session, who, effects[0].ripple.id)
    assert StoryDoubt.UNLINKED in stories.get_story(session, who, kept).steps[2].doubts


def test_a_story_is_retold_by_its_maker_or_a_coordinator_and_nobody_else(session: Session, who: Who) -> None:
    path = linked(session, who)
    maker, other = (make_person(session, who.collaboration_id) for _ in range(2))
    kept = keep(session, maker, path)
    stories.change_story(session, maker, kept, "Van mij", "", version=1)
    stories.change_story(session, who, kept, "Van de coördinator", "Zo.", version=2)
    for act in (
        lambda: stories.change_story(session, other, kept, "Van een ander", "", version=3),
        lambda: stories.move_story(session, other, kept, 0),
        lambda: stories.remove_story(session, other, kept),
    ):
        with pytest.raises(NotAllowed):
            act()
    assert named(session, who) == ["Van de coördinator"]


def test_a_story_that_was_changed_meanwhile_is_not_overwritten(session: Session, who: Who) -> None:
    kept = keep(session, who, linked(session, who))
    stories.change_story(session, who, kept, "Eerst", "", version=1)
    with pytest.raises(ChangedMeanwhile) as refused:
        stories.change_story(session, who, kept, "Daarna", "", version=1)
    assert refused.value.facts["now"].name == "Eerst"  # type: ignore[attr-defined]


def test_retelling_keeps_names_apart_but_may_leave_the_name_as_it_is(session: Session, who: Who) -> None:
    path = linked(session, who)
    first, _ = keep(session, who, path, "Een"), keep(session, who, path[1:], "Twee")
    stories.change_story(session, who, first, "Een", "Met tekst.", version=1)
    with pytest.raises(Invalid):
        stories.change_story(session, who, first, "Twee", "", version=2)


def test_stories_take_the_place_they_are_given_and_twice_is_once(session: Session, who: Who) -> None:
    path = linked(session, who)
    ids = [keep(session, who, path, name) for name in ("A", "B", "C")]
    for _ in range(2):
        stories.move_story(session, who, ids[2], 0)
    assert named(session, who) == ["C", "A", "B"]
    stories.move_story(session, who, ids[2], 99)
    assert named(session, who) == ["A", "B", "C"]


def test_a_story_that_was_taken_away_comes_back_in_its_place_and_once(session: Session, who: Who) -> None:
    path = linked(session, who)
    member = make_person(session, who.collaboration_id)
    ids = [keep(session, member, path, name, "Zo.") for name in ("A", "B", "C")]
    before = stories.get_story(session, who, ids[1])
    removed, once = stories.remove_story(session, who, ids[1]), token()
    assert named(session, who) == ["A", "C"]
    assert session.scalar(select(func.count()).select_from(tables.StoryStep)) == 2 * len(path)
    for _ in range(2):
        assert stories.restore_story(session, who, removed, token=once) == ids[1]
    assert named(session, who) == ["A", "B", "C"]
    assert stories.get_story(session, who, ids[1]) == before
    assert stories.list_stories(session, member)[1].can_change


def test_what_was_erased_meanwhile_stays_a_gap_when_a_story_comes_back(session: Session, who: Who) -> None:
    path = linked(session, who)
    removed = stories.remove_story(session, who, keep(session, who, path))
    session.delete(session.get_one(tables.Observation, path[2].observation_id))
    session.flush()
    session.expire_all()
    back = stories.restore_story(session, who, removed, token=token())
    assert stories.get_story(session, who, back).path == (*path[:2], StoryPoint())


def test_a_restored_story_has_no_name_that_was_an_erased_sentence(session: Session, who: Who) -> None:
    path = linked(session, who)
    last = path[-1].observation_id
    what = records.get_observation(session, who, last).details.what
    removed = stories.remove_story(session, who, keep(session, who, path, name=propose_name(what)))
    assert last in removed.named_after_ids
    for one in removed.named_after_ids:
        session.delete(session.get_one(tables.Observation, one))
    session.flush()
    session.expire_all()
    back = stories.get_story(session, who, stories.restore_story(session, who, removed, token=token()))
    assert back.name != removed.name
    assert back.path[-1] == StoryPoint()


def test_a_story_is_not_restored_under_a_taken_name_or_for_somebody_else(session: Session, who: Who) -> None:
    path = linked(session, who)
    removed = stories.remove_story(session, who, keep(session, who, path))
    with pytest.raises(NotAllowed):
        stories.restore_story(session, make_person(session, who.collaboration_id), removed, token=token())
    keep(session, who, path)
    with pytest.raises(Invalid):
        stories.restore_story(session, who, replace(removed), token=token())


def test_a_story_may_stay_within_one_ring(session: Session, who: Who) -> None:
    first = make_observation(session, who, seen_on=EARLY)
    second = make_observation(session, who, seen_on=date(2026, 5, 1))
    join(session, who, second, first)
    assert keep(session, who, (StoryPoint(first), StoryPoint(second)))
