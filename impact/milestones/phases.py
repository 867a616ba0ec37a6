"""The phases a collaboration went through, read from its phase changes."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from impact.model import Milestone, MilestoneKind, Phase


@dataclass(frozen=True)
class PhaseBand:
    """One phase in time: from its first day to the first day of the next; `open` when none follows yet."""

    phase: Phase
    start: date
    end: date
    is_open: bool = False


def list_phases(milestones: Iterable[Milestone], until: date) -> tuple[PhaseBand, ...]:
    """The phases up to and including `until`, in time; what is held ready or starts later is left out.

    Of several changes on one day the last one given counts, and entering the phase one is in already changes nothing.
    """
    entered: dict[date, Phase] = {}
    for milestone in milestones:
        if _is_phase_change_until(milestone, until) and milestone.details.phase is not None:
            entered[milestone.details.on] = milestone.details.phase
    starts: list[tuple[date, Phase]] = []
    for start, phase in sorted(entered.items()):
        if not starts or starts[-1][1] is not phase:
            starts.append((start, phase))
    ends = [start for start, _ in starts[1:]]
    closed = [PhaseBand(phase, start, end) for (start, phase), end in zip(starts, ends, strict=False)]
    return tuple(closed + [PhaseBand(phase, start, until, is_open=True) for start, phase in starts[-1:]])


def _is_phase_change_until(milestone: Milestone, until: date) -> bool:
    return (
        milestone.details.kind is MilestoneKind.PHASE_CHANGE
        and not milestone.is_held_ready
        and milestone.details.on <= until
    )
