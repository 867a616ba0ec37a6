"""Judging: which state may follow which, by whom, and when a reason is asked. Screen and store share these rules."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from impact.errors import Invalid
from impact.model import State
from impact.observe import one_line

REASON_LIMIT = 280
JUDGED = (State.CONFIRMED, State.DISPUTED)
ASIDE = (State.WITHDRAWN, State.BINNED)
NEXT: dict[State, tuple[State, ...]] = {
    State.DRAFT: (State.SHARED, State.WITHDRAWN),
    State.SHARED: (State.CONFIRMED, State.DISPUTED, State.WITHDRAWN),
    State.CONFIRMED: (State.DISPUTED, State.SHARED, State.WITHDRAWN),
    State.DISPUTED: (State.CONFIRMED, State.SHARED, State.WITHDRAWN),
    State.WITHDRAWN: (State.SHARED,),
    State.BINNED: (),
}


@dataclass(frozen=True)
class Past:
    """What went before: whether a judgement stands, or stood when it was withdrawn, and who withdrew it."""

    stands: bool
    by_oneself: bool = False


def fits(was: State, then: State, past: Past, judges: bool) -> bool:
    """No way back to a draft and none to the bin (`db.bin`); a writer may withdraw, and share what nobody judged."""
    if then in (State.DRAFT, State.BINNED) or was is State.BINNED:
        return False
    if then is State.WITHDRAWN or judges:
        return True
    return then is State.SHARED and not past.stands


def reason_needed(was: State, then: State, past: Past) -> bool:
    """Judging, withdrawing and lifting a judgement ask for a reason; a draft is its writer's alone.

    So is sharing again what one withdrew oneself, as long as nobody had judged it.
    """
    if was is State.DRAFT:
        return False
    if was is State.WITHDRAWN and then is State.SHARED:
        return past.stands or not past.by_oneself
    return True


def fit_reason(text: str, needed: bool) -> str:
    """The reason as one clean line. Raises Invalid when it is needed and empty, or too long."""
    reason = one_line(text)
    if needed and not reason:
        raise Invalid(field="reason", reason="empty")
    if len(reason) > REASON_LIMIT:
        raise Invalid(field="reason", reason="too_long", limit=REASON_LIMIT)
    return reason


def past_of(steps: Iterable[tuple[State, Any]], who: Any, writer: Any) -> Past:
    """What went before something that was set aside: `steps` are the states it left and by whom, newest first.

    Without a step back to where it counted, as when it was brought in from a file, its writer set it aside.
    """
    for left, by in steps:
        if left not in ASIDE:
            return Past(left in JUDGED, by == who)
    return Past(False, writer == who)
