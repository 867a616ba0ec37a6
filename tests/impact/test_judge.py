"""The rules of judging: which step fits whom, and when it asks for a reason."""

import pytest

from impact.errors import Invalid
from impact.judge import JUDGED, NEXT, REASON_LIMIT, Past, fit_reason, fits, past_of, reason_needed
from impact.model import State

NOBODY, STANDS = Past(stands=False), Past(stands=True)


@pytest.mark.parametrize("was", State)
@pytest.mark.parametrize("judges", [True, False])
def test_nothing_becomes_a_draft_or_goes_in_or_out_of_the_bin_by_judging(was: State, judges: bool) -> None:
    assert not fits(was, State.DRAFT, NOBODY, judges)
    assert not fits(was, State.BINNED, NOBODY, judges)
    assert not fits(State.BINNED, was, NOBODY, judges)


def test_a_writer_withdraws_and_shares_what_nobody_judged() -> None:
    assert fits(State.SHARED, State.WITHDRAWN, NOBODY, judges=False)
    assert fits(State.WITHDRAWN, State.SHARED, NOBODY, judges=False)
    assert not fits(State.WITHDRAWN, State.SHARED, STANDS, judges=False)
    assert not fits(State.SHARED, State.CONFIRMED, NOBODY, judges=False)


@pytest.mark.parametrize("was", [state for state in State if state is not State.DRAFT])
def test_every_step_asks_for_a_reason_but_sharing_again_what_one_withdrew_oneself(was: State) -> None:
    for then in NEXT[was]:
        assert reason_needed(was, then, Past(was in JUDGED))
    assert not reason_needed(State.WITHDRAWN, State.SHARED, Past(stands=False, by_oneself=True))
    assert reason_needed(State.WITHDRAWN, State.SHARED, Past(stands=True, by_oneself=True))


def test_a_draft_asks_for_no_reason() -> None:
    assert not any(reason_needed(State.DRAFT, then, NOBODY) for then in NEXT[State.DRAFT])


def test_what_was_set_aside_remembers_where_it_stood_through_withdrawing_and_the_bin() -> None:
    steps = [(State.BINNED, "a"), (State.WITHDRAWN, "a"), (State.CONFIRMED, "b"), (State.SHARED, "c")]
    assert past_of(steps, "b", "c") == Past(stands=True, by_oneself=True)
    assert past_of(steps, "a", "c") == Past(stands=True, by_oneself=False)
    assert past_of([], "c", "c") == Past(stands=False, by_oneself=True)


def test_a_reason_is_one_clean_line_of_limited_length() -> None:
    assert fit_reason("  Staat in\n de  cijfers. ", needed=True) == "Staat in de cijfers."
    assert fit_reason("", needed=False) == ""
    for text, reason in (("  \n ", "empty"), ("a" * (REASON_LIMIT + 1), "too_long")):
        with pytest.raises(Invalid, match=reason):
            fit_reason(text, needed=True)
