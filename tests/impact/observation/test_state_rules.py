"""The rules of judging: which step fits whom, and when it asks for a reason."""

import pytest

from impact.errors import Invalid
from impact.model import State
from impact.observation.state_rules import (
    JUDGED_STATES,
    MAX_REASON_LENGTH,
    NEXT_STATES,
    PastJudgement,
    check_reason,
    find_past_judgement,
    is_reason_needed,
    is_state_change_allowed,
)

NOBODY, STANDS = PastJudgement(was_judged=False), PastJudgement(was_judged=True)


@pytest.mark.parametrize("was", State)
@pytest.mark.parametrize("judges", [True, False])
def test_nothing_becomes_a_draft_or_goes_in_or_out_of_the_bin_by_judging(was: State, judges: bool) -> None:
    assert not is_state_change_allowed(was, State.DRAFT, NOBODY, judges)
    assert not is_state_change_allowed(was, State.BINNED, NOBODY, judges)
    assert not is_state_change_allowed(State.BINNED, was, NOBODY, judges)


def test_a_writer_withdraws_and_shares_what_nobody_judged() -> None:
    assert is_state_change_allowed(State.SHARED, State.WITHDRAWN, NOBODY, may_judge=False)
    assert is_state_change_allowed(State.WITHDRAWN, State.SHARED, NOBODY, may_judge=False)
    assert not is_state_change_allowed(State.WITHDRAWN, State.SHARED, STANDS, may_judge=False)
    assert not is_state_change_allowed(State.SHARED, State.CONFIRMED, NOBODY, may_judge=False)


@pytest.mark.parametrize("was", [state for state in State if state is not State.DRAFT])
def test_every_step_asks_for_a_reason_but_sharing_again_what_one_withdrew_oneself(was: State) -> None:
    for then in NEXT_STATES[was]:
        assert is_reason_needed(was, then, PastJudgement(was in JUDGED_STATES))
    assert not is_reason_needed(
        State.WITHDRAWN, State.SHARED, PastJudgement(was_judged=False, was_withdrawn_by_oneself=True)
    )
    assert is_reason_needed(
        State.WITHDRAWN, State.SHARED, PastJudgement(was_judged=True, was_withdrawn_by_oneself=True)
    )


def test_a_draft_asks_for_no_reason() -> None:
    assert not any(is_reason_needed(State.DRAFT, then, NOBODY) for then in NEXT_STATES[State.DRAFT])


def test_what_was_set_aside_remembers_where_it_stood_through_withdrawing_and_the_bin() -> None:
    steps = [(State.BINNED, "a"), (State.WITHDRAWN, "a"), (State.CONFIRMED, "b"), (State.SHARED, "c")]
    assert find_past_judgement(steps, "b", "c") == PastJudgement(was_judged=True, was_withdrawn_by_oneself=True)
    assert find_past_judgement(steps, "a", "c") == PastJudgement(was_judged=True, was_withdrawn_by_oneself=False)
    assert find_past_judgement([], "c", "c") == PastJudgement(was_judged=False, was_withdrawn_by_oneself=True)


def test_a_reason_is_one_clean_line_of_limited_length() -> None:
    assert check_reason("  Staat in\n de  cijfers. ", is_needed=True) == "Staat in de cijfers."
    assert check_reason("", is_needed=False) == ""
    for text, reason in (("  \n ", "empty"), ("a" * (MAX_REASON_LENGTH + 1), "too_long")):
        with pytest.raises(Invalid, match=reason):
            check_reason(text, is_needed=True)
