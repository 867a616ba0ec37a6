"""History: why, the ripples in it, and undo that is offered exactly where the store does it, on both databases."""

from collections.abc import Callable

import pytest
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from db import logbook, tables, undo
from db.observations import records
from db.observations.history import RIPPLE_KEY, find_deciding_changes
from db.observations.tallies import count_tally_differences
from db.ripples import links
from impact.access import Role
from impact.errors import ChangedMeanwhile, Invalid, NotAllowed, NotFound, RimpelError
from impact.model import RippleKind, State, Who
from tests.build import REASON, TODAY, make_collaboration, make_observation, make_person, make_said
from tests.db.linking import EARLY, LATE, join, kept, stone, two


@pytest.fixture
def who(session: Session) -> Who:
    return make_collaboration(session)


@pytest.fixture
def writer(session: Session, who: Who) -> Who:
    return make_person(session, who.collaboration_id, Role.MEMBER)


def version(session: Session, who: Who, made: str) -> int:
    return records.get_observation(session, who, made).version


def judge(session: Session, who: Who, made: str, state: State, reason: str = REASON) -> None:
    records.judge_observation(session, who, made, state, version=version(session, who, made), reason=reason)


def reword(session: Session, who: Who, made: str, what: str) -> None:
    now = records.get_observation(session, who, made)
    records.change_observation(
        session, who, made, make_said(now.details.theme_id, what=what), TODAY, version=now.version
    )


def take_back(session: Session, who: Who, made: str, change_id: str | None = None) -> None:
    undo.undo_last_change(session, who, made, version=version(session, who, made), change_id=change_id)


def linkings(session: Session, who: Who, made: str) -> list[str]:
    """What the history tells of ripples, newest first."""
    told = records.list_observation_changes(session, who, made)
    return ["linked" if one.before[RIPPLE_KEY] is None else "unlinked" for one in told if RIPPLE_KEY in one.before]


def test_a_judgement_is_kept_with_its_reason_by_whom_and_when(session: Session, who: Who) -> None:
    made = make_observation(session, who)
    judge(session, who, made, State.DISPUTED, "  Niet iedereen\nziet dit zo. ")
    (change,) = records.list_observation_changes(session, who, made)
    assert (change.reason, change.after) == ("Niet iedereen ziet dit zo.", {"state": "disputed"})
    assert change.person_name.startswith("coordinator")
    assert change.changed_at is not None


@pytest.mark.parametrize(("reason", "wrong"), [("", "empty"), (" \n", "empty"), ("a" * 281, "too_long")])
def test_without_a_fit_reason_nothing_is_judged(session: Session, who: Who, reason: str, wrong: str) -> None:
    made = make_observation(session, who)
    with pytest.raises(Invalid, match=wrong):
        judge(session, who, made, State.CONFIRMED, reason)
    assert (version(session, who, made), records.list_observation_changes(session, who, made)) == (1, [])


def test_sharing_again_asks_for_a_reason_unless_one_withdrew_it_oneself(
    session: Session, who: Who, writer: Who
) -> None:
    made = make_observation(session, writer)
    judge(session, writer, made, State.WITHDRAWN)
    assert logbook.get_allowed_actions(session, writer, made).states_needing_reason == ()
    assert logbook.get_allowed_actions(session, who, made).states_needing_reason == (State.SHARED,)
    judge(session, writer, made, State.SHARED, reason="")
    judge(session, who, made, State.WITHDRAWN)
    with pytest.raises(Invalid, match="reason"):
        judge(session, writer, made, State.SHARED, reason="")


def test_a_draft_becomes_shared_before_anybody_judges_it(session: Session, who: Who) -> None:
    made = make_observation(session, who, state=State.DRAFT)
    with pytest.raises(NotAllowed):
        judge(session, who, made, State.CONFIRMED)
    judge(session, who, made, State.SHARED, reason="")
    assert logbook.get_allowed_actions(session, who, made).states == (State.CONFIRMED, State.DISPUTED, State.WITHDRAWN)


def test_why_it_stands_where_it_stands_outlives_withdrawing_and_undo(session: Session, who: Who) -> None:
    made = make_observation(session, who, state=State.DISPUTED)
    judge(session, who, made, State.WITHDRAWN, "Per ongeluk.")
    take_back(session, who, made)
    one = records.get_observation(session, who, made)
    assert one.state is State.DISPUTED
    assert find_deciding_changes(session, [one])[made].reason == REASON


def test_a_ripple_is_in_the_history_of_its_effect_with_its_cause(session: Session, who: Who) -> None:
    cause, effect = two(session, who)
    links.remove_ripple(session, who, join(session, who, effect, cause, kind=RippleKind.HINDERS, why="Zeiden ze."))
    gone, made = records.list_observation_changes(session, who, effect)
    assert made.after[RIPPLE_KEY] == gone.before[RIPPLE_KEY]
    assert made.after[RIPPLE_KEY]["kind"] == RippleKind.HINDERS
    assert made.other_text == gone.other_text == records.get_observation(session, who, cause).details.what
    assert records.list_observation_changes(session, who, cause) == []


def test_linking_and_unlinking_are_undone_again_and_again(session: Session, who: Who) -> None:
    cause, effect = two(session, who)
    made = join(session, who, effect, cause, why="Zeiden ze.")
    before = links.list_ripples(session, who)
    for there in (0, 1, 0):
        take_back(session, who, effect)
        assert kept(session) == there
    take_back(session, who, effect)
    assert links.list_ripples(session, who) == before
    assert before[0].id == made
    assert linkings(session, who, effect) == ["linked", "unlinked"] * 2 + ["linked"]


def test_a_ripple_from_an_activity_is_undone_too(session: Session, who: Who) -> None:
    _, effect = two(session, who)
    join(session, who, effect, cause_activity_id=stone(session, who))
    take_back(session, who, effect)
    assert (kept(session), linkings(session, who, effect)) == (0, ["unlinked", "linked"])


def test_only_the_last_act_is_taken_back_and_a_ripple_made_before_it_stays(session: Session, who: Who) -> None:
    cause, effect = two(session, who)
    reword(session, who, effect, "Anders.")
    made = join(session, who, effect, cause)
    judge(session, who, effect, State.CONFIRMED)
    take_back(session, who, effect)
    assert records.get_observation(session, who, effect).state is State.SHARED
    assert kept(session) == 1
    links.remove_ripple(session, who, made)
    assert count_tally_differences(session, who.collaboration_id) == 0


def test_what_was_not_the_last_change_any_more_is_not_undone(session: Session, who: Who) -> None:
    cause, effect = two(session, who)
    reword(session, who, effect, "Anders.")
    seen = undo.find_undoable_change(session, who, effect)
    join(session, who, effect, cause)
    with pytest.raises(ChangedMeanwhile):
        take_back(session, who, effect, seen)
    assert kept(session) == 1


@pytest.mark.parametrize("end", [0, 1])
def test_a_ripple_of_a_draft_is_in_no_history(session: Session, who: Who, end: int) -> None:
    states = [State.DRAFT if place == end else State.SHARED for place in (0, 1)]
    cause = make_observation(session, who, seen_on=EARLY, state=states[0])
    effect = make_observation(session, who, seen_on=LATE, state=states[1])
    links.remove_ripple(session, who, join(session, who, effect, cause))
    assert linkings(session, who, effect) == linkings(session, who, cause) == []


def test_a_ripple_leaves_the_history_when_its_cause_is_really_gone(session: Session, who: Who) -> None:
    cause, effect = two(session, who)
    reword(session, who, effect, "Anders.")
    join(session, who, effect, cause)
    session.execute(delete(tables.Observation).where(tables.Observation.id == cause))
    assert linkings(session, who, effect) == []
    take_back(session, who, effect)


def test_history_hides_the_words_of_the_bin_and_does_not_link_it_again(session: Session, who: Who) -> None:
    cause, effect = two(session, who)
    links.remove_ripple(session, who, join(session, who, effect, cause))
    row = records.lock_observation(session, who, cause, 1)
    records.save_change(session, who, row, records.get_observation(session, who, cause).details, State.BINNED)
    assert [one.other_text for one in records.list_observation_changes(session, who, effect)] == ["", ""]
    assert undo.find_undoable_change(session, who, effect) is None
    with pytest.raises(NotFound):
        take_back(session, who, effect)


def test_what_lies_in_the_bin_is_not_changed_judged_or_undone(session: Session, who: Who) -> None:
    made = make_observation(session, who)
    reword(session, who, made, "Anders.")
    row = records.lock_observation(session, who, made, 2)
    records.save_change(session, who, row, records.get_observation(session, who, made).details, State.BINNED)
    found = logbook.get_allowed_actions(session, who, made)
    assert (found.can_change, found.states, found.undoable_change_id) == (False, (), None)
    with pytest.raises(NotAllowed):
        reword(session, who, made, "Toch anders.")


def test_the_bin_does_not_lift_a_judgement_either(session: Session, who: Who, writer: Who) -> None:
    made = make_observation(session, writer, state=State.CONFIRMED)
    judge(session, writer, made, State.WITHDRAWN)
    for state in (State.BINNED, State.WITHDRAWN):
        row = records.lock_observation(session, who, made, version(session, who, made))
        records.save_change(session, who, row, records.get_observation(session, who, made).details, state)
    assert logbook.get_allowed_actions(session, writer, made).states == ()


def test_history_that_was_erased_in_part_offers_no_undo(session: Session, who: Who) -> None:
    made = make_observation(session, who)
    reword(session, who, made, "Anders.")
    change = session.scalars(select(tables.Change).where(tables.Change.observation_id == made)).one()
    for before in ({}, {"evidence": [None]}, {"witness": "agrees"}, {"evidence": [["link"]]}):
        change.before = before
        session.flush()
        assert undo.find_undoable_change(session, who, made) is None
        with pytest.raises(NotFound):
            take_back(session, who, made)


SITUATIONS: dict[str, Callable[[Session, Who, Who, str], object]] = {
    "nothing yet": lambda session, judge_, writer, made: None,
    "reworded": lambda session, judge_, writer, made: reword(session, writer, made, "Anders."),
    "reworded by a judge": lambda session, judge_, writer, made: reword(session, judge_, made, "Anders."),
    "disputed": lambda session, judge_, writer, made: judge(session, judge_, made, State.DISPUTED),
    "withdrawn by its writer": lambda session, judge_, writer, made: judge(session, writer, made, State.WITHDRAWN),
    "withdrawn by a judge": lambda session, judge_, writer, made: judge(session, judge_, made, State.WITHDRAWN),
    "linked by a judge": lambda session, judge_, writer, made: join(
        session, judge_, made, cause_activity_id=stone(session, judge_)
    ),
    "linked by its writer": lambda session, judge_, writer, made: join(
        session, writer, made, cause_activity_id=stone(session, judge_)
    ),
}


@pytest.mark.parametrize("situation", SITUATIONS)
@pytest.mark.parametrize("first", [State.DRAFT, State.SHARED, State.CONFIRMED])
def test_undo_is_offered_exactly_where_the_store_does_it(
    session: Session, who: Who, writer: Who, situation: str, first: State
) -> None:
    viewer = make_person(session, who.collaboration_id, Role.VIEWER)
    member = make_person(session, who.collaboration_id, Role.MEMBER)
    for asks in (who, writer, member, viewer):
        made = make_observation(session, writer, state=first)
        if first is State.DRAFT:
            judge(session, writer, made, State.SHARED, reason="")
        SITUATIONS[situation](session, who, writer, made)
        offered = undo.find_undoable_change(session, asks, made)
        try:
            take_back(session, asks, made)
            done = True
        except RimpelError:
            done = False
        assert done is (offered is not None)


def test_somebody_elses_judgement_is_lifted_with_a_reason_and_not_by_undo(session: Session, who: Who) -> None:
    colleague = make_person(session, who.collaboration_id, Role.COORDINATOR)
    made = make_observation(session, who, state=State.CONFIRMED)
    assert undo.find_undoable_change(session, colleague, made) is None
    judge(session, colleague, made, State.SHARED, "We bekijken dit opnieuw.")
    assert undo.find_undoable_change(session, who, made) is None
    assert undo.find_undoable_change(session, colleague, made)


def test_a_double_click_on_a_judgement_is_one_judgement(session: Session, who: Who) -> None:
    made = make_observation(session, who)
    records.judge_observation(session, who, made, State.CONFIRMED, version=1, reason=REASON)
    with pytest.raises(ChangedMeanwhile):
        records.judge_observation(session, who, made, State.CONFIRMED, version=1, reason=REASON)
    with pytest.raises(NotAllowed):
        judge(session, who, made, State.CONFIRMED)
