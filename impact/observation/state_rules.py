"""Judging: which state may follow which, by whom, and when a reason is asked. Screen and store share these rules."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from impact.errors import Invalid
from impact.model import State
from impact.observation.observation_rules import clean_line

MAX_REASON_LENGTH = 280
JUDGED_STATES = (State.CONFIRMED, State.DISPUTED)
SET_ASIDE_STATES = (State.WITHDRAWN, State.BINNED)
NEXT_STATES: dict[State, tuple[State, ...]] = {
    State.DRAFT: (State.SHARED, State.WITHDRAWN),
    State.SHARED: (State.CONFIRMED, State.DISPUTED, State.WITHDRAWN),
    State.CONFIRMED: (State.DISPUTED, State.SHARED, State.WITHDRAWN),
    State.DISPUTED: (State.CONFIRMED, State.SHARED, State.WITHDRAWN),
    State.WITHDRAWN: (State.SHARED,),
    State.BINNED: (),
}


@dataclass(frozen=True)
class PastJudgement:
    """What went before: whether a judgement stands, or stood when it was withdrawn, and who withdrew it."""

    was_judged: bool
    was_withdrawn_by_oneself: bool = False


def is_state_change_allowed(old_state: State, new_state: State, past: PastJudgement, may_judge: bool) -> bool:
    """No way back to a draft, none to the bin (`db.observations.recycle_bin`).

    A writer may withdraw, and share what nobody judged.
    """
    if new_state in (State.DRAFT, State.BINNED) or old_state is State.BINNED:
        return False
    if new_state is State.WITHDRAWN or may_judge:
        return True
    return new_state is State.SHARED and not past.was_judged


def is_reason_needed(old_state: State, new_state: State, past: PastJudgement) -> bool:
    """Judging, withdrawing and lifting a judgement ask for a reason; a draft is its writer's alone.

    So is sharing again what one withdrew oneself, as long as nobody had judged it.
    """
    if old_state is State.DRAFT:
        return False
    if old_state is State.WITHDRAWN and new_state is State.SHARED:
        return past.was_judged or not past.was_withdrawn_by_oneself
    return True


def check_reason(text: str, is_needed: bool) -> str:
    """The reason as one clean line. Raises Invalid when it is needed and empty, or too long."""
    reason = clean_line(text)
    if is_needed and not reason:
        raise Invalid(field="reason", reason="empty")
    if len(reason) > MAX_REASON_LENGTH:
        raise Invalid(field="reason", reason="too_long", limit=MAX_REASON_LENGTH)
    return reason


def find_past_judgement(state_changes: Iterable[tuple[State, Any]], person_id: Any, writer_id: Any) -> PastJudgement:
    """What went before something that was set aside: `state_changes` are the states it left and by whom, newest first.

    Without a step back to where it counted, as when it was brought in from a file, its writer set it aside.
    """
    for left_state, changed_by in state_changes:
        if left_state not in SET_ASIDE_STATES:
            return PastJudgement(left_state in JUDGED_STATES, changed_by == person_id)
    return PastJudgement(False, writer_id == person_id)
