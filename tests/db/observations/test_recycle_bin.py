"""The bin: what lies there counts nowhere, says why, and comes back as it was."""

from dataclasses import replace

import pytest
from sqlalchemy.orm import Session

from db import logbook, undo
from db.export import export_observations
from db.observation_filter import ObservationFilter
from db.observations import latest, records
from db.observations import recycle_bin as the_bin
from db.observations.tallies import count_tally_differences, list_tallies
from db.ripples import links, stories
from impact.access import Role
from impact.errors import ChangedMeanwhile, NotAllowed, NotFound
from impact.model import COUNTING_STATES, State, Who
from impact.ripples.stories import MissingReason, StoryPoint
from tests.build import REASON, TODAY, make_collaboration, make_observation, make_person, rings_of, token
from tests.db.linking import join, two


@pytest.fixture
def who(session: Session) -> Who:
    return make_collaboration(session)


def throw(session: Session, who: Who, observation_id: str, reason: str = "") -> None:
    version = records.get_observation(session, who, observation_id).version
    the_bin.move_to_bin(session, who, observation_id, version=version, reason=reason)


def counted(session: Session, who: Who) -> int:
    return sum(one.n for one in list_tallies(session, who) if one.state in COUNTING_STATES)


def test_what_lies_in_the_bin_counts_and_shows_nowhere(session: Session, who: Who) -> None:
    cause, effect = two(session, who)
    join(session, who, effect, cause)
    theme = rings_of(session, who)[0].themes[0].id
    throw(session, who, effect)
    assert counted(session, who) == 1
    assert [one.id for one in logbook.find_observations(session, who, ObservationFilter())[0]] == [cause]
    assert links.list_ripples(session, who) == ()
    assert links.list_ripples_around(session, who, cause) == ((), ())
    assert latest.list_newest(session, who, [theme], None, TODAY)[theme] == ()
    assert effect not in export_observations(session, who, "nl").decode()
    assert logbook.search_earlier(session, who, "", TODAY)[0].id == cause
    assert count_tally_differences(session, who.collaboration_id) == 0


def test_the_bin_says_who_when_and_why(session: Session, who: Who) -> None:
    made = make_observation(session, who)
    throw(session, who, made, "Dubbel vastgelegd")
    (one,), total = the_bin.list_binned(session, who)
    assert (one.observation.id, total, one.may_restore) == (made, 1, True)
    assert one.deciding_change is not None
    assert one.deciding_change.reason == "Dubbel vastgelegd"


@pytest.mark.parametrize("state", [State.SHARED, State.CONFIRMED, State.DISPUTED, State.WITHDRAWN])
def test_it_comes_back_in_the_state_it_had(session: Session, who: Who, state: State) -> None:
    made = make_observation(session, who, state=state)
    before = counted(session, who)
    throw(session, who, made)
    version = records.get_observation(session, who, made).version
    assert the_bin.restore_observation(session, who, made, version=version) is state
    assert (records.get_observation(session, who, made).state, counted(session, who)) == (state, before)


def test_a_writer_throws_away_only_what_nobody_judged(session: Session, who: Who) -> None:
    writer = make_person(session, who.collaboration_id)
    shared, judged = make_observation(session, writer), make_observation(session, writer, state=State.CONFIRMED)
    throw(session, writer, shared)
    with pytest.raises(NotAllowed):
        throw(session, writer, judged)
    withdrawn = records.get_observation(session, writer, judged)
    records.judge_observation(session, writer, judged, State.WITHDRAWN, version=withdrawn.version, reason=REASON)
    assert not the_bin.may_move_to_bin(session, writer, judged)


@pytest.mark.parametrize("role", [Role.VIEWER, Role.MEMBER])
def test_who_did_not_write_it_and_may_not_judge_throws_nothing_away(session: Session, who: Who, role: Role) -> None:
    made = make_observation(session, who)
    other = make_person(session, who.collaboration_id, role)
    assert not the_bin.may_move_to_bin(session, other, made)
    with pytest.raises(NotAllowed):
        throw(session, other, made)


def test_what_a_coordinator_threw_away_its_writer_does_not_put_back(session: Session, who: Who) -> None:
    writer = make_person(session, who.collaboration_id)
    made = make_observation(session, writer)
    throw(session, who, made)
    assert the_bin.list_binned(session, writer)[0][0].may_restore is False
    with pytest.raises(NotAllowed):
        the_bin.restore_observation(session, writer, made, version=2)


def test_another_collaboration_sees_and_restores_nothing(session: Session, who: Who) -> None:
    made = make_observation(session, who)
    throw(session, who, made)
    stranger = make_collaboration(session, name="Andere route")
    assert the_bin.list_binned(session, stranger) == ((), 0)
    with pytest.raises(NotFound):
        the_bin.restore_observation(session, stranger, made, version=2)
    with pytest.raises(NotAllowed):
        the_bin.list_binned(session, replace(stranger, collaboration_id=who.collaboration_id))


def test_a_draft_is_not_thrown_away_and_nothing_is_thrown_away_twice(session: Session, who: Who) -> None:
    draft, made = make_observation(session, who, state=State.DRAFT), make_observation(session, who)
    with pytest.raises(NotAllowed):
        throw(session, who, draft)
    throw(session, who, made)
    with pytest.raises(ChangedMeanwhile):
        the_bin.move_to_bin(session, who, made, version=1)
    with pytest.raises(NotAllowed):
        throw(session, who, made)


def test_what_lies_in_the_bin_is_not_changed_judged_or_linked(session: Session, who: Who) -> None:
    cause, effect = two(session, who)
    throw(session, who, cause)
    one = records.get_observation(session, who, cause)
    with pytest.raises(NotAllowed):
        records.change_observation(session, who, cause, one.details, TODAY, version=2)
    with pytest.raises(NotAllowed):
        records.judge_observation(session, who, cause, State.CONFIRMED, version=2, reason=REASON)
    with pytest.raises(NotFound):
        join(session, who, effect, cause)
    assert undo.find_undoable_change(session, who, cause) is None


def test_restoring_what_is_not_in_the_bin_finds_nothing(session: Session, who: Who) -> None:
    with pytest.raises(NotFound):
        the_bin.restore_observation(session, who, make_observation(session, who), version=1)


def test_what_others_threw_away_is_read_by_who_may_judge_alone(session: Session, who: Who) -> None:
    writer, other = (make_person(session, who.collaboration_id) for _ in range(2))
    viewer = make_person(session, who.collaboration_id, Role.VIEWER)
    cause, made = two(session, writer, what="Te veel gezegd.")
    join(session, writer, made, cause)
    kept = stories.add_story(session, other, "Een verhaal", (StoryPoint(cause), StoryPoint(made)), token=token())
    the_bin.move_to_bin(session, who, made, version=1)
    for reader in (writer, who):
        assert records.get_observation(session, reader, made).details.what == "Te veel gezegd."
        assert the_bin.list_binned(session, reader)[1] == 1
    for stranger in (other, viewer):
        assert the_bin.list_binned(session, stranger) == ((), 0)
        for ask in (records.get_observation, records.list_observation_changes, logbook.get_allowed_actions):
            with pytest.raises(NotFound):
                ask(session, stranger, made)
        assert stories.get_story(session, stranger, kept).steps[1].subject is MissingReason.BINNED
