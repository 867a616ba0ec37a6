"""The phases a collaboration went through, read from its phase changes."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from impact.model import Milestone, MilestoneKind, Phase


@dataclass(frozen=True)
class Band:
    """One phase in time: from its first day to the first day of the next; `open` when none follows yet."""

    phase: Phase
    start: date
    end: date
    open: bool = False


def phases(milestones: Iterable[Milestone], until: date) -> tuple[Band, ...]:
    """The phases up to and including `until`, in time; what is held ready or starts later is left out.

    Of several changes on one day the last one given counts, and entering the phase one is in already changes nothing.
    """
    entered: dict[date, Phase] = {}
    for one in milestones:
        if _counts(one, until) and one.said.phase is not None:
            entered[one.said.on] = one.said.phase
    starts: list[tuple[date, Phase]] = []
    for start, phase in sorted(entered.items()):
        if not starts or starts[-1][1] is not phase:
            starts.append((start, phase))
    ends = [start for start, _ in starts[1:]]
    closed = [Band(phase, start, end) for (start, phase), end in zip(starts, ends, strict=False)]
    return tuple(closed + [Band(phase, start, until, open=True) for start, phase in starts[-1:]])


def _counts(one: Milestone, until: date) -> bool:
    return one.said.kind is MilestoneKind.PHASE_CHANGE and not one.held and one.said.on <= until
